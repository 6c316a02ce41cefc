import type { Booking } from '../booking.ts';
import type { BookingUid } from '../booking-event.ts';
import type { Instant } from '../instant.ts';
import type { OccupiedDay, Seat, Stay } from './occupied-day.ts';

/**
 * Whether counting alone shows that there is no room for one more: at some moment of its visit those who could move sit in
 * more rooms than there are for them and it, however they change places (no alternating path of a matching), or need more
 * portable units than there are. No search through all ways would find one then.
 */
export const noRoomBeside = (
  newcomer: Booking,
  reachable: readonly Seat[],
  occupied: OccupiedDay,
  look: (stay: Stay) => readonly Seat[],
): boolean => {
  const beside = occupied.movableAt(newcomer);
  const moments = [newcomer.start, ...beside.flatMap(({ booking }) => booking?.start ?? [])].filter(
    (at) => newcomer.start <= at && at < newcomer.end,
  );
  return [...new Set(moments)].some((at) => {
    const present = beside.filter(({ booking }) => booking && booking.start <= at && at < booking.end);
    const seatsOf = new Map(present.map((stay) => [stay.uid, [stay, ...look(stay)]]));
    return (
      !roomsSuffice(reachable, present, seatsOf) ||
      !unitsSuffice(reachable, [...seatsOf.values()], occupied, at)
    );
  });
};

/** Whether those present can change rooms so that one is left for the newcomer; combination rooms count as one. */
const roomsSuffice = (
  reachable: readonly Seat[],
  present: readonly Stay[],
  seatsOf: ReadonlyMap<BookingUid, readonly Seat[]>,
): boolean => {
  const sitsIn = new Map(present.map(({ room, uid }) => [room, uid]));
  const tried = new Set<string>();
  const canHave = (seats: readonly Seat[]): boolean =>
    seats.some(({ room }) => {
      if (tried.has(room)) return false;
      tried.add(room);
      const uid = sitsIn.get(room);
      return uid === undefined || canHave(seatsOf.get(uid) ?? []);
    });
  return canHave(reachable);
};

/** Whether there is a portable unit for each who has no seat without one. */
const unitsSuffice = (
  reachable: readonly Seat[],
  others: readonly (readonly Seat[])[],
  occupied: OccupiedDay,
  at: Instant,
): boolean =>
  occupied.day.site.portable.every(({ tag }) => {
    const units = occupied.day.units.flatMap((unit) => (unit.tag === tag ? [unit.id] : []));
    const needs = (seats: readonly Seat[]): boolean =>
      seats.every(({ things }) => things.some((thing) => units.includes(thing)));
    if (!needs(reachable)) return true;
    const free = units.filter((unit) =>
      occupied
        .holdersOf({ room: unit, things: [unit], start: at, end: at + 1 })
        .every(({ booking }) => booking !== undefined),
    );
    return others.filter(needs).length + 1 <= free.length;
  });
