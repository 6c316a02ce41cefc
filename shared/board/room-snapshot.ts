import type { RoomId, SiteEntry } from '../domain/catalogue.ts';
import { overlap } from '../domain/instant.ts';
import type { RoomRecord } from '../domain/ledger-records.ts';
import { dayInterval, type LocalDate } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { roomEtag } from './rules/etag.ts';
import type { BoardDependencies } from './run-idempotent.ts';

/** One room with the Days an action on it has read. */
export type RoomSnapshot = {
  readonly snapshot: DaySnapshot;
  readonly roomId: RoomId;
  readonly record: RoomRecord;
  /** The room's etag as the board shows it for a date. */
  readonly etagOn: (date: LocalDate) => string;
};

/** Reads a room; `undefined` where the catalogue has none of that id. */
export const readRoom = async (
  deps: BoardDependencies,
  site: SiteEntry,
  roomId: RoomId,
  dates: readonly LocalDate[],
): Promise<RoomSnapshot | undefined> => {
  const state = await deps.clinic.site(site);
  if (!state.site.rooms.some((room) => room.id === roomId)) return undefined;
  const days = await Promise.all(dates.map((date) => deps.ledger.readDay(site.id, date)));
  const snapshot: DaySnapshot = { state, days: new Map(days.map((day) => [day.date, day])) };
  const record = roomRecordOf(state, roomId);
  return { snapshot, roomId, record, etagOn: (date) => etagIn(snapshot, record, date) };
};

/** A Room as it was read; `version: 0` where it has never been written. */
export const roomRecordOf = ({ site, catalogue, rooms }: SiteState, roomId: RoomId): RoomRecord =>
  rooms.get(roomId) ?? {
    siteId: site.id,
    roomId,
    version: 0,
    closures: [],
    catalogueVersion: catalogue.version,
  };

const etagIn = ({ state, days }: DaySnapshot, { roomId, closures }: RoomRecord, date: LocalDate): string => {
  const span = dayInterval(date, state.site.timeZone);
  const roomDay = days.get(date)?.roomDays.find((each) => each.roomId === roomId);
  const blocks = [...closures, ...Object.values(roomDay?.blocks ?? {})];
  return roomEtag({
    blocks: blocks.filter((each) =>
      overlap(span, { start: each.start, end: each.end ?? Number.POSITIVE_INFINITY }),
    ),
    occupancies: Object.values(roomDay?.occupancies ?? {}).filter((each) =>
      overlap(span, { start: each.from, end: each.to }),
    ),
  });
};

/** The room is not as its caller saw it on that day; `etag` is its etag now. */
export type RoomChanged = {
  readonly kind: 'changed';
  readonly etag: string;
  readonly roomId: RoomId;
  readonly day: LocalDate;
};
