import type { Catalogue, RoomId, Site } from '../domain/catalogue.ts';
import type { Block, Day, DayRoom, Occupancy, Waiting } from '../domain/day.ts';
import { overlap } from '../domain/instant.ts';
import { dayInterval, type LocalDate } from '../domain/local-time.ts';
import { openIntervals } from '../domain/opening-hours.ts';
import type { DayRecord, RoomRecord } from './ledger.ts';

/** What the Ledger read of one or two neighbouring dates, joined with what the catalogue says of the Site. */
export const dayOf = (
  catalogue: Catalogue,
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
  const rooms = site.rooms.map(
    (room): DayRoom => ({
      room,
      open: openIntervals(room, site, dates),
      blocks: blocksOf(room.id, roomRecords, records, dates, site.timeZone),
      occupancies: held(room.id),
    }),
  );
  const units = site.portable.flatMap(({ tag, units: ids }) =>
    ids.map((id) => ({ id, tag, occupancies: held(id) })),
  );
  const waiting = new Map<string, Waiting>();
  for (const record of records) for (const each of record.waiting) waiting.set(each.uid, each);
  return { catalogue, site, dates, rooms, units, waiting: [...waiting.values()] };
};

const blocksOf = (
  roomId: RoomId,
  roomRecords: ReadonlyMap<RoomId, Pick<RoomRecord, 'closures'>>,
  records: readonly DayRecord[],
  dates: readonly LocalDate[],
  timeZone: string,
): Block[] => {
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return [];
  const span = { start: dayInterval(first, timeZone).start, end: dayInterval(last, timeZone).end };
  const closures = (roomRecords.get(roomId)?.closures ?? []).filter((block) =>
    overlap(span, { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY }),
  );
  const blocks = records.flatMap((record) =>
    record.roomDays.flatMap((roomDay) => (roomDay.roomId === roomId ? Object.values(roomDay.blocks) : [])),
  );
  return [...new Map([...closures, ...blocks].map((block) => [block.id, block])).values()].sort(
    (a, b) => a.start - b.start,
  );
};
