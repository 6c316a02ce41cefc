import { textsOf } from '../calcom/room-named.ts';
import { type Admission, admit, isForWant, type LiveBooking } from '../domain/admit.ts';
import type { Booking } from '../domain/booking.ts';
import type { BookingEvent, LiveFact } from '../domain/booking-event.ts';
import {
  type BookingFacts,
  factsIn,
  factsOf,
  inputsOf,
  mergeFacts,
  practitionerOf,
  sameContent,
  sameFacts,
} from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { CatalogueIndex, RoomId, SiteId } from '../domain/catalogue.ts';
import type { Day } from '../domain/day.ts';
import { withoutBooking, withoutOverrun, withoutRooms } from '../domain/day-without.ts';
import { type Decision, decide, fitInto } from '../domain/decide.ts';
import { doubtAbout } from '../domain/doubt-about.ts';
import { hasArrived } from '../domain/encounter.ts';
import type { IgnoreReason } from '../domain/ignore-reason.ts';
import { inItsRoom } from '../domain/in-its-room.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger, StaleWrite } from '../domain/ledger.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import { type LocalDate, localDateOf } from '../domain/local-time.ts';
import type { Terms } from '../domain/next-record.ts';
import { endedRecord, ignoredRecord } from '../domain/next-record.ts';
import { lastText, mayReadARoom, NOTHING_PUBLISHED } from '../domain/publication.ts';
import { excessOf, TransactionTooLarge } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import { type DaySnapshot, dayOf, foundBooking, withConflicts } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { carryOut } from './carry-out.ts';
import { evictHolds } from './evict-holds.ts';
import { findSilentMoves, type SilentMove } from './find-silent-moves.ts';
import { formerOf, isAskedForSites } from './former-of.ts';
import { lookOf, recheckMarker } from './rechecks.ts';

/** What became of a BookingEvent. `unchanged`: a repetition, or older than what is known. */
export type Outcome =
  | { readonly kind: 'assigned' | 'kept' | 'moved'; readonly roomId: string; readonly reason: string }
  | {
      readonly kind: 'waiting';
      readonly rejections: Readonly<Record<string, number>>;
      readonly unknownEquipment: number;
    }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason }
  | { readonly kind: 'released' | 'unchanged' }
  /** Lost too many races: the message must come back soon. */
  | { readonly kind: 'contended' };

/** Steps of one decision that is too large for one transaction; rooms ruled out included. */
const MAX_STEPS = 40;
/** After so many losses the Day in hand is not patched any more but read again. */
const PATCHES = 1;

/**
 * Takes one BookingEvent into the Ledger: one conditional transaction for the booking, the one it replaces, the
 * room-days they take and give up, and the line of history. A lost race is a value: what stood in the way is put
 * into the Day in hand and the decision is made again.
 *
 * An ordinary new booking costs one Query and one transaction, because it is expected to be new: where it is not,
 * the failed condition returns what is known of it.
 */
export const assignBooking =
  (deps: Dependencies) =>
  async (event: BookingEvent): Promise<Outcome> => {
    const told: Told = {
      ...factsIn(event),
      by: HEARD_FROM.get(event.trigger) ?? 'webhook',
      recheck: lookOf(event, deps.now()),
    };
    const expectNew = event.fact.status !== 'ended';
    let known: Known = { own: undefined, replaced: undefined };
    let snapshot: DaySnapshot | undefined;
    if (!expectNew) known = { ...known, own: await deps.ledger.readBooking(event.fact.uid) };
    const ruledOut = new Set<RoomId>();
    let first = true;
    let losses = 0;
    return commitWithRetry<Outcome>(deps, async () => {
      for (let steps = 0; steps < MAX_STEPS; steps += 1) {
        const step = await attempt(deps, told, known, { inHand: snapshot, first, ruledOut });
        first = false;
        snapshot = undefined;
        known = step.known;
        if (step.kind === 'settled') return step.outcome;
        if (step.kind === 'onwards') continue;
        losses += 1;
        const own = foundBooking(step.stale, told.own.uid);
        if (own !== undefined) known = { ...known, own: own.found };
        const replaced = told.replaced && foundBooking(step.stale, told.replaced.uid);
        if (replaced !== undefined) known = { ...known, replaced: replaced.found };
        const moved = step.stale.some((each) => each.kind === 'check-room');
        if (moved) deps.clinic.forget();
        else if (losses <= PATCHES && step.snapshot) snapshot = withConflicts(step.snapshot, step.stale);
        return { kind: 'stale', stale: step.stale };
      }
      return { kind: 'stale', stale: [] };
    });
  };

/** The triggers of events that no one sent: one was read at Cal.com, one is known and a new clinic file maps it. */
export const READ_AT_CAL_COM = 'GET';
export const READMITTED = 'CLINIC_FILE_IMPORTED';

const HEARD_FROM: ReadonlyMap<string, string> = new Map([
  [READ_AT_CAL_COM, 'reconciliation'],
  [READMITTED, 'import'],
]);

/** What an event says, who did it, and whether Cal.com is to be asked for more. */
type Told = ReturnType<typeof factsIn> & { readonly by: string; readonly recheck: DueMarker | undefined };

type Known = { readonly own: BookingRecord | undefined; readonly replaced: BookingRecord | undefined };
type Step = { known: Known } & (
  | { kind: 'settled'; outcome: Outcome }
  | { kind: 'stale'; stale: readonly StaleWrite[]; snapshot: DaySnapshot | undefined }
  /** It takes more than one transaction, and a part of it is done, or a room ruled out: decide again. */
  | { kind: 'onwards' }
);

type Reading = {
  readonly inHand: DaySnapshot | undefined;
  /** Whether the booking that this one replaces has not been read yet. */
  readonly first: boolean;
  /** Rooms which no transaction could give to it as they are. */
  readonly ruledOut: Set<RoomId>;
};

const attempt = async (
  deps: Dependencies,
  told: Told,
  before: Known,
  { inHand, first, ruledOut }: Reading,
): Promise<Step> => {
  const now = deps.now();
  const terms: Terms = { now, settleMs: deps.settleMs };
  const facts = mergeFacts(before.own, told.own);
  const readReplaced =
    first && told.replaced ? deps.ledger.readBooking(told.replaced.uid) : Promise.resolve(before.replaced);
  // Awaited below; should it fail before then, that must not end the process with the other deliveries in it.
  readReplaced.catch(() => undefined);

  if (facts.fact.status === 'ended') {
    const known = { ...before, replaced: await readReplaced };
    const unit = new UnitOfWork(undefined, now, told.by);
    const changed = end(unit, facts, known.own, told.own);
    return finish(deps, unit, known, told, { kind: changed ? 'released' : 'unchanged' });
  }

  const { publication } = before.own ?? {};
  const live = { ...facts, fact: facts.fact, ...(publication === undefined ? {} : { publication }) };
  if (before.own !== undefined && stands(before.own, live, now)) {
    const known = { ...before, replaced: await readReplaced };
    // Who waits, and only now is known to replace one that was told, owes a word.
    if (before.own.placement.kind !== 'waiting' || inheritedText(known) === undefined) {
      const unit = new UnitOfWork(undefined, now, told.by);
      if (!sameFacts(before.own, facts)) refresh(unit, before.own, facts);
      return finish(deps, unit, known, told, { kind: 'unchanged' });
    }
  }
  const catalogue = inHand?.state.catalogue ?? (await deps.clinic.catalogue());
  const placed = { ...live, ...placeOf(before.own) };
  const cameFrom =
    (told.replaced && isAskedForSites(catalogue) ? await readReplaced : undefined) ??
    (await formerOf(deps.ledger, catalogue, placed, facts.replaces));
  const asked = admit(placed, catalogue, now, { cameFrom });
  const words = await ourWords(deps, asked, live, catalogue);
  const read = words === undefined ? asked : admit(placed, catalogue, now, { cameFrom: words });
  // Who has a room keeps it, whatever the clinic file has come to say too little about, until someone decides.
  // Nor does a hold whose patient is here lose its room to the clock.
  const isHere =
    hasArrived(before.own?.progress) && read.kind === 'ignored' && read.reason === 'hold-expired';
  const held = isForWant(read) || isHere ? inItsRoom(placed, before.own, catalogue) : undefined;
  const admission = held ?? read;
  if (admission.kind === 'ignored') {
    const known = { ...before, replaced: await readReplaced };
    const unit = new UnitOfWork(undefined, now, told.by);
    const repeated =
      known.own !== undefined &&
      sameFacts(known.own, facts) &&
      known.own.placement.kind === 'ignored' &&
      // What the clinic file lacked it may have by now: no one is to be shown it any longer.
      (known.own.placement.reason === admission.reason || !isForWant(known.own.placement));
    if (!repeated) ignore(unit, live, known, admission, now);
    return finish(deps, unit, known, told, { kind: 'ignored', reason: admission.reason });
  }

  const state = await deps.clinic.site(admission.site);
  if (state.catalogue.version !== catalogue.version)
    return {
      kind: 'stale',
      stale: [],
      snapshot: undefined,
      known: { ...before, replaced: await readReplaced },
    };
  const [snapshot, replaced] = await Promise.all([
    // What was read for the delivery's times may not be what the booking's own, newer times need.
    readSnapshot(
      deps.ledger,
      state,
      live.fact,
      inHand?.state.site.id === state.site.id ? inHand.days : undefined,
    ),
    readReplaced,
  ]);
  const known = { ...before, replaced };
  const booking = withWishes(admission.booking, known, admission.site.id);
  const others = withoutRooms(withoutBooking(dayOf(snapshot), told.replaced?.uid), ruledOut);
  const day = known.own === undefined ? others : withoutOverrun(others, booking.uid);
  const inDoubt = known.own !== undefined && doubtAbout({ ...placed, ...known.own, ...live }, catalogue);
  const atOnce =
    inPlace(known.own, booking, inDoubt !== undefined) ??
    (held ? inOwnRoomOnly(booking, day, now) : decide(booking, day, now));
  const evicted = await readEvicted(deps.ledger, atOnce);
  const made =
    atOnce.kind === 'wait' ? await findSilentMoves(deps.ledger, snapshot, day, booking, now) : undefined;
  const drafted = (decision: Decision, moves: readonly SilentMove[]): UnitOfWork => {
    const unit = new UnitOfWork(snapshot, now, told.by);
    for (const { planned, decision } of moves)
      carryOut(unit, { ...planned, before: planned.record, decision, terms });
    const { unknownEquipment } = admission;
    carryOut(unit, {
      facts: live,
      before: known.own,
      booking,
      decision,
      evicted,
      terms: { ...terms, reads: inheritedText(known) },
      unknownEquipment,
    });
    return complete(unit, known, told);
  };
  const chained = made && drafted(made.decision, made.moves);
  // A chain that is too long for one transaction is the re-plan's to walk, step by step.
  const unit = chained && isWritten(chained) ? chained : drafted(atOnce, []);
  const decision = made && unit === chained ? made.decision : atOnce;
  if (!isWritten(unit)) return inSteps(deps, told, known, snapshot, { decision, evicted, terms, ruledOut });
  return committed(deps, unit, known, snapshot, outcomeOf(decision, admission.unknownEquipment));
};

/**
 * What the successor of a told visit may be showing: a reschedule through the API keeps the old room's text. `undefined`
 * where it has been told something of its own, or knows already.
 */
const inheritedText = ({ own, replaced }: Known): string | undefined =>
  replaced === undefined || (own !== undefined && mayReadARoom(own.publication))
    ? undefined
    : lastText(replaced.publication);

/** Drafts that a live booking takes no room: what it had stands in the trail, and where it may read one, staff see it. */
const ignore = (
  unit: UnitOfWork,
  facts: BookingFacts & { fact: LiveFact },
  known: Known,
  { reason, site }: Extract<Admission, { kind: 'ignored' }>,
  now: Instant,
): void => {
  const { own, replaced } = known;
  if (own) unit.giveUp(own);
  const drop = reason === 'past' ? undefined : { reads: inheritedText(known), now };
  const record = ignoredRecord(facts, own, reason, site?.id ?? own?.siteId ?? replaced?.siteId, drop);
  unit.write({ kind: 'booking', seen: own?.version ?? 0, record });
  if (isUnheardOf(facts, reason))
    unit.write({ kind: 'due', marker: recheckMarker(facts.uid, 'says-less', now) });
  const released = own && releaseOf(unit, own, reason);
  if (site && !released)
    unit.change(
      site.id,
      localDateOf(facts.fact.start, site.timeZone),
      'ignored',
      { bookingUid: facts.uid },
      reason,
    );
};

/** No delivery has named what it would take to place the booking, so that Cal.com has to be asked. */
const isUnheardOf = (facts: BookingFacts, reason: IgnoreReason): boolean => {
  const { eventTypeId, eventTypeSlug } = inputsOf(facts);
  if (reason === 'event-type-unmapped') return eventTypeId === undefined && eventTypeSlug === undefined;
  return reason === 'no-site' && practitionerOf(facts) === undefined;
};

/**
 * Whether all that matters for rooms is as it was when the booking was placed: then its place stands, whatever the
 * catalogue or the clock say by now. What they change is for the re-plan to see. Once a visit is over, only other times
 * or another standing still matter.
 */
const stands = (
  { placement, progress, ...before }: BookingRecord,
  { fact, ...facts }: BookingFacts & { fact: LiveFact },
  now: Instant,
): boolean =>
  (placement.kind === 'roomed' || placement.kind === 'waiting') &&
  before.fact.status === fact.status &&
  before.fact.start === fact.start &&
  before.fact.end === fact.end &&
  // A hold's expiry counts from `createdAt`: a newer request prolongs it.
  (fact.status === 'confirmed' || before.fact.createdAt === fact.createdAt) &&
  // People may still be in the room, and what is left of its time may be someone else's.
  ((placement.kind === 'roomed' && (progress?.finishedAt !== undefined || fact.end <= now)) ||
    (practitionerOf(before) === practitionerOf({ fact, ...facts }) &&
      before.fact.venue === fact.venue &&
      sameContent(inputsOf(before), inputsOf({ fact, ...facts }))));

/** Writes what is newly known of a booking whose place stands. */
const refresh = (unit: UnitOfWork, before: BookingRecord, facts: BookingFacts): void => {
  const { version, ...record } = before;
  unit.write({ kind: 'booking', seen: version, record: { ...record, ...factsOf(facts) } });
};

/**
 * A visit that stands at no address of the clinic's, but at one of its rooms in our own words: it was booked with them, or was
 * told them by a Ledger that is lost.
 */
const ourWords = async (
  { clinic }: Dependencies,
  read: Admission,
  { asked }: BookingFacts,
  { siteAddresses }: CatalogueIndex,
): Promise<NonNullable<Parameters<typeof admit>[3]>['cameFrom']> => {
  if (read.kind !== 'ignored' || read.reason !== 'address-of-no-site' || !read.site) return undefined;
  const { site } = await clinic.site(read.site);
  const texts = textsOf(site).filter((text) => siteAddresses?.idOf(text) === asked.address?.value);
  return texts.length === 0 ? undefined : { siteId: site.id, publication: { ...NOTHING_PUBLISHED, texts } };
};

/** What is stored of a booking's place. */
const placeOf = (
  own: BookingRecord | undefined,
): Pick<LiveBooking, 'siteId' | 'placement' | 'publication'> =>
  own === undefined
    ? {}
    : {
        placement: own.placement,
        publication: own.publication,
        ...(own.siteId === undefined ? {} : { siteId: own.siteId }),
      };

/**
 * Staff have fixed the room for these hours, have the patient before them, or are to look at what the clinic file does not say of the visit: should the room
 * lack what is asked for now, they see it, and nothing moves.
 */
const inPlace = (
  own: BookingRecord | undefined,
  booking: Booking,
  inDoubt: boolean,
): Decision | undefined => {
  if (
    !(own?.pinned || inDoubt || hasArrived(own?.progress)) ||
    own?.placement.kind !== 'roomed' ||
    own.fact.status === 'ended'
  )
    return undefined;
  if (booking.currentRoom === undefined) return undefined;
  if (own.fact.start !== booking.start || own.fact.end !== booking.end) return undefined;
  const { roomId, claims, from, to } = own.placement;
  return { kind: 'keep', roomId, claims, from, to, evicts: [], reason: 'stays' };
};

/** What the visit needs is not known: no other room is known to do. */
const inOwnRoomOnly = (booking: Booking, day: Day, now: Instant): Decision => {
  const own = booking.currentRoom === undefined ? undefined : fitInto(booking.currentRoom, booking, day, now);
  return own !== undefined && 'roomId' in own
    ? { kind: 'keep', ...own, reason: 'stays' }
    : { kind: 'wait', rejections: own && booking.currentRoom ? { [booking.currentRoom]: own } : {} };
};

const withWishes = (booking: Booking, known: Known, siteId: SiteId): Booking => ({
  ...booking,
  ...(known.own?.placement.kind === 'roomed' && known.own.siteId === siteId
    ? { currentRoom: known.own.placement.roomId }
    : {}),
  // Who asks for another time may be given the same room: it is what they know.
  ...(known.replaced?.placement.kind === 'roomed' &&
  known.replaced.siteId === siteId &&
  (known.replaced.pinned || booking.status === 'tentative')
    ? { preferredRoom: known.replaced.placement.roomId }
    : {}),
});

const readEvicted = async (ledger: Ledger, decision: Decision): Promise<readonly BookingRecord[]> =>
  decision.kind === 'wait' || decision.evicts.length === 0 ? [] : ledger.readBookings(decision.evicts);

/** Drafts a tombstone; answers whether there is anything to write. */
const end = (
  unit: UnitOfWork,
  facts: BookingFacts,
  before: BookingRecord | undefined,
  heard: BookingFacts,
): boolean => {
  const record = endedRecord(facts, before, heard);
  if (before?.placement.kind === 'ended' && sameFacts(before, facts) && before.ttl >= record.ttl)
    return false;
  if (before) {
    unit.giveUp(before);
    releaseOf(unit, before, facts.fact.status === 'ended' ? facts.fact.reason : 'ended');
  }
  unit.write({ kind: 'booking', seen: before?.version ?? 0, record });
  return true;
};

/** The line of history about a room that is given up; answers whether there was one. */
const releaseOf = (unit: UnitOfWork, { uid, siteId, placement }: BookingRecord, reason: string): boolean => {
  if (siteId === undefined || placement.kind !== 'roomed') return false;
  const date = placement.dates[0] as LocalDate;
  unit.change(siteId, date, 'released', { bookingUid: uid, roomId: placement.roomId }, reason);
  return true;
};

/**
 * What is too much for one transaction, made less: the holds that give way do so first, some at a time, each leaving its Day
 * to be planned; else the booking that is replaced ends first; else the room is ruled out, and a cheaper one taken, or none.
 */
const inSteps = async (
  deps: Dependencies,
  told: Told,
  known: Known,
  snapshot: DaySnapshot,
  {
    decision,
    evicted,
    terms,
    ruledOut,
  }: { decision: Decision; evicted: readonly BookingRecord[]; terms: Terms; ruledOut: Set<RoomId> },
): Promise<Step> => {
  if (evicted.length > 0) {
    // A booking that was expected to be new: no one gives way to one that has a room.
    const own = known.own ?? (await deps.ledger.readBooking(told.own.uid));
    if (known.own === undefined && own !== undefined) return { kind: 'onwards', known: { ...known, own } };
    const result = await evictHolds(deps, snapshot, evicted, terms, told.by);
    if (result.kind === 'stale') return { kind: 'stale', stale: result.stale, snapshot: undefined, known };
    return { kind: 'onwards', known };
  }
  if (told.replaced && known.replaced?.placement.kind !== 'ended') {
    const unit = complete(new UnitOfWork(undefined, terms.now, told.by), known, told);
    const result = await commit(deps, unit);
    if (result.kind === 'stale') return { kind: 'stale', stale: result.stale, snapshot: undefined, known };
    return {
      kind: 'onwards',
      known: { ...known, replaced: await deps.ledger.readBooking(told.replaced.uid) },
    };
  }
  if (decision.kind === 'wait' || ruledOut.has(decision.roomId))
    throw new TransactionTooLarge('a booking cannot be written, not even without a room');
  ruledOut.add(decision.roomId);
  return { kind: 'onwards', known };
};

/** The draft with the end of the replaced booking, and what Cal.com is to be asked. */
const complete = (unit: UnitOfWork, known: Known, told: Told): UnitOfWork => {
  if (told.replaced) end(unit, mergeFacts(known.replaced, told.replaced), known.replaced, told.replaced);
  if (told.recheck) unit.write({ kind: 'due', marker: told.recheck });
  return unit;
};

const isWritten = (unit: UnitOfWork): boolean => excessOf(unit.writes()) === undefined;

const finish = (
  deps: Dependencies,
  unit: UnitOfWork,
  known: Known,
  told: Told,
  outcome: Outcome,
): Promise<Step> => committed(deps, complete(unit, known, told), known, undefined, outcome);

/** Commits the draft, and wakes who the commit concerns. */
const committed = async (
  deps: Dependencies,
  unit: UnitOfWork,
  known: Known,
  snapshot: DaySnapshot | undefined,
  outcome: Outcome,
): Promise<Step> => {
  const result = await commit(deps, unit);
  if (result.kind === 'stale') return { kind: 'stale', stale: result.stale, snapshot, known };
  return { kind: 'settled', outcome, known };
};

const outcomeOf = (decision: Decision, unknownEquipment: readonly string[]): Outcome => {
  if (decision.kind === 'wait') {
    const rejections: Record<string, number> = {};
    for (const { rejection } of Object.values(decision.rejections))
      rejections[rejection] = (rejections[rejection] ?? 0) + 1;
    return { kind: 'waiting', rejections, unknownEquipment: unknownEquipment.length };
  }
  const kind = ({ assign: 'assigned', keep: 'kept', move: 'moved' } as const)[decision.kind];
  return { kind, roomId: decision.roomId, reason: decision.reason };
};
