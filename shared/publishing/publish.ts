import { lookMarker } from '../assigning/looks.ts';
import { publishingOf } from '../assigning/placed-record.ts';
import type { CalApi, CalBooking, PatchReply } from '../calcom/cal-api.ts';
import { locationDigest } from '../calcom/location-classifier.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord, Telling } from '../domain/booking-record.ts';
import type { CredentialName, Site } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { isUnknown, owedTo, UNKNOWN_OUTCOME_MS } from '../domain/owe.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Clinic, SiteState } from '../ledger/clinic.ts';
import type { CredentialRecord, Ledger, Write } from '../ledger/ledger.ts';
import { block, gateOf, holdBack, isBroken, noteContact, readPace, refuse } from './credential-pace.ts';
import { heedHuman } from './heed-human.ts';
import {
  changeOf,
  deferred,
  park,
  settle,
  startOf,
  withoutHuman,
  withoutOwed,
  withoutVersion,
  withText,
} from './record-telling.ts';
import { standingAtCalCom } from './standing-at-cal-com.ts';
import { wantedText } from './wanted-text.ts';

/** What the publisher needs around it. */
export type PublisherSurroundings = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: CalApi;
  readonly now: () => Instant;
  /** A fresh id for an attempt. */
  readonly newId: () => string;
  /** Between two PATCHes of one credential; longer than the time-out of one. */
  readonly spacingMs: number;
  /** From an accepted PATCH to the GET that verifies it: Cal.com's own last write may come in between. */
  readonly verifyAfterMs: number;
  /** Keys the digest of a default location. */
  readonly digestKey: () => Promise<string>;
  readonly report: (line: PublisherReport) => void;
};

/** What one wake did, for logs and metrics: no text of anybody's. */
export type PublisherReport =
  | { readonly what: 'sent'; readonly uid: BookingUid; readonly reply: PatchReply['kind'] }
  | { readonly what: 'verified' | 'nothing-to-tell' | 'human-edit' | 'unsent'; readonly uid: BookingUid }
  | { readonly what: 'parked'; readonly uid: BookingUid; readonly reason: string }
  | { readonly what: 'unreadable'; readonly uid: BookingUid; readonly cause: string }
  | { readonly what: 'credential-refused'; readonly credential: CredentialName; readonly status: number }
  | { readonly what: 'throttled'; readonly credential: CredentialName; readonly until: Instant }
  /** Nothing but one probe a minute, until Cal.com answers again. */
  | { readonly what: 'breaker-open'; readonly credential: CredentialName; readonly failures: number };

/** `later`: something is due, the slot is taken: come back once at `at`. */
export type WakeOutcome =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'stopped'; readonly until?: Instant };

/** GETs of one wake: at four wakes a minute a third of what Cal.com allows a key. */
const MAX_READS = 10;
/** Due bookings looked at in one wake. */
const MAX_DUE = 100;
/** A PATCH leaves within so many milliseconds of its claim or not at all: so much later the next may be claimed, too. */
const LEAVE_WITHIN_MS = 500;
/** How often one text is sent before a person must look. */
const MAX_SENDS = 3;
/** A booking that could not be read is left alone for so long. */
const UNREADABLE_MS = 60_000;
/** A wake begins nothing new after so long: its function has a time-out. */
const WAKE_BUDGET_MS = 20_000;

/**
 * One wake-up of a credential's publisher: verifies what was sent, then sends at most one PATCH, the most urgent
 * that is owed and due. It never sleeps and never wakes itself. Crash-safe at every await: an attempt is recorded
 * before it is sent, an unknown outcome is read back before anything is sent again, and a booking stays owed until
 * a GET has shown its text.
 */
export const wakePublisher =
  (around: PublisherSurroundings) =>
  async (credential: CredentialName): Promise<WakeOutcome> => {
    const began = around.now();
    const entries = await around.ledger.readOwed(`CRED#${credential}`, { limit: MAX_DUE, dueBy: began });
    if (entries.length === 0) return { kind: 'done', sent: false };
    const gate = await gateOf(around.ledger, credential, began);
    if (gate.kind === 'shut')
      return { kind: 'stopped', ...(gate.until === undefined ? {} : { until: gate.until }) };
    let { pace } = gate;
    around.clinic.forget(); // the mode may have been switched a second ago: `off` must mean off
    const due = (await around.ledger.readBookings(entries.map((each) => each.uid)))
      .filter(({ telling: { owed } }) => owed?.to === `CRED#${credential}` && owed.notBefore <= began)
      .sort((a, b) => startOf(a) - startOf(b) || (a.uid < b.uid ? -1 : 1));
    const slotFree = pace.nextAllowedAt <= began;
    let reads = 0;
    let sent = false;
    let leftOver = false;
    for (const record of due) {
      if (reads >= MAX_READS || around.now() - began > WAKE_BUDGET_MS) break;
      const state = await siteOfRecord(around.clinic, record);
      if (state === undefined || state.publishing === 'off') continue;
      const to = owedTo(record, publishingOf(state));
      if (to.startsWith('SHADOW#')) {
        await settle(around.ledger, record, { ...record.telling, owed: { to, notBefore: began } });
        continue;
      }
      const wanted = wantedText(record, state.site);
      const maySend = slotFree && !sent;
      if (wanted !== undefined && !maySend && !isSent(record, wanted)) {
        leftOver = true;
        continue;
      }
      if (isOver(record, around.now()) || wanted === undefined) {
        await settle(around.ledger, record, withoutOwed(record.telling));
        around.report({ what: 'nothing-to-tell', uid: record.uid });
        continue;
      }
      reads += 1;
      const finding = await examine(around, record, state, wanted, pace);
      pace = finding.pace ?? pace;
      if (finding.kind === 'stop') return finding.outcome;
      if (finding.kind === 'settled') continue;
      if (!maySend) leftOver = true;
      else sent = await send(around, finding.record, wanted, credential, finding.telling, state.site);
      // In troubled times one PATCH is all: a reading that works after it would shut the breaker it has just opened.
      if (sent && pace.failures > 0) break;
    }
    if (!leftOver) return { kind: 'done', sent };
    return sent ? { kind: 'done', sent } : { kind: 'later', at: Math.max(pace.nextAllowedAt, began) };
  };

type Finding = { readonly pace?: CredentialRecord } & (
  | { readonly kind: 'settled' }
  /** Cal.com shows something of ours or the default: it wants telling. */
  | { readonly kind: 'tell'; readonly record: BookingRecord; readonly telling: Telling }
  | { readonly kind: 'stop'; readonly outcome: WakeOutcome }
);

/** Reads the booking at Cal.com and settles it, unless it must be told. */
const examine = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  before: CredentialRecord,
): Promise<Finding> => {
  const { ledger } = around;
  const { credential } = before;
  const parked = async (reason: string): Promise<Finding> => {
    await park(ledger, record, state.site, reason, around.now());
    around.report({ what: 'parked', uid: record.uid, reason });
    return { kind: 'settled', pace: await answered(around, before) };
  };
  const reading = await around.cal.getBooking(record.uid, credential);
  switch (reading.kind) {
    case 'found': {
      const pace = await answered(around, before);
      return { pace, ...(await judge(around, record, state, wanted, reading.booking)) };
    }
    case 'series':
      return parked('uid-names-a-series');
    case 'gone':
      return parked('gone-at-cal-com');
    case 'unknown': {
      around.report({ what: 'unreadable', uid: record.uid, cause: reading.cause });
      await settle(ledger, record, deferred(record.telling, around.now() + UNREADABLE_MS));
      const pace = await noteContact(ledger, before, 'read-unknown', around.now);
      if (!isBroken(pace)) return { kind: 'settled', pace };
      around.report({ what: 'breaker-open', credential, failures: pace.failures });
      return { kind: 'stop', outcome: { kind: 'stopped', until: pace.blockedUntil } };
    }
    case 'throttled':
      await block(ledger, credential, reading.until);
      around.report({ what: 'throttled', credential, until: reading.until });
      return { kind: 'stop', outcome: { kind: 'stopped', until: reading.until } };
    case 'refused':
      if (reading.status === 401 || reading.status === 403) {
        await refuse(ledger, credential, reading.status, around.now());
        around.report({ what: 'credential-refused', credential, status: reading.status });
        return { kind: 'stop', outcome: { kind: 'stopped' } };
      }
      return parked(`get-${reading.status}`);
    default:
      return unreachable(reading);
  }
};

/** Cal.com answered a reading: the credential's troubles, if it had any, are over. */
const answered = async (around: PublisherSurroundings, pace: CredentialRecord): Promise<CredentialRecord> =>
  pace.failures === 0 && pace.refused === undefined
    ? pace
    : noteContact(around.ledger, pace, 'read', around.now);

/** What Cal.com's answer means for what is owed. */
const judge = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  booking: CalBooking,
): Promise<Finding> => {
  const { ledger } = around;
  const { telling } = record;
  const now = around.now();
  const ended = booking.status === 'cancelled' || booking.status === 'rejected';
  // Told of a room that the booking has no more part in: what Cal.com knows better has to be read first.
  const look = ended || !sameVisit(record, booking) || booking.place !== 'place';
  const marker = lookMarker(record.uid, 'publisher', now);
  const asked: Write[] = look ? [{ kind: 'due', marker }] : [];
  if (ended || booking.end <= now || (look && booking.place === 'place')) {
    const next = ended || booking.end <= now ? withoutOwed(telling) : deferred(telling, now + UNREADABLE_MS);
    await settle(ledger, record, next, asked);
    around.report({ what: 'nothing-to-tell', uid: record.uid });
    return { kind: 'settled' };
  }
  const digestKey = await around.digestKey();
  const standing = await standingAtCalCom(ledger, record, state, wanted, booking, digestKey);
  const human = async (how: 'human' | 'not-a-place'): Promise<Finding> => {
    if (look) await ledger.commit(asked);
    await heedHuman(ledger, record, state, booking, how, { now, digestKey });
    around.report({ what: 'human-edit', uid: record.uid });
    return { kind: 'settled' };
  };
  switch (standing) {
    case 'wanted':
      await settle(ledger, record, {
        ...withoutHuman(withoutOwed(telling)),
        texts: withText(telling.texts, wanted),
        verified: { text: wanted, at: now },
      });
      around.report({ what: 'verified', uid: record.uid });
      return { kind: 'settled' };
    case 'human':
      if (telling.reassert) {
        // What stands there now may go over, once: it is the default from here on, and another text is a person's again.
        const { reassert: _once, ...rest } = telling;
        const defaultDigest = locationDigest(booking.shown, digestKey);
        return { kind: 'tell', record, telling: { ...rest, defaultDigest } };
      }
      return human(standing);
    case 'not-a-place':
      return human(standing);
    case 'default':
      return {
        kind: 'tell',
        record,
        telling: telling.defaultDigest
          ? telling
          : { ...telling, defaultDigest: locationDigest(booking.shown, digestKey) },
      };
    case 'ours':
      return { kind: 'tell', record, telling };
    default:
      return unreachable(standing);
  }
};

const sameVisit = ({ fact }: BookingRecord, { start, end }: CalBooking): boolean =>
  fact.standing !== 'ended' && fact.start === start && fact.end === end;

/** Takes the slot and records the attempt in one transaction, then sends; answers whether the slot was used. */
const send = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  text: string,
  credential: CredentialName,
  telling: Telling,
  site: Site,
): Promise<boolean> => {
  const at = around.now();
  // Read at the last moment: the slot, and a block another wake may have run into meanwhile.
  const pace = await readPace(around.ledger, credential);
  if (pace.refused !== undefined || pace.blockedUntil > at || pace.nextAllowedAt > at) return false;
  // While Cal.com is down, an attempt that never arrived says nothing against this booking.
  const uncounted = isUnknown(telling) && isBroken(pace) ? 1 : 0;
  const sends = (telling.attempt?.text === text ? telling.sends - uncounted : 0) + 1;
  // Cal.com shows the booking and yet answers 404 to the PATCH: its organiser or event type is gone.
  const refusedThough = sends > 2 && telling.attempt?.outcome === 'refused';
  if (sends > MAX_SENDS || refusedThough) {
    const reason = refusedThough ? 'patch-404-though-found' : 'sent-three-times';
    await park(around.ledger, record, site, reason, at);
    around.report({ what: 'parked', uid: record.uid, reason });
    return false;
  }
  const id = around.newId();
  const owed = telling.owed && { ...telling.owed, notBefore: at + UNKNOWN_OUTCOME_MS };
  const attempted: Telling = {
    ...telling,
    texts: withText(telling.texts, text),
    attempt: { id, text, at },
    sends,
    ...(owed && { owed }),
  };
  const leaveBy = at + LEAVE_WITHIN_MS;
  const { version: paceSeen, ...paceBefore } = pace;
  const claimed = await around.ledger.commit([
    {
      kind: 'credential',
      seen: paceSeen,
      record: { ...paceBefore, nextAllowedAt: leaveBy + around.spacingMs },
    },
    { kind: 'booking', seen: record.version, record: { ...withoutVersion(record), telling: attempted } },
  ]);
  if (claimed.kind === 'stale') return false;
  const mine: BookingRecord = { ...record, version: record.version + 1, telling: attempted };
  if (around.now() > leaveBy) {
    await conclude(around, mine, id, (now) => ({ outcome: 'unsent', notBefore: now, uncounted: true }));
    around.report({ what: 'unsent', uid: record.uid });
    return true;
  }
  const reply = await around.cal.patchLocation(record.uid, text, credential, leaveBy);
  around.report({ what: 'sent', uid: record.uid, reply: reply.kind });
  await afterReply(around, mine, id, pace, site, reply);
  return true;
};

const afterReply = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  id: string,
  pace: CredentialRecord,
  site: Site,
  reply: PatchReply,
): Promise<void> => {
  const { ledger } = around;
  const { credential } = pace;
  if (reply.kind !== 'unknown' && pace.failures > 0) await noteContact(ledger, pace, 'sent', around.now);
  switch (reply.kind) {
    case 'accepted':
      await conclude(
        around,
        record,
        id,
        (now) => ({ outcome: 'accepted', notBefore: now + around.verifyAfterMs }),
        [changeOf(record, site, around.now(), 'told', 'accepted')],
      );
      if (reply.quota?.remaining === 0) await holdBack(ledger, credential, reply.quota.resetsAt);
      return;
    case 'unknown': {
      // Stays owed, due again after UNKNOWN_OUTCOME_MS and read back first.
      const after = await noteContact(ledger, pace, 'sent-unknown', around.now);
      if (isBroken(after)) around.report({ what: 'breaker-open', credential, failures: after.failures });
      return;
    }
    case 'throttled':
      await block(ledger, credential, reply.until);
      around.report({ what: 'throttled', credential, until: reply.until });
      await conclude(around, record, id, () => ({
        outcome: 'unsent',
        notBefore: reply.until,
        uncounted: true,
      }));
      return;
    case 'refused':
      if (reply.status === 401 || reply.status === 403) {
        await refuse(ledger, credential, reply.status, around.now());
        around.report({ what: 'credential-refused', credential, status: reply.status });
        await conclude(around, record, id, (now) => ({
          outcome: 'unsent',
          notBefore: now,
          uncounted: true,
        }));
      } else if (reply.status === 404) {
        // Cal.com answers 404 for several things: the next wake's GET tells whether the booking is gone.
        await conclude(around, record, id, (now) => ({ outcome: 'refused', notBefore: now }));
      } else {
        await conclude(around, record, id, (now) => ({
          outcome: 'refused',
          notBefore: now,
          park: `patch-${reply.status}${reply.code && `-${reply.code}`}`,
        }));
        around.report({ what: 'parked', uid: record.uid, reason: `patch-${reply.status}` });
      }
      return;
    default:
      return unreachable(reply);
  }
};

type Conclusion = {
  readonly outcome: 'accepted' | 'refused' | 'unsent';
  readonly notBefore: Instant;
  /** The text never got as far as being tried. */
  readonly uncounted?: boolean;
  readonly park?: string;
};

/** Records an attempt's outcome, if the attempt is still the booking's last one. The booking stays owed. */
const conclude = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  id: string,
  conclusion: (now: Instant) => Conclusion,
  extra: readonly Write[] = [],
): Promise<void> => {
  let current: BookingRecord | undefined = record;
  for (let tries = 0; tries < 5 && current?.telling.attempt?.id === id; tries += 1) {
    const { outcome, notBefore, uncounted, park } = conclusion(around.now());
    const { telling }: BookingRecord = current;
    // Where the room has changed since, what is owed now is another text: its own time stands, freed of the wait.
    const moved: boolean =
      telling.owed !== undefined && telling.owed.notBefore !== record.telling.owed?.notBefore;
    const owed: Telling['owed'] = telling.owed && {
      ...telling.owed,
      notBefore: moved ? around.now() : notBefore,
      ...(park && !moved && current.siteId ? { to: `PARKED#${current.siteId}` as const, reason: park } : {}),
    };
    const next: Telling = {
      ...telling,
      attempt: { ...(telling.attempt as NonNullable<Telling['attempt']>), outcome },
      sends: uncounted ? Math.max(0, telling.sends - 1) : telling.sends,
      ...(owed && { owed }),
    };
    const result = await around.ledger.commit([
      { kind: 'booking', seen: current.version, record: { ...withoutVersion(current), telling: next } },
      ...extra,
    ]);
    if (result.kind === 'committed') return;
    current = await around.ledger.readBooking(record.uid);
  }
};

const siteOfRecord = async (clinic: Clinic, record: BookingRecord): Promise<SiteState | undefined> => {
  const site = (await clinic.catalogue()).sites.find((each) => each.id === record.siteId);
  return site && clinic.site(site);
};

/** Whether the wanted text has left already and only wants verifying. */
const isSent = ({ telling }: BookingRecord, wanted: string): boolean =>
  telling.attempt?.text === wanted && (isUnknown(telling) || telling.attempt.outcome === 'accepted');

const isOver = ({ fact }: BookingRecord, now: Instant): boolean =>
  fact.standing === 'ended' || fact.end <= now;
