import type { Booking } from './booking.ts';
import type { Placement } from './booking-record.ts';
import type { Day } from './day.ts';
import { DayTable } from './day-table.ts';
import { type Refusal, refusalOf } from './hard-rules.ts';
import type { Instant } from './instant.ts';

/**
 * Why the Room a booking has will not do any more, or `undefined` where it still does. The Occupancy is judged as it
 * was written: longer setup or turnaround in a newer catalogue does not make a Room unusable.
 */
export const refusalInPlace = (
  booking: Booking,
  placement: Extract<Placement, { kind: 'roomed' }>,
  day: Day,
  now: Instant,
): Refusal | undefined => {
  const table = new DayTable(day, now);
  table.lift(booking.uid);
  const room = table.room(placement.roomId);
  if (room === undefined) return { rejection: 'closed', detail: 'not-in-catalogue' };
  return refusalOf(table.candidate(booking, room, { start: placement.from, end: placement.to }));
};
