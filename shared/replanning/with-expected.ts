import { admit } from '../domain/admit.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Occupancy } from '../domain/day.ts';
import type { Instant } from '../domain/instant.ts';
import { occupiedInterval } from '../domain/occupied-interval.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';

/**
 * The Days as if nothing had been said of a visit's patient: who was said to be gone needs the room for as long as was booked, and a
 * hold that has lapsed holds it no more.
 */
export const withExpected = (snapshot: DaySnapshot, record: BookingRecord, now: Instant): DaySnapshot => {
  const { fact, uid } = record;
  if (fact.status === 'ended') return snapshot;
  const { catalogue, site } = snapshot.state;
  const admission = admit({ ...record, fact }, catalogue, now);
  const expected = ({ progress: _said, ...held }: Occupancy): Occupancy => {
    const room = site.rooms.find(({ id }) => id === held.roomId);
    if (admission.kind === 'ignored' || room === undefined) return held;
    const { end } = occupiedInterval(fact, admission.booking.requirement, room);
    return { ...held, to: Math.max(held.to, end) };
  };
  const days = [...snapshot.days].map(([date, day]) => {
    const roomDays = day.roomDays.map((each) => {
      const held = each.occupancies[uid];
      return held === undefined
        ? each
        : { ...each, occupancies: { ...each.occupancies, [uid]: expected(held) } };
    });
    return [date, { ...day, roomDays }] as const;
  });
  return { ...snapshot, days: new Map(days) };
};
