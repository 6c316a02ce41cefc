import type { BookingRecord } from '../domain/booking-record.ts';
import type { Decision } from '../domain/decide.ts';
import { letWait } from '../unit-of-work/let-wait.ts';
import { type Seating, seatBooking } from '../unit-of-work/seat-booking.ts';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { evictHold } from './evict-holds.ts';

/** What a decision means for the booking, and for the holds that give way to it. */
export const carryOut = (
  unit: UnitOfWork,
  {
    decision,
    evicted = [],
    ...booked
  }: Omit<Seating, 'decision'> & {
    readonly decision: Decision;
    readonly evicted?: readonly BookingRecord[];
  },
): void => {
  if (decision.kind === 'wait') {
    letWait(unit, booked, { fromRoomId: booked.booking.currentRoom, reason: 'no-room' });
    return;
  }
  for (const hold of evicted) evictHold(unit, hold, booked.terms);
  seatBooking(unit, { ...booked, decision });
};
