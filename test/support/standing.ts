import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Waiting } from '../../shared/domain/day.ts';
import type { LocalDate } from '../../shared/domain/local-time.ts';
import type { Ledger, RoomDayRecord, RoomRecord } from '../../shared/ledger/ledger.ts';

/** Everything that stands in a Ledger about some bookings and Days, read through its port. */
export type Standing = {
  readonly bookings: readonly BookingRecord[];
  readonly roomDays: readonly RoomDayRecord[];
  readonly rooms: readonly RoomRecord[];
  readonly waiting: readonly { readonly date: LocalDate; readonly waiting: Waiting }[];
};

/** Reads what stands about one Site on these dates; `uids`: every booking that was ever spoken of. */
export const standingOf = async (
  ledger: Ledger,
  siteId: string,
  dates: readonly LocalDate[],
  uids: readonly string[],
): Promise<Standing> => {
  const [days, bookings, { rooms }] = await Promise.all([
    Promise.all(dates.map((date) => ledger.readDay(siteId, date))),
    ledger.readBookings(uids),
    ledger.readSite(siteId),
  ]);
  return {
    bookings,
    rooms,
    roomDays: days.flatMap((day) => day.roomDays),
    waiting: days.flatMap((day) => day.waiting.map((waiting) => ({ date: day.date, waiting }))),
  };
};
