import type { Booking } from '../../shared/domain/booking.ts';
import type { AskedEquipment } from '../../shared/domain/booking-event.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Day, Waiting } from '../../shared/domain/day.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { RoomDayRecord, RoomRecord } from '../../shared/domain/ledger-records.ts';
import { datesOf, type LocalDate } from '../../shared/domain/local-time.ts';
import { NOTHING_PUBLISHED } from '../../shared/domain/publication.ts';

/** Everything that stands in a Ledger about some bookings and Days, read through its port. */
export type LedgerContent = {
  readonly bookings: readonly BookingRecord[];
  readonly roomDays: readonly RoomDayRecord[];
  readonly rooms: readonly RoomRecord[];
  readonly waiting: readonly { readonly date: LocalDate; readonly waiting: Waiting }[];
};

/** Reads what stands about one Site on these dates; `uids`: every booking that was ever spoken of. */
export const ledgerContent = async (
  ledger: Ledger,
  siteId: string,
  dates: readonly LocalDate[],
  uids: readonly string[],
): Promise<LedgerContent> => {
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

/** A Day as if it had been read from a Ledger, with a record for each of the bookings that have a room on it. */
export const contentOfDay = (day: Day, bookings: readonly Booking[]): LedgerContent => {
  const zone = day.site.timeZone;
  const held = [...day.rooms.map(({ room, occupancies }) => ({ id: room.id, occupancies })), ...day.units];
  const records = bookings.flatMap((booking): BookingRecord[] => {
    const claims = held.filter(({ occupancies }) => occupancies.some(({ uid }) => uid === booking.uid));
    const own = claims[0]?.occupancies.find(({ uid }) => uid === booking.uid);
    if (own === undefined) return [];
    const { uid, start, end, status, practitionerId, inputs, firstEventAt } = booking;
    const stamped = (value: AskedEquipment | undefined) => value && { value, at: firstEventAt };
    const answered = stamped(inputs.answered);
    const metadata = stamped(inputs.metadata);
    return [
      {
        uid,
        version: 1,
        fact: {
          uid,
          status,
          createdAt: firstEventAt,
          start,
          end,
          ...(practitionerId !== undefined && { practitionerId }),
          venue: 'on-site',
          inputs,
        },
        firstEventAt,
        asked: { ...(answered && { answered }), ...(metadata && { metadata }) },
        replaces: [],
        replacedBy: [],
        siteId: day.site.id,
        placement: {
          kind: 'roomed',
          roomId: own.roomId,
          claims: claims.map(({ id }) => id),
          dates: datesOf({ start: own.from, end: own.to }, zone),
          from: own.from,
          to: own.to,
          decidedAt: firstEventAt,
          catalogueVersion: day.catalogue.version,
        },
        unknownEquipment: [],
        publication: NOTHING_PUBLISHED,
        ttl: 0,
      },
    ];
  });
  const roomDays = day.dates.flatMap((date) =>
    held.map(({ id, occupancies }): RoomDayRecord => {
      const there = occupancies.filter((each) =>
        datesOf({ start: each.from, end: each.to }, zone).includes(date),
      );
      return {
        siteId: day.site.id,
        date,
        roomId: id,
        version: 1,
        blocks: {},
        occupancies: Object.fromEntries(there.map((each) => [each.uid, each])),
      };
    }),
  );
  return { bookings: records, roomDays, rooms: [], waiting: [] };
};
