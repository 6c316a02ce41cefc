import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { NextRecord } from '../domain/next-record.ts';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.ts';

/** Writes a tombstone: what the booking had is free. */
export const endBooking = (
  unit: UnitOfWork,
  before: BookingRecord | undefined,
  tombstone: NextRecord,
): void => {
  if (before) {
    unit.giveUp(before);
    releaseRoom(unit, before, tombstone.fact.status === 'ended' ? tombstone.fact.reason : 'ended');
  }
  unit.write(bookingWrite(before, tombstone));
};

/** The line of history about a room that is given up; answers whether there was one. */
export const releaseRoom = (
  unit: UnitOfWork,
  { uid, siteId, placement }: BookingRecord,
  reason: string,
): boolean => {
  if (siteId === undefined || placement.kind !== 'roomed') return false;
  const date = placement.dates[0] as LocalDate;
  unit.change(siteId, date, 'released', { bookingUid: uid, roomId: placement.roomId }, reason);
  return true;
};
