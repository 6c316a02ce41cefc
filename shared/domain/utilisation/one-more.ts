import type { EquipmentTag, Room, RoomId, Site } from '../catalogue.ts';
import type { Interval } from '../instant.ts';
import {
  type ClockTime,
  dayInterval,
  type LocalDate,
  WEEKDAYS,
  type Weekday,
  wallTimeOf,
  weekdayOf,
} from '../local-time.ts';
import { wallInterval } from '../opening-hours.ts';
import { BUDGETS } from '../plan/budget.ts';
import { type Plan, plan } from '../plan/plan.ts';
import { occupancy, type PlanProblem } from '../plan/problem/problem.ts';
import type { MipSolver } from '../plan/proof/mip-solver.ts';
import type { DateKept } from './day-utilised.ts';
import { type Extra, ONE_MORE, pastProblem, waitingOn, withOneMore } from './past-problem.ts';

/** What one more room, or unit of portable equipment, would have brought on the dates of a weekday. */
export type OneMore = {
  readonly weekday: Weekday;
  /** As many more would have had a room as with no other plan without it: planned with it, date by date. */
  readonly seats: number;
  /** Dates on which someone was left waiting, of that weekday. */
  readonly dates: number;
} & (
  | { readonly room: RoomId; readonly from: ClockTime; readonly to: ClockTime }
  | { readonly unit: EquipmentTag }
);

/** More kinds of rooms than these are not tried: each is a plan for each date. */
const MOST_KINDS = 6;

/** Hours of the wall's day: `to` up to 24. */
type Hours = { readonly from: number; readonly to: number };

/** A date on which more were left waiting than had to be, or would have to be with one more. */
type Past = { readonly date: LocalDate; readonly problem: PlanProblem; readonly least: number };

type Planned = (problem: PlanProblem) => Plan;

type Means = {
  /** Proves how few had to wait where counting does not: without it less is promised, and nothing of portable equipment. */
  readonly solver?: MipSolver;
  readonly progress?: (date: LocalDate) => void;
  /** What is left of the time: once there is none, nothing more is tried, and less may be promised. */
  readonly left?: () => number;
};

/** What one more of each kind of room, and of each sort of portable equipment, would have brought; the most first. */
export const oneMore = (
  site: Pick<Site, 'rooms' | 'portable' | 'timeZone'>,
  kept: readonly Pick<DateKept, 'date' | 'day'>[],
  { solver, progress = () => undefined, left = () => Number.POSITIVE_INFINITY }: Means = {},
): readonly OneMore[] => {
  const planned = (problem: PlanProblem): Plan =>
    plan(problem, { budget: BUDGETS.small, ...(solver && { solver }) });
  const pasts = kept.flatMap((each): Past[] => {
    const unseated = waitingOn(each).length;
    if (unseated === 0 || left() <= 0) return [];
    const problem = pastProblem(each);
    const least = Math.min(unseated, planned(problem).certificate.waitingBound);
    progress(each.date);
    return least === 0 ? [] : [{ date: each.date, problem, least }];
  });
  const found = [...Map.groupBy(pasts, ({ date }) => weekdayOf(date))].flatMap(([weekday, dates]) => {
    const seats = (extra: (date: LocalDate) => Extra | undefined): number =>
      dates.reduce((sum, past) => sum + gainOf(past, extra(past.date), planned), 0);
    const about = { weekday, dates: dates.length };
    const rooms = kindsOf(site.rooms, dates).flatMap(({ id }) =>
      left() <= 0
        ? []
        : hoursWanted(id, dates, site.timeZone, planned).map((hours) => {
            const clock = { from: clockTime(hours.from), to: clockTime(hours.to) };
            const extra = (date: LocalDate): Extra | undefined => {
              const open = wallInterval(date, clock, site.timeZone);
              return open && { room: id, open };
            };
            return { ...about, room: id, ...clock, seats: seats(extra) };
          }),
    );
    const units = site.portable.flatMap(({ tag }) =>
      left() <= 0 ? [] : { ...about, unit: tag, seats: seats(() => ({ unit: tag })) },
    );
    return [...rooms, ...units].filter((each) => each.seats > 0);
  });
  return found.toSorted(
    (a, b) => b.seats - a.seats || WEEKDAYS.indexOf(a.weekday) - WEEKDAYS.indexOf(b.weekday),
  );
};

/** So many fewer wait with it than without, whatever plan there were without it. */
const gainOf = ({ problem, least }: Past, extra: Extra | undefined, planned: Planned): number =>
  extra === undefined ? 0 : Math.max(0, least - planned(withOneMore(problem, extra)).certificate.waiting);

/** One room of each kind, those first that would suit the most who waited. */
const kindsOf = (rooms: readonly Room[], dates: readonly Past[]): readonly Room[] => {
  const whole = rooms.filter(({ parts = [] }) => parts.length === 0);
  const kinds = [...Map.groupBy(whole, kindOf).values()].flatMap(([first]) => first ?? []);
  const wanted = (id: RoomId): number =>
    dates
      .flatMap(({ problem }) => problem.bookings)
      .filter(({ holds, options }) => holds === undefined && options.some(({ room }) => room === id)).length;
  return kinds.toSorted((a, b) => wanted(b.id) - wanted(a.id)).slice(0, MOST_KINDS);
};

const kindOf = ({ kind, equipment, accessible, capacity, practitioners }: Room): string =>
  JSON.stringify([kind, [...equipment].sort(), accessible, capacity, practitioners]);

/** The hours in which a room like this one would be in use, were there another one all day: only where that seats anyone. */
const hoursWanted = (
  room: RoomId,
  dates: readonly Past[],
  timeZone: string,
  planned: Planned,
): readonly Hours[] =>
  apart(
    dates.flatMap((past) => {
      const day = dayInterval(past.date, timeZone);
      const problem = withOneMore(past.problem, { room, open: day });
      const { assignments, certificate } = planned(problem);
      if (certificate.waiting >= past.least) return [];
      return problem.bookings.flatMap((booking) => {
        const option = booking.options.find((each) => each.room === ONE_MORE);
        if (option === undefined || assignments.get(booking.uid) !== ONE_MORE) return [];
        return hoursOf(occupancy(booking, option), day, timeZone);
      });
    }),
  );

/** Whole hours, within the date. */
const hoursOf = ({ start, end }: Interval, day: Interval, timeZone: string): Hours => {
  const to = end >= day.end ? 24 : Math.ceil(hourAt(end, timeZone));
  const from = start <= day.start ? 0 : Math.floor(hourAt(start, timeZone));
  return { from, to: Math.max(to, from + 1) };
};

const hourAt = (at: number, timeZone: string): number => {
  const [hours = 0, minutes = 0] = wallTimeOf(at, timeZone).split(':').map(Number);
  return hours + minutes / 60;
};

const clockTime = (hour: number): ClockTime => `${String(hour).padStart(2, '0')}:00`;

/** Those that overlap or touch as one. */
const apart = (hours: readonly Hours[]): readonly Hours[] => {
  const found: Hours[] = [];
  for (const each of hours.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && last.to >= each.from)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, each.to) };
    else found.push(each);
  }
  return found;
};
