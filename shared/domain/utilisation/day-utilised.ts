import type { EquipmentTag, RoomId, VisitTypeId } from '../catalogue.ts';
import { visitTypeOf } from '../catalogue.ts';
import type { Block, Day, DayRoom, Occupancy } from '../day.ts';
import { DayTable } from '../day-table.ts';
import { bookingOf } from '../decide.ts';
import { hasArrived } from '../encounter.ts';
import { couldDo, isInForce } from '../hard-rules.ts';
import { type Interval, MINUTE } from '../instant.ts';
import type { Change } from '../ledger-records.ts';
import {
  dayInterval,
  instantAt,
  type LocalDate,
  localDateOf,
  type Weekday,
  weekdayOf,
} from '../local-time.ts';
import { asUsed } from '../use-of-unit.ts';
import { type Figures, sumOf } from './figures.ts';
import { heldBy, wholeMinute } from './held.ts';
import { minutesWithin, type PlaceKept } from './minutes-of-place.ts';

/** A visit that begins with its practitioner so many minutes after its time began late. */
export const LATE_MINUTES = 5;

/** What the Ledger keeps of a date, as far as it says how rooms were used. */
export type DateKept = { readonly date: LocalDate; readonly day: Day; readonly trail: readonly Change[] };

type When = { readonly weekday: Weekday; readonly hour: number };

/** One visit that begins on the date. */
type VisitUtilised = When &
  Pick<Figures, 'booked' | 'used' | 'turnaround' | 'noShows' | 'lateStarts' | 'waited'> & {
    /** Absent where the clinic file has no such type any more. */
    readonly visitType?: VisitTypeId;
    readonly room?: RoomId;
    /** The rooms that would suit it at its hours: of a visit that waited. */
    readonly suits: readonly RoomId[];
    readonly needs: readonly EquipmentTag[];
  };

/** What one place did in one hour of the date. */
type HourUtilised = When & { readonly place: string } & ReturnType<typeof minutesWithin>;

export type DayUtilised = {
  readonly date: LocalDate;
  readonly rooms: readonly HourUtilised[];
  /** Units of portable equipment: open while any room is. */
  readonly units: readonly HourUtilised[];
  readonly visits: readonly VisitUtilised[];
};

export const dayUtilised = ({ date, day, trail }: DateKept): DayUtilised => {
  const hours = hoursOf(date, day.site.timeZone);
  const weekday = weekdayOf(date);
  const divided = (place: string, kept: PlaceKept): HourUtilised[] =>
    hours
      .map(({ hour, ...stretch }) => ({ place, weekday, hour, ...minutesWithin(stretch, kept) }))
      .filter(({ open }) => open > 0);
  const anyOpen = { open: day.rooms.flatMap(({ open }) => open) };
  return {
    date,
    rooms: day.rooms.flatMap((room) => divided(room.room.id, keptOf(room, day))),
    units: day.units.flatMap((unit) => {
      const held = unit.occupancies.filter(wasThere).map((each) => heldBy(asUsed(unit, each), []));
      return divided(unit.id, { open: merged(anyOpen.open), held, blocked: [] });
    }),
    visits: visitsOn(date, day, trail, hours),
  };
};

/** Of a room made of others what holds any part of it holds it too. */
export const keptOf = ({ room, open, blocks, occupancies }: DayRoom, day: Day): PlaceKept => {
  const parts = day.rooms.filter((each) => room.parts?.includes(each.room.id));
  const all = [...occupancies, ...parts.flatMap((each) => each.occupancies)].filter(wasThere);
  const uids = new Set(all.map(({ uid }) => uid));
  const known = [...blocks, ...parts.flatMap((each) => each.blocks)];
  return {
    open,
    held: all.map((each) => heldBy(each, known)),
    blocked: known.filter(({ uid }) => uid === undefined || !uids.has(uid)).map(stretchOf),
  };
};

/** A hold that had lapsed before its time kept the room from no one. */
export const wasThere = (occupancy: Occupancy): boolean => isInForce(occupancy, occupancy.start);

const stretchOf = ({ start, end = Number.POSITIVE_INFINITY }: Block): Interval => ({
  start: wholeMinute(start),
  end: Number.isFinite(end) ? wholeMinute(end) : end,
});

const visitsOn = (
  date: LocalDate,
  day: Day,
  trail: readonly Change[],
  hours: readonly Hour[],
): readonly VisitUtilised[] => {
  const table = new DayTable(day, dayInterval(date, day.site.timeZone).start);
  const waited = new Set(
    trail.flatMap(({ what, bookingUid }) => (what === 'waiting' ? (bookingUid ?? []) : [])),
  );
  const isOfDate = ({ start }: Interval): boolean => localDateOf(start, day.site.timeZone) === date;
  const of = (visit: Pick<Occupancy, 'uid' | 'start' | 'end' | 'status' | 'inputs'>, isWaiting: boolean) => {
    const visitType = visitTypeOf(day.catalogue, visit.inputs)?.id;
    const booking = bookingOf({ ...visit, priority: 0, firstEventAt: 0 }, day);
    const hasWaited = isWaiting || waited.has(visit.uid);
    return {
      weekday: weekdayOf(date),
      hour: hours.find(({ start, end }) => start <= visit.start && visit.start < end)?.hour ?? 0,
      ...(visitType === undefined ? {} : { visitType }),
      needs: booking?.requirement.equipment ?? [],
      waited: hasWaited ? 1 : 0,
      suits:
        hasWaited && booking !== undefined
          ? day.rooms.filter((room) => couldDo(table.candidate(booking, room))).map(({ room }) => room.id)
          : [],
    };
  };
  const roomed = day.rooms.flatMap(({ room, occupancies, blocks }) =>
    occupancies
      .filter((each) => each.roomId === room.id && isOfDate(each) && wasThere(each))
      .map((each): VisitUtilised => {
        const held = heldBy(each, blocks);
        const booked = minutesOf(held.visit);
        return {
          ...of(each, false),
          room: room.id,
          booked,
          used: held.used === undefined ? 0 : minutesOf(held.used),
          turnaround: minutesOf(held) - booked,
          noShows: each.progress?.absent ? 1 : 0,
          lateStarts: beganLate(each) ? 1 : 0,
        };
      }),
  );
  const placed = new Set(day.rooms.flatMap(({ occupancies }) => occupancies.map(({ uid }) => uid)));
  const unplaced = day.waiting
    .filter((each) => isOfDate(each) && isInForce(each, each.start) && !placed.has(each.uid))
    .map((each): VisitUtilised => ({ ...NOT_HELD, ...of(each, true) }));
  return [...roomed, ...unplaced];
};

const NOT_HELD = { booked: 0, used: 0, turnaround: 0, noShows: 0, lateStarts: 0 };

/** As staff said; of the others no one knows. */
const beganLate = ({ start, progress = {} }: Occupancy): boolean =>
  hasArrived(progress) &&
  progress.startedAt !== undefined &&
  progress.startedAt - start >= LATE_MINUTES * MINUTE;

const minutesOf = ({ start, end }: Interval): number => (end - start) / MINUTE;

type Hour = Interval & { readonly hour: number };

/** What the wall shows as one hour: none where the clocks jump over it, two where they go back over it. */
const hoursOf = (date: LocalDate, timeZone: string): readonly Hour[] => {
  const { end: midnight } = dayInterval(date, timeZone);
  const starts = Array.from({ length: 24 }, (_, hour) =>
    instantAt(date, `${String(hour).padStart(2, '0')}:00`, timeZone),
  );
  return starts.map((start, hour) => ({ hour, start, end: starts[hour + 1] ?? midnight }));
};

/** As one opening each, however many rooms are open then. */
const merged = (open: readonly Interval[]): readonly Interval[] => {
  const found: Interval[] = [];
  for (const each of open.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last !== undefined && last.end >= each.start)
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, each.end) };
    else found.push(each);
  }
  return found;
};

/** The figures of some hours of places, and of some visits, together. */
export const figuresOf = (hours: readonly HourUtilised[], visits: readonly VisitUtilised[]): Figures =>
  sumOf([
    ...hours,
    ...visits.map(({ noShows, lateStarts, waited }) => ({ visits: 1, noShows, lateStarts, waited })),
  ]);
