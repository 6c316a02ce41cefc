import { gridOf } from '../model/grid.ts';
import type { Model, Seat } from '../model/model.ts';

/**
 * A bound without any solver: at one moment each room holds one visit, so of the visits that must all be in the house
 * then only as many sit as a matching of visits and rooms allows. Moments that no visit joins add up.
 */
export const fewestWaiting = (model: Model): number => {
  const { slots, first, end } = gridOf(model);
  const homeless = model.seekers.filter((seeker) => seeker.seats.length === 0).length;
  // Wherever it sits, a booking is there from its latest beginning to its earliest end.
  const present: number[][] = Array.from({ length: slots }, () => []);
  const beginsIn = new Uint8Array(slots);
  const arrival = new Int32Array(model.seekers.length);
  const departure = new Int32Array(model.seekers.length);
  model.seekers.forEach((seeker, booking) => {
    if (seeker.seats.length === 0) return;
    const from = seeker.seats.reduce((max, seat) => Math.max(max, first[seat.index] ?? 0), 0);
    const to = seeker.seats.reduce((min, seat) => Math.min(min, end[seat.index] ?? 0), slots);
    arrival[booking] = from;
    departure[booking] = to;
    for (let slot = from; slot < to; slot++) present[slot]?.push(booking);
    if (from < to) beginsIn[from] = 1;
  });
  // most[slot]: the most who must wait of those who are gone before the slot.
  const most = new Int32Array(slots + 1);
  for (let slot = 0; slot < slots; slot++) {
    most[slot + 1] = Math.max(most[slot + 1] ?? 0, most[slot] ?? 0);
    const here = present[slot] ?? [];
    if (beginsIn[slot] === 0) continue;
    const missing = here.length - matched(model, here);
    if (missing === 0) continue;
    const since = here.reduce((min, booking) => Math.min(min, arrival[booking] ?? 0), slot);
    const until = here.reduce((max, booking) => Math.max(max, departure[booking] ?? 0), slot + 1);
    const total = missing + (most[since] ?? 0);
    for (let later = until; later <= slots; later++) most[later] = Math.max(most[later] ?? 0, total);
  }
  return homeless + (most[slots] ?? 0);
};

/** How many of these bookings can have a room of their own, of those whose every seat they would hold then. */
const matched = (model: Model, bookings: readonly number[]): number => {
  const holder = new Map<number, number>();
  let count = 0;
  const room = (seat: Seat) => seat.claims[0] ?? -1;
  const seat = (booking: number, asked: Set<number>): boolean => {
    const seats = model.seekers[booking]?.seats ?? [];
    for (const s of seats) {
      if (holder.has(room(s))) continue;
      holder.set(room(s), booking);
      return true;
    }
    for (const s of seats) {
      if (asked.has(room(s))) continue;
      asked.add(room(s));
      const other = holder.get(room(s));
      if (other !== undefined && !seat(other, asked)) continue;
      holder.set(room(s), booking);
      return true;
    }
    return false;
  };
  for (const booking of bookings) if (seat(booking, new Set())) count++;
  return count;
};
