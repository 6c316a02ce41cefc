import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId } from '../domain/catalogue.ts';
import { sharedWalls } from '../domain/combination-rooms.ts';
import type { Day } from '../domain/day.ts';
import { dayOf } from '../domain/day-of.ts';
import type { StaleWrite, Write } from '../domain/ledger.ts';
import type { DayRecord, RoomDayRecord } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';

/** What one decision has read so far: the records in hand, and the versions its transaction will name. */
export type Hand = {
  readonly state: SiteState;
  readonly days: ReadonlyMap<LocalDate, DayRecord>;
};

/** The Day in hand, as the domain sees it. */
export const dayInHand = (hand: Hand): Day =>
  dayOf(hand.state.catalogue, hand.state.site, hand.state.rooms, [...hand.days.values()]);

/** The Day without a booking that is about to end: its room, its overrun, its units and its turn are free. */
export const withoutBooking = (day: Day, uid: BookingUid | undefined): Day => {
  if (uid === undefined) return day;
  const others = (each: { readonly uid: BookingUid }): boolean => each.uid !== uid;
  const { rooms } = withoutOverrun(day, uid);
  return {
    ...day,
    rooms: rooms.map((room) => ({ ...room, occupancies: room.occupancies.filter(others) })),
    units: day.units.map((unit) => ({ ...unit, occupancies: unit.occupancies.filter(others) })),
    waiting: day.waiting.filter(others),
  };
};

/** The Day without certain rooms to choose from, nor those that they are parts of. */
export const withoutRooms = (day: Day, ids: ReadonlySet<RoomId>): Day => {
  if (ids.size === 0) return day;
  const rooms = day.rooms.filter(({ room }) => ![room.id, ...(room.parts ?? [])].some((id) => ids.has(id)));
  return { ...day, rooms };
};

/** The Day on which a booking's own overrun stands in nobody's way. */
export const withoutOverrun = (day: Day, uid: BookingUid): Day => ({
  ...day,
  rooms: day.rooms.map((room) => ({ ...room, blocks: room.blocks.filter((block) => block.uid !== uid) })),
});

/** One room-day in hand; `version: 0` where it has never been written; `undefined` where its date was not read. */
export const roomDayInHand = (hand: Hand, date: LocalDate, roomId: RoomId): RoomDayRecord | undefined => {
  const day = hand.days.get(date);
  if (day === undefined) return undefined;
  return (
    day.roomDays.find((each) => each.roomId === roomId) ?? {
      siteId: day.siteId,
      date,
      roomId,
      version: 0,
      blocks: {},
      occupancies: {},
    }
  );
};

/**
 * The hand after a lost race: what the failed conditions returned replaces what had been read. `undefined` where that is not
 * enough and the Days must be read again: a room that is part of a hall may have been blocked with it, and the Block
 * stands in the hall's room-day.
 */
export const patched = (hand: Hand, stale: readonly StaleWrite[]): Hand | undefined => {
  const shared = sharedWalls(hand.state.site.rooms);
  const days = new Map(hand.days);
  for (const each of stale) {
    if (each.kind !== 'room-day' || each.found === undefined) continue;
    const { found } = each;
    if (shared.has(found.roomId)) return undefined;
    const day = days.get(found.date);
    if (day === undefined || day.siteId !== found.siteId) continue;
    days.set(found.date, {
      ...day,
      roomDays: [...day.roomDays.filter((other) => other.roomId !== found.roomId), found],
    });
  }
  return { ...hand, days };
};

/** The booking a failed condition returned, if the uid's condition was among those that failed. */
export const foundBooking = (
  stale: readonly StaleWrite[],
  uid: BookingUid,
): { found: BookingRecord | undefined } | undefined => {
  for (const each of stale) if (each.kind === 'booking' && each.uid === uid) return { found: each.found };
  return undefined;
};

/** The hand after its own transaction went through: what was written stands there now. */
export const applied = (hand: Hand, writes: readonly Write[]): Hand => {
  const days = new Map(hand.days);
  const amend = (date: LocalDate, change: (day: DayRecord) => DayRecord): void => {
    const day = days.get(date);
    if (day !== undefined) days.set(date, change(day));
  };
  for (const write of writes) {
    if (write.kind === 'room-day') {
      const record = { ...write.record, version: write.seen + 1 };
      amend(record.date, (day) => ({
        ...day,
        roomDays: [...day.roomDays.filter((each) => each.roomId !== record.roomId), record],
      }));
    } else if (write.kind === 'wait') {
      amend(write.date, (day) => ({
        ...day,
        waiting: [...day.waiting.filter((each) => each.uid !== write.waiting.uid), write.waiting],
      }));
    } else if (write.kind === 'unwait') {
      amend(write.date, (day) => ({ ...day, waiting: day.waiting.filter((each) => each.uid !== write.uid) }));
    }
  }
  return { ...hand, days };
};
