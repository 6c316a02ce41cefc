import { GONE_AGAIN_MS, recheckMarker } from '../assigning/rechecks.ts';
import type { CalBooking } from '../calcom/cal-api.ts';
import { locationDigest } from '../calcom/location-classifier.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { isOfAnotherHouse } from '../domain/house-heard-of-late.ts';
import type { Write } from '../domain/ledger.ts';
import type { CredentialRecord } from '../domain/ledger-records.ts';
import { whatToTell } from '../domain/plan-publication.ts';
import {
  type Attempt,
  deferred,
  isTold,
  keyRefused,
  type Publication,
  unread,
  withdrawn,
} from '../domain/publication.ts';
import { GONE_AT_CAL_COM, type ParkedReason } from '../domain/publication-reasons.ts';
import type { SiteState } from '../domain/site-state.ts';
import { unreachable } from '../domain/unreachable.ts';
import { acceptManualEdit } from './accept-manual-edit.ts';
import { blockUntil, isBroken, markKeyRefused, noteContact } from './credential-pace.ts';
import { originAtCalCom } from './origin-at-cal-com.ts';
import type { PublisherDependencies, WakeOutcome } from './publisher-dependencies.ts';
import { park, savePublication, saveVerified } from './save-publication.ts';
import { seatDigests, seatsSeen, withSeatsTold } from './seats-seen.ts';
import { venueKnown } from './venue-known.ts';

/** A booking that could not be read, or is being looked for, is left alone for so long. */
const LEFT_ALONE_MS = 60_000;
/** So often a booking may be unreadable while others are read, an hour long: then a person must look. */
const MAX_UNREADABLE = 60;

/** What a reading of one booking came to. */
export type Finding = { readonly pace?: CredentialRecord } & (
  | { readonly kind: 'done' }
  /** Cal.com shows something of ours or the default: it wants telling. */
  | {
      readonly kind: 'tell';
      readonly record: BookingRecord;
      readonly publication: Publication;
      /** Keyed digests of those who share the booking. */
      readonly seats: readonly string[];
    }
  | { readonly kind: 'stop'; readonly outcome: WakeOutcome }
);

/** Reads the booking at Cal.com and is done with it, unless it must be told. */
export const examineBooking = async (
  deps: PublisherDependencies,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  before: CredentialRecord,
): Promise<Finding> => {
  const { ledger } = deps;
  const { credential } = before;
  const parkIt = async (reason: ParkedReason, extra: readonly Write[] = []): Promise<void> => {
    await park(ledger, record, state.site, reason, deps.now(), extra);
    deps.report({ what: 'parked', uid: record.uid, reason });
  };
  const parked = async (reason: ParkedReason, extra?: readonly Write[]): Promise<Finding> => {
    await parkIt(reason, extra);
    return { kind: 'done', pace: await answered(deps, before) };
  };
  const reading = await deps.cal.getBooking(record.uid, credential);
  switch (reading.kind) {
    case 'found': {
      const pace = await answered(deps, before);
      return { pace, ...(await judge(deps, record, state, wanted, reading.booking)) };
    }
    case 'series':
      return parked('uid-names-a-series');
    case 'gone':
      // A list that shows it proves this wrong; but none may before the horizon has come to it.
      return parked(GONE_AT_CAL_COM, [
        { kind: 'due', marker: recheckMarker(record.uid, 'gone', deps.now() + GONE_AGAIN_MS) },
      ]);
    case 'unknown': {
      deps.report({ what: 'unreadable', uid: record.uid, cause: reading.cause });
      const unreadable = unreadOf(record) + (before.failures === 0 ? 1 : 0);
      if (unreadable >= MAX_UNREADABLE) await parkIt('unreadable');
      else
        await savePublication(
          ledger,
          record,
          unread(record.publication, deps.now() + LEFT_ALONE_MS, unreadable),
        );
      const pace = await noteContact(ledger, before, 'read-unknown', deps.now);
      if (!isBroken(pace)) return { kind: 'done', pace };
      deps.report({ what: 'breaker-open', credential, failures: pace.failures });
      return { kind: 'stop', outcome: { kind: 'stopped', until: pace.blockedUntil } };
    }
    case 'throttled':
      await blockUntil(ledger, credential, reading.until);
      deps.report({ what: 'throttled', credential, until: reading.until });
      return { kind: 'stop', outcome: { kind: 'stopped', until: reading.until } };
    case 'refused':
      if (reading.status === 401 || reading.status === 403) {
        await markKeyRefused(ledger, credential, reading.status, deps.now());
        if (reading.status === 403) await savePublication(ledger, record, keyRefused(record.publication));
        deps.report({ what: 'credential-refused', credential, status: reading.status });
        return { kind: 'stop', outcome: { kind: 'stopped' } };
      }
      return parked(`get-${reading.status}`);
    default:
      return unreachable(reading);
  }
};

/** How often it could not be read, while others could. */
const unreadOf = ({ publication: { state } }: BookingRecord): number =>
  (state.kind === 'queued' && state.unreadable) || 0;

/** Cal.com answered a reading: the credential's troubles, if it had any, are over. */
const answered = async (deps: PublisherDependencies, pace: CredentialRecord): Promise<CredentialRecord> =>
  pace.failures === 0 && pace.refused === undefined ? pace : noteContact(deps.ledger, pace, 'read', deps.now);

/** What Cal.com's answer means for what is owed. */
const judge = async (
  deps: PublisherDependencies,
  record: BookingRecord,
  state: SiteState,
  wanted: string,
  booking: CalBooking,
): Promise<Finding> => {
  const { ledger } = deps;
  const now = deps.now();
  const digestKey = await deps.digestKey();
  const seats = seatsSeen(record.publication, booking, digestKey);
  const publication: Publication =
    seats === undefined ? record.publication : { ...record.publication, seats };
  const ended = booking.status === 'cancelled' || booking.status === 'rejected';
  const venue = venueKnown(booking, record, state.site);
  // Told of a room that the booking has no more part in: what Cal.com knows better has to be read first.
  const recheck = ended || !sameVisit(record, booking) || venue !== 'on-site';
  const marker = recheckMarker(record.uid, 'publisher', now);
  // A class is not told of a house that it leaves.
  const classUntold =
    isClassUntold(record, booking, state) || isOfAnotherHouse(record, booking.address, state.catalogue);
  const asked: Write[] =
    recheck || classUntold || isUnlinked(record, booking) ? [{ kind: 'due', marker }] : [];
  const neverTold = !isTold(publication);
  if (
    ended ||
    booking.end <= now ||
    (recheck && venue === 'on-site') ||
    (venue === 'elsewhere' && neverTold) ||
    classUntold
  ) {
    const next =
      ended || booking.end <= now ? withdrawn(publication) : deferred(publication, now + LEFT_ALONE_MS);
    await savePublication(ledger, record, next, asked);
    deps.report({ what: 'nothing-to-tell', uid: record.uid });
    return { kind: 'done' };
  }
  const origin = await originAtCalCom(ledger, record, state, wanted, booking, digestKey);
  const manual = async (origin: 'manual-edit' | 'not-a-place'): Promise<Finding> => {
    if (recheck) await ledger.commit(asked);
    await acceptManualEdit(ledger, record, state, booking, origin, { now, digestKey });
    deps.report({ what: 'manual-edit', uid: record.uid });
    return { kind: 'done' };
  };
  if (!recheck && asked.length > 0) await ledger.commit(asked);
  const { again, ...known } = publication;
  const present = seatDigests(booking, digestKey);
  switch (origin) {
    case 'wanted': {
      // For those who joined after it was told, and only because staff say so.
      if (again) return { kind: 'tell', record, publication, seats: present };
      const arrived = known.attempt?.text === wanted && !isLost(known.attempt);
      await saveVerified(ledger, record, arrived ? withSeatsTold(known) : known, wanted, now);
      deps.report({ what: 'verified', uid: record.uid });
      return { kind: 'done' };
    }
    case 'manual-edit':
      if (publication.reassert) {
        // What stands there now may go over, once: it is the default from here on, and another text is a person's again.
        const { reassert: _once, ...rest } = publication;
        const defaultDigest = locationDigest(booking.shown, digestKey);
        return { kind: 'tell', record, publication: { ...rest, defaultDigest }, seats: present };
      }
      return manual(origin);
    case 'not-a-place':
      return manual(origin);
    case 'default':
      return {
        kind: 'tell',
        record,
        seats: present,
        publication: publication.defaultDigest
          ? publication
          : { ...publication, defaultDigest: locationDigest(booking.shown, digestKey) },
      };
    case 'ours':
      return { kind: 'tell', record, publication, seats: present };
    default:
      return unreachable(origin);
  }
};

/** Cal.com says that it took the place of a booking of which no one has told us. */
const isUnlinked = ({ replaces }: BookingRecord, { rescheduledFromUid, seated }: CalBooking): boolean =>
  rescheduledFromUid !== undefined && !seated && !replaces.includes(rescheduledFromUid);

/** Only the reading shows that several share it: telling would be more than the clinic has said. */
const isClassUntold = (record: BookingRecord, { seated, inputs }: CalBooking, state: SiteState): boolean =>
  seated === true &&
  record.asked.seats === undefined &&
  whatToTell({ ...record, asked: { ...record.asked, seats: { value: inputs.seats ?? 0, at: 0 } } }, state) ===
    undefined;

/** What staff wanted sent again may not have been: that Cal.com shows the text says nothing of it. */
const isLost = ({ again, outcome }: Attempt): boolean => again === true && outcome !== 'accepted';

const sameVisit = ({ fact }: BookingRecord, { start, end }: CalBooking): boolean =>
  fact.status !== 'ended' && fact.start === start && fact.end === end;
