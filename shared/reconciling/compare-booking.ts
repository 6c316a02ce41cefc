import { recheckMarker } from '../assigning/rechecks.ts';
import type { CalApi, CalBooking } from '../calcom/cal-api.ts';
import { endedPredecessor } from '../calcom/ended-predecessor.ts';
import { locationDigest } from '../calcom/location-classifier.ts';
import { isOurs } from '../calcom/room-named.ts';
import { admit, isForWant, standsAt } from '../domain/admit.ts';
import type { BookingMessage, BookingUid, LiveFact } from '../domain/booking-event.ts';
import { factsIn, inputsOf, mergeFacts, practitionerOf, sameContent } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type CredentialName, credentialFor, type SiteEntry, visitTypeOf } from '../domain/catalogue.ts';
import { formerOf, formersOf } from '../domain/former-of.ts';
import { isOfAnotherHouse } from '../domain/house-heard-of-late.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { publishingOf } from '../domain/next-record.ts';
import { planPublication, queueFor } from '../domain/plan-publication.ts';
import type { Publication } from '../domain/publication.ts';
import {
  deferred,
  drifted,
  driftOf,
  isAtRest,
  isLeftToLists,
  isSent,
  isTold,
  requeued,
  withdrawn,
  withoutManualEdit,
} from '../domain/publication.ts';
import { GONE_AT_CAL_COM, PATCH_404_THOUGH_FOUND } from '../domain/publication-reasons.ts';
import { addressOf } from '../domain/site-addresses.ts';
import { siteOfVisit } from '../domain/site-of-visit.ts';
import type { SiteState } from '../domain/site-state.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { acceptManualEdit } from '../publishing/accept-manual-edit.ts';
import { originAtCalCom } from '../publishing/origin-at-cal-com.ts';
import { SETTLED_AFTER_MS, VERIFY_AFTER_MS } from '../publishing/pace.ts';
import { savePublication, saveVerified } from '../publishing/save-publication.ts';
import { seatsSeen } from '../publishing/seats-seen.ts';
import { venueKnown } from '../publishing/venue-known.ts';
import { wantedText } from '../publishing/wanted-text.ts';
import type { RunStep } from '../sweeping/steps.ts';
import { eventOfReading } from './event-of-reading.ts';

export type ReconcileDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: CalApi;
  /** Into the bookings queue. */
  readonly enqueue: (message: BookingMessage) => Promise<void>;
  readonly wakePublisher: (credential: CredentialName, delayMs: number) => Promise<void>;
  readonly now: () => Instant;
  readonly digestKey: () => Promise<string>;
  readonly settleMs: number;
  readonly runStep: RunStep;
};

/**
 * One difference between Cal.com and the Ledger, or none. The first five are repaired by an event, `reverted` and `untold` by the
 * publisher; of the others staff decide.
 */
export type Found =
  | 'same'
  | 'lost-created'
  | 'lost-ended'
  | 'lost-change'
  /** Ignored while the clinic file did not know its event type or its Site; now it does. */
  | 'readmitted'
  | 'reverted'
  | 'untold'
  | 'manual-edit'
  /** Cal.com had said that it does not know the booking, and shows it: it is told after all. */
  | 'known-again'
  | 'alive-at-cal-com'
  /** Not ours: an event type or a Site that the catalogue does not know, another credential's, over. */
  | 'not-ours';

/** A booking younger than this may still be on its way through the webhook. */
const ON_ITS_WAY_MS = MINUTE;
/** A tombstone younger than this may be ahead of Cal.com's own write. */
const AHEAD_OF_CAL_COM_MS = 10 * MINUTE;
/** A booking whose PATCH is a 404 though Cal.com shows it is tried again so often. */
const PATCH_404_AGAIN_MS = 120 * MINUTE;
/** What the publisher looks at so soon it may look at itself. */
const PUBLISHERS_OWN_MS = 2 * MINUTE;

/**
 * The key that showed a booking. Lists of several keys may show it, and it is compared where its own does; asked for by
 * name, it is compared whichever key shows it.
 */
export type ShownTo = { readonly credential: CredentialName; readonly by: 'list' | 'name' };

/** Compares a booking as Cal.com shows it with what the Ledger knows, and sets right what differs. */
export const compareBooking = async (
  deps: ReconcileDependencies,
  shown: CalBooking,
  requestedAt: Instant,
  record: BookingRecord | undefined,
  { credential, by }: ShownTo,
): Promise<Found> => {
  const catalogue = await deps.clinic.catalogue();
  const known = mergeFacts(record, factsIn(eventOfReading(shown, requestedAt)).own);
  const practitionerId = practitionerOf(known);
  const { rescheduledFromUid } = shown;
  const formers = formersOf(catalogue, record ?? {}, [
    ...known.replaces,
    ...(rescheduledFromUid === undefined ? [] : [rescheduledFromUid]),
  ]);
  const cameFrom = formers.length > 0 ? formerOf(await deps.ledger.readBookings(formers)) : undefined;
  const site: SiteEntry | undefined = siteOfVisit(catalogue, {
    visitType: visitTypeOf(catalogue, inputsOf(known)),
    practitionerId,
    start: shown.start,
    address: addressOf(known, catalogue),
    standsAt: record && standsAt(record),
    cameFrom: cameFrom?.siteId,
  });
  const ours = site && (await deps.clinic.site(site)).site;
  const booking = { ...shown, venue: venueKnown(shown, record, ours) };
  const event = eventOfReading(booking, requestedAt);
  if (event.fact.status === 'ended') {
    if (record === undefined) return 'same';
    if (record.fact.status === 'ended') return linked(deps, booking, requestedAt, record, credential);
    await deps.enqueue(event);
    if (booking.rescheduledToUid !== undefined) await recheck(deps, booking.rescheduledToUid);
    return 'lost-ended';
  }
  if (booking.end <= deps.now()) return 'not-ours';
  const own = site && credentialFor(catalogue, site, practitionerId);
  if (by === 'list' && own !== undefined && own !== credential) return 'not-ours';
  if (record !== undefined && isForWant(record.placement)) {
    if (record.fact.status === 'ended' || known.fact.status === 'ended') return 'not-ours';
    // No delivery may have named its event type or its host: the reading does, and shows when it is.
    const facts = { ...record, ...known, fact: known.fact };
    if (!isForWant(admit(facts, catalogue, deps.now(), { cameFrom }))) {
      await deps.enqueue(event);
      return 'readmitted';
    }
    // Noted though the file lacks it still: an import goes by what is known.
    if (!differs({ ...record, fact: record.fact }, booking, requestedAt)) return 'not-ours';
    await deps.enqueue(event);
    return 'lost-change';
  }
  if (site === undefined || own === undefined) {
    if (record === undefined && isForTheFile(booking, requestedAt)) await deps.enqueue(event);
    return 'not-ours';
  }
  if (record === undefined) {
    if (requestedAt - (booking.createdAt ?? 0) < ON_ITS_WAY_MS) return 'same';
    await deps.enqueue(
      eventOfReading(booking, requestedAt, await unheardOf(deps, booking, record, credential)),
    );
    // Should it have to wait, it is not to read a room: seen once more when it is known.
    if (ours !== undefined && isOurs(booking.shown, ours)) await recheck(deps, booking.uid);
    return 'lost-created';
  }
  const state = await deps.clinic.site(site);
  if (record.fact.status === 'ended') return alive(deps, record, state, requestedAt);
  const noted = await noteSeats(deps, record, booking);
  const replaces = await unheardOf(deps, booking, record, credential);
  if (
    replaces !== undefined ||
    isOfAnotherHouse(record, shown.address, catalogue) ||
    differs({ ...record, fact: record.fact }, booking, requestedAt)
  ) {
    await deps.enqueue(replaces === undefined ? event : eventOfReading(booking, requestedAt, replaces));
    return 'lost-change';
  }
  return compareLocation(deps, noted, state, booking, own, requestedAt);
};

/**
 * Whether staff are to see that the clinic file does not know it, as they do where its webhook comes. A dynamic group's link
 * has no event type, and no file could name one.
 */
const isForTheFile = ({ venue, inputs, createdAt = 0 }: CalBooking, requestedAt: Instant): boolean =>
  venue === 'on-site' && inputs.eventTypeId !== undefined && requestedAt - createdAt >= ON_ITS_WAY_MS;

const recheck = (deps: ReconcileDependencies, uid: BookingUid) =>
  deps.ledger.commit([{ kind: 'due', marker: recheckMarker(uid, 'reconciling', deps.now()) }]);

/** What Cal.com says that the booking took the place of, where no one has told us: a request does not. */
const unheardOf = async (
  { cal }: ReconcileDependencies,
  booking: CalBooking,
  record: BookingRecord | undefined,
  credential: CredentialName,
): Promise<BookingUid | undefined> => {
  const { rescheduledFromUid } = booking;
  if (rescheduledFromUid === undefined || record?.replaces.includes(rescheduledFromUid)) return undefined;
  return endedPredecessor(cal, booking, credential);
};

/** One that only its successor has told of: what it replaced itself knows whose words Cal.com hands on. */
const linked = async (
  deps: ReconcileDependencies,
  booking: CalBooking,
  requestedAt: Instant,
  record: BookingRecord,
  credential: CredentialName,
): Promise<Found> => {
  const replaces = await unheardOf(deps, booking, record, credential);
  if (replaces === undefined) return 'same';
  await deps.enqueue(eventOfReading(booking, requestedAt, replaces));
  return 'lost-change';
};

/** Writes down who shares the booking now; as it was, where another writer was faster. */
const noteSeats = async (
  { ledger, digestKey }: ReconcileDependencies,
  record: BookingRecord,
  booking: CalBooking,
): Promise<BookingRecord> => {
  if (booking.seatUids === undefined) return record;
  const seats = seatsSeen(record.publication, booking, await digestKey());
  if (seats === undefined || sameContent(seats, record.publication.seats)) return record;
  const publication = { ...record.publication, seats };
  const result = await savePublication(ledger, record, publication);
  return result.kind === 'committed' ? { ...record, version: record.version + 1, publication } : record;
};

/** Whether the reading, joined with what is known, would change anything that matters for rooms. */
const differs = (
  record: BookingRecord & { fact: LiveFact },
  booking: CalBooking,
  requestedAt: Instant,
): boolean => {
  const { fact: before } = record;
  const joined = mergeFacts(record, factsIn(eventOfReading(booking, requestedAt)).own);
  const { fact } = joined;
  if (fact.status === 'ended') return true;
  return (
    fact.status !== before.status ||
    fact.start !== before.start ||
    fact.end !== before.end ||
    practitionerOf(joined) !== practitionerOf(record) ||
    fact.venue !== before.venue ||
    !sameContent(inputsOf(joined), inputsOf(record))
  );
};

/** Cal.com shows a booking that we were told is over: nothing brings it back by itself. */
const alive = async (
  { ledger, now }: ReconcileDependencies,
  record: BookingRecord,
  { site }: SiteState,
  requestedAt: Instant,
): Promise<Found> => {
  if (!isAtRest(record.publication) || requestedAt - record.fact.createdAt < AHEAD_OF_CAL_COM_MS)
    return 'same';
  const drift = { siteId: site.id, notBefore: now(), reason: 'alive-at-cal-com' } as const;
  await savePublication(ledger, { ...record, siteId: site.id }, drifted(record.publication, drift));
  return 'alive-at-cal-com';
};

/** A 404 that was wrong, or is so no longer, must not need a person. */
const isKnownAgain = (publication: Publication, { status, updatedAt }: CalBooking, now: Instant): boolean => {
  const given = publication.state.kind === 'parked' ? publication.state : driftOf(publication);
  if (given === undefined || (status !== 'accepted' && status !== 'pending')) return false;
  if (given.reason === GONE_AT_CAL_COM) return true;
  // Such a one Cal.com has been showing all the time: it is tried again where something has changed, or now and then.
  return (
    given.reason === PATCH_404_THOUGH_FOUND &&
    ((updatedAt ?? 0) > given.notBefore || now - given.notBefore >= PATCH_404_AGAIN_MS)
  );
};

const compareLocation = async (
  deps: ReconcileDependencies,
  record: BookingRecord,
  state: SiteState,
  booking: CalBooking,
  credential: CredentialName,
  requestedAt: Instant,
): Promise<Found> => {
  const { ledger } = deps;
  const { publication } = record;
  const { state: waits } = publication;
  const now = deps.now();
  if (isKnownAgain(publication, booking, now)) {
    const given = driftOf(publication) === undefined ? publication : withdrawn(publication);
    const next = planPublication(
      { ...record, publication: given },
      { ...publishingOf(state), now, settleMs: 0 },
    );
    const result = await savePublication(ledger, record, next);
    if (result.kind === 'committed' && next.state.kind === 'queued')
      await deps.wakePublisher(credential, Math.max(0, next.state.notBefore - now));
    return 'known-again';
  }
  if (state.publishing === 'off') return 'same';
  // A request is told nothing, but that it has no room, where it reads one.
  if (record.fact.status !== 'confirmed' && record.placement.kind !== 'waiting') return 'same';
  if (record.placement.kind !== 'roomed' && record.placement.kind !== 'waiting') return 'same';
  const to = queueFor(record, publishingOf(state));
  const isWhereItBelongs =
    waits.kind === 'queued' && to.kind === 'queued' && waits.credential === to.credential;
  const wanted = wantedText(record, state);
  const isToBeSeen =
    isLeftToLists(publication) || (isSent(publication) && publication.attempt.text === wanted);
  if (isWhereItBelongs && isToBeSeen) {
    if (requestedAt - publication.attempt.at < SETTLED_AFTER_MS) return 'same';
    // Due only later, it is not on its way to be verified, and compared as any other.
    if (waits.notBefore <= now + VERIFY_AFTER_MS) {
      await readBack(deps, record, state, booking, wanted, requestedAt);
      return 'same';
    }
  }
  if (isWhereItBelongs && waits.notBefore <= now + PUBLISHERS_OWN_MS) return 'same';
  // Decided a moment before publishing went `on`, or under a key that it had by an older clinic file: no one else would ever
  // tell it.
  if ((waits.kind === 'shadow' || waits.kind === 'queued') && to.kind === 'queued' && !isWhereItBelongs) {
    const notBefore = Math.max(now, waits.notBefore);
    await savePublication(ledger, record, requeued(publication, to, notBefore));
    await deps.wakePublisher(credential, notBefore - now);
    return 'untold';
  }
  const digestKey = await deps.digestKey();
  const origin = await originAtCalCom(ledger, record, state, wanted, booking, digestKey);
  const told = isTold(publication);
  switch (origin) {
    case 'wanted': {
      if (wanted === undefined || waits.kind === 'nothing') return 'same';
      await saveVerified(ledger, record, publication, wanted, now);
      return 'same';
    }
    case 'manual-edit':
    case 'not-a-place': {
      // Whatever stood there before our time is no one's answer to us: staff adopt such bookings or leave them.
      if (!told && waits.kind !== 'manual-edit' && publication.defaultDigest === undefined) return 'same';
      const outcome = await acceptManualEdit(ledger, record, state, booking, origin, { now, digestKey });
      return outcome === 'pinned' || outcome === 'followed' ? 'manual-edit' : 'same';
    }
    case 'default':
    case 'ours': {
      const known: Publication =
        origin === 'default' && publication.defaultDigest === undefined
          ? { ...publication, defaultDigest: locationDigest(booking.shown, digestKey) }
          : publication;
      if (record.placement.kind === 'waiting' && !told)
        return notePlaceless(deps, record, state, booking, origin, credential);
      // Taken for a person's text before its ancestors were heard of: it is none, and staff need not decide.
      const misread =
        told &&
        waits.kind === 'manual-edit' &&
        waits.drift !== undefined &&
        waits.digest === locationDigest(booking.shown, digestKey);
      if ((waits.kind !== 'nothing' && !misread) || wanted === undefined) {
        if (known !== publication) await savePublication(ledger, record, known);
        return 'same';
      }
      const { siteId } = record;
      if (siteId === undefined) return 'same';
      const terms = { ...publishingOf(state), now, settleMs: told ? 0 : deps.settleMs };
      const given = misread ? withoutManualEdit(withdrawn(known)) : known;
      const next = planPublication({ ...record, publication: given }, terms);
      const result = await savePublication(ledger, misread && waits.pins ? unpinned(record) : record, next);
      if (result.kind === 'committed' && next.state.kind === 'queued')
        await deps.wakePublisher(credential, Math.max(0, next.state.notBefore - now));
      return told ? 'reverted' : 'untold';
    }
    default:
      return unreachable(origin);
  }
};

/**
 * What Cal.com has accepted is seen there, and the publisher need not look. Where it is not, the publisher looks now: another text
 * stands there, or this reading is behind. What no one knows to be accepted is given as long as it may take to arrive.
 */
const readBack = async (
  { ledger, digestKey, wakePublisher, now }: ReconcileDependencies,
  record: BookingRecord,
  state: SiteState,
  booking: CalBooking,
  wanted: string | undefined,
  requestedAt: Instant,
): Promise<void> => {
  const { publication } = record;
  const { state: waits } = publication;
  if (waits.kind !== 'queued') return;
  const origin = await originAtCalCom(ledger, record, state, wanted, booking, await digestKey());
  if (origin === 'wanted' && wanted !== undefined) {
    await saveVerified(ledger, record, publication, wanted, now());
    return;
  }
  if (
    isLeftToLists(publication) ? requestedAt < waits.notBefore : waits.notBefore - now() <= PUBLISHERS_OWN_MS
  )
    return;
  const result = await savePublication(ledger, record, deferred(publication, now()));
  if (result.kind === 'committed') await wakePublisher(waits.credential, 0);
};

/** What no person wrote has fixed it in its room for nothing. */
const unpinned = ({ pinned: _pinned, ...record }: BookingRecord): BookingRecord => record;

/** Who has no room and was never told of one may read the words of one all the same; then there is something to tell. */
const notePlaceless = async (
  deps: ReconcileDependencies,
  record: BookingRecord,
  state: SiteState,
  { shown, venue }: CalBooking,
  origin: 'default' | 'ours',
  credential: CredentialName,
): Promise<Found> => {
  const { publication } = record;
  const reads = shown !== undefined && (origin === 'ours' || isOurs(shown, state.site)) ? shown : undefined;
  if (reads === publication.reads || venue !== 'on-site') return 'same';
  const now = deps.now();
  const { reads: _before, ...rest } = publication;
  const next = { ...rest, ...(reads === undefined ? {} : { reads }) };
  const owed = planPublication(
    { ...record, publication: next },
    { ...publishingOf(state), now, settleMs: 0 },
  );
  const result = await savePublication(deps.ledger, record, owed);
  if (result.kind === 'committed' && owed.state.kind === 'queued')
    await deps.wakePublisher(credential, Math.max(0, owed.state.notBefore - now));
  return reads === undefined ? 'same' : 'untold';
};
