import type { CalApi, CalBooking, PatchReply } from '../calcom/cal-api.ts';
import { classifyLocation, locationDigest } from '../calcom/location-classifier.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord, Telling } from '../domain/booking-record.ts';
import type { CredentialName, Site } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { localDateOf } from '../domain/local-time.ts';
import { isUnknown, UNKNOWN_OUTCOME_MS } from '../domain/owe.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Clinic, SiteState } from '../ledger/clinic.ts';
import type { ChangeKind, CredentialRecord, Ledger, Write } from '../ledger/ledger.ts';
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
  | { readonly what: 'throttled'; readonly credential: CredentialName; readonly until: Instant };

/** `later`: something is due, the slot is taken: come back once at `at`. */
export type WakeOutcome =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'later'; readonly at: Instant }
  | { readonly kind: 'stopped'; readonly until?: Instant };

/** GETs of one wake: at four wakes a minute a third of what Cal.com allows a key. */
const MAX_READS = 10;
/** Due bookings looked at in one wake. */
const MAX_DUE = 100;
/** A PATCH leaves within so many milliseconds of its claim or not at all. */
const LEAVE_WITHIN_MS = 2_000;
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
    const pace = (await around.ledger.readCredential(credential)) ?? unused(credential);
    if (pace.refused !== undefined) return { kind: 'stopped' };
    if (pace.blockedUntil > began) return { kind: 'stopped', until: pace.blockedUntil };
    const entries = await around.ledger.readOwed(`CRED#${credential}`, { limit: MAX_DUE, dueBy: began });
    if (entries.length === 0) return { kind: 'done', sent: false };
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
      if (state.publishing === 'shadow') {
        await settle(around, record, {
          ...record.telling,
          owed: { to: `SHADOW#${state.site.id}`, notBefore: began },
        });
        continue;
      }
      const wanted = wantedText(record, state.site);
      const maySend = slotFree && !sent;
      if (wanted !== undefined && !maySend && !isSent(record, wanted)) {
        leftOver = true;
        continue;
      }
      if (isOver(record, around.now()) || wanted === undefined) {
        await settle(around, record, withoutOwed(record.telling));
        around.report({ what: 'nothing-to-tell', uid: record.uid });
        continue;
      }
      reads += 1;
      const finding = await examine(around, record, state, wanted, credential);
      if (finding.kind === 'stop') return finding.outcome;
      if (finding.kind === 'settled') continue;
      if (!maySend) leftOver = true;
      else sent = await send(around, finding.record, wanted, credential, finding.telling, state.site);
    }
    if (!leftOver) return { kind: 'done', sent };
    return sent ? { kind: 'done', sent } : { kind: 'later', at: Math.max(pace.nextAllowedAt, began) };
  };

type Finding =
  | { readonly kind: 'settled' }
  /** Cal.com shows something of ours or the default: it wants telling. */
  | { readonly kind: 'tell'; readonly record: BookingRecord; readonly telling: Telling }
  | { readonly kind: 'stop'; readonly outcome: WakeOutcome };

/** Reads the booking at Cal.com and settles it, unless it must be told. */
const examine = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  credential: CredentialName,
): Promise<Finding> => {
  const reading = await around.cal.getBooking(record.uid, credential);
  switch (reading.kind) {
    case 'found':
      return judge(around, record, state, wanted, reading.booking);
    case 'series':
    case 'gone':
      await park(
        around,
        record,
        state.site,
        reading.kind === 'gone' ? 'gone-at-cal-com' : 'uid-names-a-series',
      );
      return { kind: 'settled' };
    case 'unknown':
      around.report({ what: 'unreadable', uid: record.uid, cause: reading.cause });
      await settle(around, record, deferred(record.telling, around.now() + UNREADABLE_MS));
      return { kind: 'settled' };
    case 'throttled':
      await block(around, credential, reading.until);
      return { kind: 'stop', outcome: { kind: 'stopped', until: reading.until } };
    case 'refused':
      if (reading.status === 401 || reading.status === 403) {
        await refuse(around, credential, reading.status);
        return { kind: 'stop', outcome: { kind: 'stopped' } };
      }
      await park(around, record, state.site, `get-${reading.status}`);
      return { kind: 'settled' };
    default:
      return unreachable(reading);
  }
};

const judge = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  booking: CalBooking,
): Promise<Finding> => {
  const { telling } = record;
  if (booking.status === 'cancelled' || booking.status === 'rejected' || booking.end <= around.now()) {
    await settle(around, record, withoutOwed(telling));
    around.report({ what: 'nothing-to-tell', uid: record.uid });
    return { kind: 'settled' };
  }
  const key = await around.digestKey();
  const standing = classifyLocation({
    shown: booking.shown,
    wanted,
    sent: [...telling.texts, ...(await ancestorsTexts(around.ledger, record))],
    defaultDigest: telling.defaultDigest,
    attempted: telling.attempt !== undefined,
    predatesUs:
      state.record !== undefined && (booking.createdAt ?? record.firstEventAt) < state.record.knownSince,
    digestKey: key,
  });
  switch (standing) {
    case 'wanted':
      await settle(around, record, {
        ...withoutOwed(withoutReassert(telling)),
        texts: withText(telling.texts, wanted),
        verified: { text: wanted, at: around.now() },
      });
      around.report({ what: 'verified', uid: record.uid });
      return { kind: 'settled' };
    case 'human':
    case 'not-a-place':
      // What staff asked to overwrite is a text; a link or a number is a meeting, and never written over.
      if (standing === 'human' && telling.reassert === true) return { kind: 'tell', record, telling };
      await settle(
        around,
        { ...record, pinned: true },
        { ...withoutOwed(withoutReassert(telling)), humanEditAt: around.now() },
        [changeOf(record, state.site, around.now(), 'human-edit', standing)],
      );
      around.report({ what: 'human-edit', uid: record.uid });
      return { kind: 'settled' };
    case 'default':
      return {
        kind: 'tell',
        record,
        telling: telling.defaultDigest
          ? telling
          : { ...telling, defaultDigest: locationDigest(booking.shown, key) },
      };
    case 'ours':
      return { kind: 'tell', record, telling };
    default:
      return unreachable(standing);
  }
};

/** Takes the slot and records the attempt in one transaction, then sends; answers whether the slot was used. */
const send = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  text: string,
  credential: CredentialName,
  telling: Telling,
  site: Site,
): Promise<boolean> => {
  const sends = (telling.attempt?.text === text ? telling.sends : 0) + 1;
  if (sends > MAX_SENDS) {
    await park(around, record, site, 'sent-three-times');
    return false;
  }
  const at = around.now();
  // Read at the last moment: the slot, and a block another wake may have run into meanwhile.
  const pace = (await around.ledger.readCredential(credential)) ?? unused(credential);
  if (pace.refused !== undefined || pace.blockedUntil > at || pace.nextAllowedAt > at) return false;
  const id = around.newId();
  const owed = telling.owed && { ...telling.owed, notBefore: at + UNKNOWN_OUTCOME_MS };
  const attempted: Telling = {
    ...telling,
    texts: withText(telling.texts, text),
    attempt: { id, text, at },
    sends,
    ...(owed && { owed }),
  };
  const { version: paceSeen, ...paceBefore } = pace;
  const claimed = await around.ledger.commit([
    { kind: 'credential', seen: paceSeen, record: { ...paceBefore, nextAllowedAt: at + around.spacingMs } },
    { kind: 'booking', seen: record.version, record: { ...withoutVersion(record), telling: attempted } },
  ]);
  if (claimed.kind === 'stale') return false;
  const mine: BookingRecord = { ...record, version: record.version + 1, telling: attempted };
  if (around.now() - at > LEAVE_WITHIN_MS) {
    await conclude(around, mine, id, (now) => ({ outcome: 'unsent', notBefore: now, uncounted: true }));
    around.report({ what: 'unsent', uid: record.uid });
    return true;
  }
  const reply = await around.cal.patchLocation(record.uid, text, credential);
  around.report({ what: 'sent', uid: record.uid, reply: reply.kind });
  await afterReply(around, mine, id, credential, site, reply);
  return true;
};

const afterReply = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  id: string,
  credential: CredentialName,
  site: Site,
  reply: PatchReply,
): Promise<void> => {
  switch (reply.kind) {
    case 'accepted':
      await conclude(
        around,
        record,
        id,
        (now) => ({ outcome: 'accepted', notBefore: now + around.verifyAfterMs }),
        [changeOf(record, site, around.now(), 'told', 'accepted')],
      );
      return;
    case 'unknown':
      return; // stays owed, due again after UNKNOWN_OUTCOME_MS and read back first
    case 'throttled':
      await block(around, credential, reply.until);
      await conclude(around, record, id, () => ({
        outcome: 'refused',
        notBefore: reply.until,
        uncounted: true,
      }));
      return;
    case 'refused':
      if (reply.status === 401 || reply.status === 403) {
        await refuse(around, credential, reply.status);
        await conclude(around, record, id, (now) => ({
          outcome: 'refused',
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

/** Writes the booking's telling under the version read before the GET; losing that race leaves it owed, and a later wake looks again. */
const settle = async (
  around: PublisherSurroundings,
  record: BookingRecord,
  telling: Telling,
  extra: readonly Write[] = [],
): Promise<void> => {
  await around.ledger.commit([
    { kind: 'booking', seen: record.version, record: { ...withoutVersion(record), telling } },
    ...extra,
  ]);
};

const park = async (around: PublisherSurroundings, record: BookingRecord, site: Site, reason: string) => {
  const { owed: _owed, ...telling } = record.telling;
  await settle(
    around,
    record,
    { ...telling, owed: { to: `PARKED#${site.id}`, notBefore: around.now(), reason } },
    [changeOf(record, site, around.now(), 'parked', reason)],
  );
  around.report({ what: 'parked', uid: record.uid, reason });
};

/** No request with this credential before `until`. */
const block = async (around: PublisherSurroundings, credential: CredentialName, until: Instant) => {
  await amend(around.ledger, credential, (record) => ({
    ...record,
    blockedUntil: Math.max(record.blockedUntil, until),
  }));
  around.report({ what: 'throttled', credential, until });
};

/** Cal.com refuses the key: nothing more is sent with it until staff renew it. */
const refuse = async (around: PublisherSurroundings, credential: CredentialName, status: number) => {
  await amend(around.ledger, credential, (record) => ({ ...record, refused: { status, at: around.now() } }));
  around.report({ what: 'credential-refused', credential, status });
};

const amend = async (
  ledger: Ledger,
  credential: CredentialName,
  change: (record: Omit<CredentialRecord, 'version'>) => Omit<CredentialRecord, 'version'>,
): Promise<void> => {
  for (let tries = 0; tries < 5; tries += 1) {
    const { version, ...record } = (await ledger.readCredential(credential)) ?? unused(credential);
    const result = await ledger.commit([{ kind: 'credential', seen: version, record: change(record) }]);
    if (result.kind === 'committed') return;
  }
};

const unused = (credential: CredentialName): CredentialRecord => ({
  credential,
  version: 0,
  nextAllowedAt: 0,
  blockedUntil: 0,
  failures: 0,
});

/** Every text sent for the bookings that this one replaces, and for those that they replaced. */
const ancestorsTexts = async (ledger: Ledger, record: BookingRecord): Promise<string[]> => {
  const seen = new Set<BookingUid>([record.uid]);
  const texts: string[] = [];
  let uids = record.replaces;
  for (let generation = 0; uids.length > 0 && generation < 20; generation += 1) {
    const ancestors = await ledger.readBookings(uids.filter((uid) => !seen.has(uid)));
    for (const each of ancestors) seen.add(each.uid);
    texts.push(...ancestors.flatMap((each) => each.telling.texts));
    uids = ancestors.flatMap((each) => each.replaces).filter((uid) => !seen.has(uid));
  }
  return texts;
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

const startOf = ({ fact }: BookingRecord): Instant => (fact.standing === 'ended' ? 0 : fact.start);

const withoutVersion = ({ version: _version, ...record }: BookingRecord) => record;
const withoutOwed = ({ owed: _owed, ...telling }: Telling): Telling => telling;
const withoutReassert = ({ reassert: _reassert, ...telling }: Telling): Telling => telling;
const withText = (texts: readonly string[], text: string): string[] => [...new Set([...texts, text])];
const deferred = (telling: Telling, notBefore: Instant): Telling =>
  telling.owed ? { ...telling, owed: { ...telling.owed, notBefore } } : telling;

const changeOf = (record: BookingRecord, site: Site, at: Instant, what: ChangeKind, why: string): Write => ({
  kind: 'change',
  change: {
    siteId: site.id,
    date: localDateOf(startOf(record) || at, site.timeZone),
    id: `${record.uid}-${what}-${record.version}`,
    at,
    what,
    bookingUid: record.uid,
    ...(record.placement.kind === 'roomed' ? { roomId: record.placement.roomId } : {}),
    by: 'publisher',
    why,
  },
});
