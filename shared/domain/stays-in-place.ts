import type { Booking } from './booking.ts';
import { inputsOf, type LiveFacts, practitionerOf, sameContent } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import type { SiteId } from './catalogue.ts';
import type { Day } from './day.ts';
import { type Decision, fitInto } from './decide.ts';
import { hasArrived } from './encounter.ts';
import type { Instant } from './instant.ts';

/**
 * Whether all that matters for rooms is as it was when the booking was placed: then its place stands, whatever the
 * catalogue or the clock say by now. What they change is for the re-plan to see. Once a visit is over, only other times
 * or another status still matter.
 */
export const staysInPlace = (
  { placement, progress, ...before }: BookingRecord,
  { fact, ...facts }: LiveFacts,
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

/**
 * Staff have fixed the room for these hours, have the patient before them, or are to look at what the clinic file does not say of
 * the visit: should the room lack what is asked for now, they see it, and nothing moves.
 */
export const keptByStaff = (
  own: BookingRecord | undefined,
  booking: Booking,
  inDoubt: boolean,
): Decision | undefined => {
  if (own?.placement.kind !== 'roomed' || own.fact.status === 'ended') return undefined;
  if (!(own.pinned || inDoubt || hasArrived(own.progress))) return undefined;
  if (booking.currentRoom === undefined) return undefined;
  if (own.fact.start !== booking.start || own.fact.end !== booking.end) return undefined;
  const { roomId, claims, from, to } = own.placement;
  return { kind: 'keep', roomId, claims, from, to, evicts: [], reason: 'stays' };
};

/** What the visit needs is not known: no other room is known to do. */
export const inOwnRoomOnly = (booking: Booking, day: Day, now: Instant): Decision => {
  const own = booking.currentRoom === undefined ? undefined : fitInto(booking.currentRoom, booking, day, now);
  return own !== undefined && 'roomId' in own
    ? { kind: 'keep', ...own, reason: 'stays' }
    : { kind: 'wait', rejections: own && booking.currentRoom ? { [booking.currentRoom]: own } : {} };
};

/** The booking with the room that it has at this Site, and the one that its predecessor had. */
export const withWishes = (
  booking: Booking,
  own: BookingRecord | undefined,
  replaced: BookingRecord | undefined,
  siteId: SiteId,
): Booking => ({
  ...booking,
  ...(own?.placement.kind === 'roomed' && own.siteId === siteId ? { currentRoom: own.placement.roomId } : {}),
  // A booking that asks for another time may be given the same room: it is what the patient knows.
  ...(replaced?.placement.kind === 'roomed' &&
  replaced.siteId === siteId &&
  (replaced.pinned || booking.status === 'tentative')
    ? { preferredRoom: replaced.placement.roomId }
    : {}),
});
