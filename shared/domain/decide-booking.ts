import { type Admission, admit, isForWant, type LiveBooking, textShown } from './admit.ts';
import type { Booking } from './booking.ts';
import type { BookingDecision, BookingState, Needs, Unread } from './booking-decision.ts';
import type { BookingUid } from './booking-event.ts';
import { type BookingFacts, type factsIn, type LiveFacts, mergeFacts, sameFacts } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex } from './catalogue.ts';
import type { Day } from './day.ts';
import { DayTable } from './day-table.ts';
import { withoutBooking, withoutOverrun, withoutRooms } from './day-without.ts';
import { decide } from './decide.ts';
import { doubtAbout } from './doubt-about.ts';
import { hasArrived } from './encounter.ts';
import { formerOf, formersOf, inheritedText, isAskedForSites } from './former-of.ts';
import { hearsOfItsHouse, leavesForItsHouse } from './house-heard-of-late.ts';
import { inItsRoom } from './in-its-room.ts';
import { tombstoneOf } from './next-record.ts';
import { mayReadARoom, NOTHING_PUBLISHED } from './publication.ts';
import { findSilentMoves, mayMakeRoom } from './silent-moves.ts';
import { addressOf, houseInWords } from './site-addresses.ts';
import { inOwnRoomOnly, keptByStaff, staysInPlace, withWishes } from './stays-in-place.ts';

/**
 * What becomes of a booking, from what was told of it and what is known: the whole decision, pure. Where not enough is known yet it says
 * what to read, and is asked again: so nothing is read that no one needs.
 */
export const decideBooking = (told: Told, state: BookingState): BookingDecision => {
  const facts = mergeFacts(state.own, told.own);
  const { fact } = facts;
  const decision =
    fact.status === 'ended'
      ? decideEnded(facts, told.own, state)
      : decideLive({ ...facts, fact }, told, state);
  // The one that it replaces ends in the same transaction, and so must be known, whatever the decision.
  return decision.kind !== 'needs' && isUnread(state.replaced) ? theReplaced(state.replaced) : decision;
};

/** What an event says of the booking, and of the one that it replaces; `cameFrom`: the one that it may replace. */
type Told = ReturnType<typeof factsIn> & { readonly cameFrom?: BookingUid | undefined };

const decideEnded = (
  facts: BookingFacts,
  heard: BookingFacts,
  { own, replaced }: BookingState,
): BookingDecision => {
  const tombstone = tombstoneOf(facts, own, heard, isUnread(replaced) ? undefined : replaced);
  return tombstone ? { kind: 'release', tombstone } : { kind: 'unchanged' };
};

const decideLive = (facts: LiveFacts, told: Told, state: BookingState): BookingDecision => {
  const { own, now, catalogue } = state;
  const replaced = isUnread(state.replaced) ? undefined : state.replaced;
  const inherited = inheritedText(own, replaced);
  // One that waits, and only now is known to replace one that was told, owes a word.
  const owesAWord = own?.placement.kind === 'waiting' && inherited !== undefined;
  const stays = own !== undefined && staysInPlace(own, facts, now) && !owesAWord;
  if (stays && !hearsOfItsHouse(own, facts)) return unchanged(own, facts);
  if (catalogue === undefined) return { kind: 'needs', what: 'catalogue' };
  const leaves = own !== undefined && leavesForItsHouse(own, facts, catalogue, now);
  if (stays && !leaves) return unchanged(own, facts);
  const placed: LiveBooking = leaves ? { ...facts, publication: own.publication } : { ...own, ...facts };
  const former = formerIn(placed, told.cameFrom, catalogue, state);
  if (former !== undefined && 'what' in former) return former;
  const read = admissionOf(placed, former, catalogue, state);
  if (read.kind === 'needs') return read;
  // What has a room keeps it, whatever the clinic file has come to say too little about, until someone decides.
  // Nor does a hold whose patient is here lose its room to the clock.
  const isHere = hasArrived(own?.progress) && read.kind === 'ignored' && read.reason === 'hold-expired';
  const held = isForWant(read) || isHere ? inItsRoom(placed, own, catalogue) : undefined;
  const admission = held ?? read;
  const reads = inherited ?? textHandedOn(own, facts, former, catalogue);
  if (admission.kind === 'ignored')
    return { ...admission, kind: 'ignore', facts, reads, isKnown: isIgnoredAlready(own, facts, admission) };
  const { site, unknownEquipment } = admission;
  if (state.day === undefined) return { kind: 'needs', what: 'day', site, visit: facts.fact };
  const booking = withWishes(admission.booking, own, replaced, site.id);
  const others = withoutRooms(withoutBooking(state.day, told.replaced?.uid), state.ruledOut);
  const day = own === undefined ? others : withoutOverrun(others, booking.uid);
  const inDoubt = own !== undefined && doubtAbout({ ...own, ...facts }, catalogue) !== undefined;
  const decision =
    keptByStaff(own, booking, inDoubt) ??
    (held ? inOwnRoomOnly(booking, day, now) : decide(booking, day, now));
  const placing = { facts, booking, unknownEquipment, reads, evicted: [], moves: [] };
  if (decision.kind === 'wait') {
    const found = state.withoutMoves ? undefined : makingRoom(booking, day, state);
    return found !== undefined && 'what' in found ? found : { ...placing, ...(found ?? decision) };
  }
  const evicted = recordsOf(decision.evicts, state);
  return 'what' in evicted ? evicted : { ...placing, ...decision, evicted };
};

const unchanged = (own: BookingRecord, facts: LiveFacts): BookingDecision =>
  sameFacts(own, facts) ? { kind: 'unchanged' } : { kind: 'unchanged', facts };

/**
 * In a clinic of several houses the booking that one took the place of: the one that the delivery says it replaces, else, for one
 * without a place, the one of which any delivery said so.
 */
const formerIn = (
  placed: LiveBooking,
  cameFrom: BookingUid | undefined,
  catalogue: CatalogueIndex,
  state: BookingState,
): BookingRecord | Needs | undefined => {
  const tells = isAskedForSites(catalogue) ? state.replaced : undefined;
  if (isUnread(tells)) return theReplaced(tells);
  const before = [...placed.replaces, ...(cameFrom === undefined ? [] : [cameFrom])];
  const formers = recordsOf(tells ? [] : formersOf(catalogue, placed, before), state);
  return 'what' in formers ? formers : (tells ?? formerOf(formers));
};

/**
 * The text of ours that Cal.com shows for a booking, where that was handed on to it by one of which another delivery told: the next
 * that replaces it will show it, too.
 */
const textHandedOn = (
  own: BookingRecord | undefined,
  facts: LiveFacts,
  former: BookingRecord | undefined,
  catalogue: CatalogueIndex,
): string | undefined =>
  own !== undefined && mayReadARoom(own.publication)
    ? undefined
    : textShown(facts, former?.publication, catalogue);

/** Reads a live booking against the catalogue, and in a clinic of several houses against what it was before. */
const admissionOf = (
  placed: LiveBooking,
  former: BookingRecord | undefined,
  catalogue: CatalogueIndex,
  state: BookingState,
): Admission | Needs => {
  const { now } = state;
  const read = admit(placed, catalogue, now, { cameFrom: former });
  if (read.kind !== 'ignored' || read.reason !== 'address-of-no-site' || !read.site) return read;
  if (state.words === undefined)
    return { kind: 'needs', what: 'words', sites: catalogue.sites.filter((each) => each.addresses?.length) };
  // At no address of the clinic's, but perhaps at one of its rooms in our own words: it was booked with them, or was told them
  // by a Ledger that is lost.
  const house = houseInWords(catalogue, state.words, addressOf(placed, catalogue), read.site.id);
  if (house === undefined) return read;
  const publication = { ...NOTHING_PUBLISHED, texts: state.words.get(house) ?? [] };
  return admit(placed, catalogue, now, { cameFrom: { siteId: house, publication } });
};

const isIgnoredAlready = (
  own: BookingRecord | undefined,
  facts: BookingFacts,
  { reason }: Extract<Admission, { readonly kind: 'ignored' }>,
): boolean =>
  own !== undefined &&
  sameFacts(own, facts) &&
  own.placement.kind === 'ignored' &&
  // What the clinic file lacked it may have by now: no one is to be shown it any longer.
  (own.placement.reason === reason || !isForWant(own.placement));

/** Where no room is free: others that may move on without a mail. */
const makingRoom = (
  booking: Booking,
  day: Day,
  state: BookingState,
): ReturnType<typeof findSilentMoves> | Needs => {
  const table = new DayTable(day, state.now);
  table.lift(booking.uid);
  const neighbours = recordsOf(mayMakeRoom(booking, table, state.now), state);
  return 'what' in neighbours ? neighbours : findSilentMoves(booking, neighbours, table, state.now);
};

/** The bookings that there are of these, or that they must be read. */
const recordsOf = (uids: readonly BookingUid[], { records }: BookingState): BookingRecord[] | Needs =>
  uids.every((uid) => records?.has(uid))
    ? uids.flatMap((uid) => records?.get(uid) ?? [])
    : { kind: 'needs', what: 'records', uids };

const isUnread = (replaced: BookingState['replaced']): replaced is Unread =>
  replaced !== undefined && 'unread' in replaced;

const theReplaced = ({ unread: uid }: Unread): Needs => ({ kind: 'needs', what: 'replaced', uid });
