import type { EquipmentTag, RoomId } from '../catalogue.ts';
import type { Day, Occupancy } from '../day.ts';
import { DayTable } from '../day-table.ts';
import { bookingOf } from '../decide.ts';
import { isInForce } from '../hard-rules.ts';
import type { Interval } from '../instant.ts';
import { dayInterval, localDateOf } from '../local-time.ts';
import { scarcity } from '../plan/problem/fit-cost.ts';
import { DEFAULT_POLICY, type PlanBooking, type PlanProblem } from '../plan/problem/problem.ts';
import { optionOf } from '../planned.ts';
import type { DateKept } from './day-utilised.ts';

/** What is tried beside what a Site has: a room like one of its own, for a time; or a unit of portable equipment. */
export type Extra = { readonly room: RoomId; readonly open: Interval } | { readonly unit: EquipmentTag };

/** No room of a clinic file has a blank in its id. */
export const ONE_MORE = 'one more';

/** A block without end, and hours that are over for good. */
const FOREVER = Number.MAX_SAFE_INTEGER;
/** Anyone who had a room moves only so that someone else has one. */
const AWAY_FROM_PAST = 50;

/**
 * A past date as the planner's problem, with hindsight: every visit may be in any room that suits, at its booked times, but for
 * those that staff fixed and those of the dates beside it.
 */
export const pastProblem = ({ date, day }: Pick<DateKept, 'date' | 'day'>): PlanProblem => {
  const { site } = day;
  const within = dayInterval(date, site.timeZone);
  const table = new DayTable(day, within.start);
  const rarity = scarcity(day.rooms.map(({ room }) => room));
  const isOfDate = ({ start }: Interval): boolean => localDateOf(start, site.timeZone) === date;
  const optionsOf = (visit: Pick<Occupancy, 'uid' | 'start' | 'end' | 'status' | 'inputs'>) => {
    const booking = bookingOf({ ...visit, priority: 0, firstEventAt: 0 }, day);
    return booking && day.rooms.flatMap((room) => optionOf(booking, room, table, rarity) ?? []);
  };
  const inRooms = day.rooms.flatMap(({ room, occupancies }) =>
    occupancies
      .filter((each) => each.roomId === room.id && isInForce(each, each.start) && each.from < each.to)
      .map((each): PlanBooking => {
        const suiting = isOfDate(each) && !each.pinned ? optionsOf(each) : undefined;
        // What would not suit it now was right then: it stays.
        const known = suiting?.some((option) => option.room === each.roomId) ? suiting : undefined;
        return {
          ...partOf(each),
          state: known === undefined ? 'pinned' : 'tentative',
          options: (known ?? []).map((option) => ({
            ...option,
            fit: option.room === each.roomId ? 0 : AWAY_FROM_PAST + option.fit,
          })),
          holds: { room: each.roomId, start: each.from, end: each.to, ...broughtTo(each, day) },
        };
      }),
  );
  const waiting = waitingOn({ date, day }).map(
    (each): PlanBooking => ({ ...partOf(each), state: 'new', options: optionsOf(each) ?? [] }),
  );
  return {
    // Long before it, so that no one is too near to be moved.
    now: within.start - 7 * 86_400_000,
    rooms: day.rooms.map(({ room, blocks }) => ({
      id: room.id,
      building: room.building,
      floor: room.floor,
      kind: room.kind,
      equipment: room.equipment,
      // A visit that ran late did so wherever it would have been.
      closed: blocks
        .filter(({ uid }) => uid === undefined)
        .map(({ start, end = FOREVER }) => ({ start, end })),
      ...(room.parts ? { parts: room.parts } : {}),
    })),
    pools: site.portable.map(({ units, ...sort }) => ({ ...sort, units: units.length })),
    bookings: [...inRooms, ...waiting],
    ...(site.ways === undefined ? {} : { ways: site.ways }),
    nearness: false,
    policy: DEFAULT_POLICY,
    owed: [],
  };
};

/** Who had no room in the end. */
export const waitingOn = ({ date, day }: Pick<DateKept, 'date' | 'day'>): Day['waiting'] =>
  day.waiting.filter(
    (each) => localDateOf(each.start, day.site.timeZone) === date && isInForce(each, each.start),
  );

const partOf = ({ uid, start, end, practitionerId, inputs }: Occupancy | Day['waiting'][number]) => ({
  uid,
  start,
  end,
  ...(practitionerId === undefined ? {} : { practitioner: String(practitionerId) }),
  ...(inputs.linked === undefined ? {} : { linked: inputs.linked }),
  priority: 0,
  earlierChanges: 0,
});

const broughtTo = ({ uid }: Occupancy, { units }: Day): { portable?: readonly string[] } => {
  const portable = units.filter(({ occupancies }) => occupancies.some((each) => each.uid === uid));
  return portable.length === 0 ? {} : { portable: portable.map(({ tag }) => tag) };
};

/** The same with one more. */
export const withOneMore = (problem: PlanProblem, extra: Extra): PlanProblem => {
  if ('unit' in extra)
    return {
      ...problem,
      pools: problem.pools.map((pool) =>
        pool.tag === extra.unit ? { ...pool, units: pool.units + 1 } : pool,
      ),
    };
  const like = problem.rooms.find(({ id }) => id === extra.room);
  if (like === undefined) return problem;
  const closed = [
    { start: 0, end: extra.open.start },
    { start: extra.open.end, end: FOREVER },
  ];
  return {
    ...problem,
    rooms: [...problem.rooms, { ...like, id: ONE_MORE, closed }],
    bookings: problem.bookings.map((booking) => {
      const same = booking.options.find(({ room }) => room === extra.room);
      const option = same && { ...same, room: ONE_MORE, fit: AWAY_FROM_PAST + same.fit };
      return option === undefined ? booking : { ...booking, options: [...booking.options, option] };
    }),
  };
};
