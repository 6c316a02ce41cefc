import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId } from '../domain/catalogue.ts';
import { sharedWalls } from '../domain/combination-rooms.ts';
import type { Day, Occupancy } from '../domain/day.ts';
import { dayOfRecords } from '../domain/day-of.ts';
import type { StaleWrite, Write } from '../domain/ledger.ts';
import type { DayRecord, RoomDayRecord } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';

/** What was read of a Site for one decision: the records, and the versions its transaction will name. */
export type DaySnapshot = {
  readonly state: SiteState;
  readonly days: ReadonlyMap<LocalDate, DayRecord>;
};

/** The Day as the domain sees it. */
export const dayOf = (snapshot: DaySnapshot): Day =>
  dayOfRecords(snapshot.state.catalogue, snapshot.state.site, snapshot.state.rooms, [
    ...snapshot.days.values(),
  ]);

/** One room-day as read; `version: 0` where it has never been written; `undefined` where its date was not read. */
export const roomDayIn = (
  snapshot: DaySnapshot,
  date: LocalDate,
  roomId: RoomId,
): RoomDayRecord | undefined => {
  const day = snapshot.days.get(date);
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

/** What a booking holds of its room, as it was read; `undefined` where it holds none, or on no date that was read. */
export const occupancyIn = (
  snapshot: DaySnapshot,
  { uid, placement }: Pick<BookingRecord, 'uid' | 'placement'>,
): Occupancy | undefined => {
  if (placement.kind !== 'roomed') return undefined;
  for (const date of placement.dates) {
    const found = roomDayIn(snapshot, date, placement.roomId)?.occupancies[uid];
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * The snapshot after a lost race: what the failed conditions returned replaces what had been read. `undefined` where that is not
 * enough and the Days must be read again: a room that is part of a hall may have been blocked with it, and the Block
 * stands in the hall's room-day.
 */
export const withConflicts = (
  snapshot: DaySnapshot,
  stale: readonly StaleWrite[],
): DaySnapshot | undefined => {
  const shared = sharedWalls(snapshot.state.site.rooms);
  const days = new Map(snapshot.days);
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
  return { ...snapshot, days };
};

/** The booking a failed condition returned, if the uid's condition was among those that failed. */
export const foundBooking = (
  stale: readonly StaleWrite[],
  uid: BookingUid,
): { found: BookingRecord | undefined } | undefined => {
  for (const each of stale) if (each.kind === 'booking' && each.uid === uid) return { found: each.found };
  return undefined;
};

/** The snapshot after its own transaction went through: what was written stands there now. */
export const afterCommit = (snapshot: DaySnapshot, writes: readonly Write[]): DaySnapshot => {
  const days = new Map(snapshot.days);
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
  return { ...snapshot, days };
};
