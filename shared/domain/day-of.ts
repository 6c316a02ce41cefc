import type { CatalogueIndex, Room, RoomId, Site, WeeklyHours } from './catalogue.ts';
import { withSharedBlocks } from './combination-rooms.ts';
import type { Block, Day, DayRoom, Occupancy, Waiting } from './day.ts';
import { type Interval, overlap } from './instant.ts';
import type { DayRecord, RoomRecord } from './ledger-records.ts';
import { dayInterval } from './local-time.ts';
import { openIntervals } from './opening-hours.ts';
import { repeatingBlocks, sessionsOf } from './planned-use.ts';

/** What the Ledger read of one or two neighbouring dates, joined with what the catalogue says of the Site. */
export const dayOfRecords = (
  catalogue: CatalogueIndex,
  site: Site,
  roomRecords: ReadonlyMap<RoomId, Pick<RoomRecord, 'closures'>>,
  records: readonly DayRecord[],
): Day => {
  const dates = records.map((each) => each.date).sort();
  const held = (id: string): Occupancy[] => {
    const byUid = new Map<string, Occupancy>();
    for (const record of records)
      for (const roomDay of record.roomDays)
        if (roomDay.roomId === id)
          for (const each of Object.values(roomDay.occupancies)) byUid.set(each.uid, each);
    return [...byUid.values()].sort((a, b) => a.from - b.from);
  };
  const [first, last] = [dates[0], dates.at(-1)];
  const span: Interval =
    first === undefined || last === undefined
      ? { start: 0, end: 0 }
      : { start: dayInterval(first, site.timeZone).start, end: dayInterval(last, site.timeZone).end };
  const openings = new Map<string, readonly Interval[]>();
  const openOf = (room: Room): readonly Interval[] => {
    const hours = textOf(room.hours);
    const open = openings.get(hours) ?? openIntervals(room, site, dates);
    openings.set(hours, open);
    return open;
  };
  const own = site.rooms.map((room): DayRoom => {
    const sessions = sessionsOf(room, site, dates);
    return {
      room,
      open: openOf(room),
      blocks: [...blocksOf(room.id, roomRecords, records, span), ...repeatingBlocks(room, site, dates)].sort(
        (a, b) => a.start - b.start,
      ),
      ...(sessions.length > 0 && { sessions }),
      occupancies: held(room.id),
    };
  });
  const rooms = withSharedBlocks(own);
  const units = site.portable.flatMap(({ units: ids, ...sort }) =>
    ids.map((id) => ({ id, ...sort, occupancies: held(id) })),
  );
  const waiting = new Map<string, Waiting>();
  for (const record of records) for (const each of record.waiting) waiting.set(each.uid, each);
  return { catalogue, site, dates, rooms, units, waiting: [...waiting.values()] };
};

// Most rooms of a Site keep the same hours, and the catalogue in hand stays the same from one Day to the next.
const texts = new WeakMap<WeeklyHours, string>();

const textOf = (hours: WeeklyHours): string => {
  const text = texts.get(hours) ?? JSON.stringify(hours);
  texts.set(hours, text);
  return text;
};

const blocksOf = (
  roomId: RoomId,
  roomRecords: ReadonlyMap<RoomId, Pick<RoomRecord, 'closures'>>,
  records: readonly DayRecord[],
  span: Interval,
): Block[] => {
  const closures = (roomRecords.get(roomId)?.closures ?? []).filter((block) =>
    overlap(span, { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY }),
  );
  const blocks = records.flatMap((record) =>
    record.roomDays.flatMap((roomDay) => (roomDay.roomId === roomId ? Object.values(roomDay.blocks) : [])),
  );
  return [...new Map([...closures, ...blocks].map((block) => [block.id, block])).values()];
};
