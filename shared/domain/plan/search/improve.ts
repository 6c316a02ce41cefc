import { between, type Chance } from '../../chance.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import type { Costs } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import type { AskSolver, SolverStage } from '../proof/ask-solver.ts';
import { chosenOf, programmeOf } from '../proof/programme.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';

const MINUTE = 60_000;
/** Each size of neighbourhood, rooms × minutes either side, is tried before the next larger one. */
const SIZES = [
  { rooms: 25, minutes: 45 },
  { rooms: 40, minutes: 75 },
  { rooms: 60, minutes: 110 },
  { rooms: 80, minutes: 150 },
];

/**
 * Local programmes: around one booking that costs something, the bookings of some rooms and hours are placed anew,
 * exactly, while everyone else stays. Whatever is no worse is kept. For Days too large to be solved in one piece.
 */
export const improveLocally = (
  model: Model,
  start: Chosen,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  chance: Chance,
  ideal: (booking: number) => number,
  usable: (seat: Seat) => boolean = () => true,
): Chosen => {
  let chosen = start;
  const paid = (b: number) => {
    const seat = chosen[b];
    return (seat === undefined ? costs.waiting(b) : costs.seat(seat)) - ideal(b);
  };
  for (const size of SIZES) {
    const targets = model.seekers
      .map((_, b) => b)
      .filter((b) => paid(b) > 0)
      .sort((a, b) => paid(b) - paid(a) || a - b);
    for (const target of targets) {
      if (searchBudget.neighbourhoods <= 0 || searchBudget.iterations <= 0 || searchBudget.stop())
        return chosen;
      if (paid(target) <= 0) continue;
      searchBudget.neighbourhoods--;
      chosen = solveAround(model, chosen, target, size, costs, ask, searchBudget, chance, usable);
    }
    searchBudget.progress(`neighbourhoods of ${size.rooms} rooms done, cost ${costOf(model, chosen, costs)}`);
  }
  return chosen;
};

/**
 * The rooms that a booking needs to go home: its own, those of anyone who sits there now, and so on; and where it sits, for
 * those whose own room that is.
 */
const entangled = (
  model: Model,
  chosen: Chosen,
  target: number,
  span: { from: number; to: number },
  most: number,
): Set<number> => {
  const away = model.seekers.flatMap(({ keep }, b) => {
    const seat = chosen[b];
    const near = keep !== undefined && keep.from < span.to && span.from < keep.to;
    return near && seat !== undefined && seat !== keep ? [{ home: keep.claims, now: seat.claims }] : [];
  });
  const rooms = new Set([...(model.seekers[target]?.keep?.claims ?? []), ...(chosen[target]?.claims ?? [])]);
  for (const room of rooms)
    for (const { home, now } of away) {
      if (rooms.size >= most) return rooms;
      if (now.includes(room)) for (const claim of home) rooms.add(claim);
      if (home.includes(room)) for (const claim of now) rooms.add(claim);
    }
  return rooms;
};

const solveAround = (
  model: Model,
  chosen: Chosen,
  target: number,
  size: { rooms: number; minutes: number },
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  chance: Chance,
  usable: (seat: Seat) => boolean,
): Chosen => {
  const seeker = model.seekers[target];
  if (seeker === undefined) return chosen;
  const from = seeker.booking.start - size.minutes * MINUTE;
  const to = seeker.booking.end + size.minutes * MINUTE;
  const rooms = entangled(model, chosen, target, { from, to }, size.rooms);
  while (rooms.size < Math.min(size.rooms, model.resources.length))
    rooms.add(between(chance, 0, model.resources.length - 1));
  const inside = (seat: Seat) =>
    seat.from < to && from < seat.to && seat.claims.every((claim) => rooms.has(claim));
  const free = model.seekers.flatMap((other, b) => {
    const seat = chosen[b];
    if (b === target) return [b];
    if (seat !== undefined) return inside(seat) ? [b] : [];
    return other.seats.some(inside) ? [b] : [];
  });
  return solveAmong(
    model,
    chosen,
    free,
    (seat) => usable(seat) && seat.claims.every((claim) => rooms.has(claim)),
    costs,
    ask,
    searchBudget,
    { stage: 'neighbourhood', iterations: 5_000, nodes: 50, gap: 0.999 },
  );
};

/** Places some bookings anew, exactly if the small budget lasts, while all others stay. Never for the worse. */
const solveAmong = (
  model: Model,
  chosen: Chosen,
  free: readonly number[],
  usable: (seat: Seat) => boolean,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  { stage, ...effort }: { stage: SolverStage; iterations: number; nodes: number; gap: number },
): Chosen => {
  const members = new Set(free);
  const layout = new Layout(
    model,
    chosen.map((seat, b) => (members.has(b) ? undefined : seat)),
  );
  const choices = new Map(
    free.map((b) => [
      b,
      (model.seekers[b]?.seats ?? []).filter(
        (seat) =>
          (seat === chosen[b] || usable(seat)) && Number.isFinite(costs.seat(seat)) && layout.isFree(seat),
      ),
    ]),
  );
  const programme = programmeOf(model, {
    choices,
    others: layout.chosen,
    costs,
    whole: true,
    allowances: model.allowances.map((_, at) => at),
  });
  const start = Float64Array.from(programme.columns, ({ booking, seat }) =>
    chosen[booking] === seat ? 1 : 0,
  );
  const answer = ask(stage, programme.programme, { ...effort, stop: searchBudget.stop }, start);
  searchBudget.iterations -= answer.iterations;
  if (answer.values === undefined) return chosen;
  const next = chosenOf(programme, answer.values, layout.chosen);
  return costOf(model, next, costs) <= costOf(model, chosen, costs) && withinAllowances(model, next)
    ? next
    : chosen;
};

type Windows = {
  /** How long the windows are in which all rooms are decided at once. */
  readonly minutes: readonly number[];
  /** How far from its best answer each may stay. */
  readonly gap: number;
  /** What a booking costs at the least. */
  readonly ideal: (booking: number) => number;
  readonly usable: (seat: Seat) => boolean;
};

/**
 * Windows of the Day: who begins in one is placed anew in any room, exactly, among the seats that the prices leave worth
 * it; every second window overlaps half of the last. Where fewer are told or wait, again, until nothing is gained.
 */
export const improveByWindows = (
  model: Model,
  start: Chosen,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  { minutes, gap, ideal, usable }: Windows,
): Chosen => {
  let chosen = start;
  const begins = (b: number) => chosen[b]?.from ?? model.seekers[b]?.booking.start ?? 0;
  const pays = (b: number) => {
    const seat = chosen[b];
    return (seat === undefined ? costs.waiting(b) : costs.seat(seat)) > ideal(b);
  };
  const everyone = model.seekers.flatMap((seeker, b) => (seeker.seats.length > 0 ? [b] : []));
  for (const length of minutes.map((each) => each * MINUTE)) {
    for (let gained = true; gained; ) {
      gained = false;
      const before = costOf(model, chosen, costs);
      const times = everyone.filter(pays).map(begins);
      const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      let from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) - length / 2;
      for (; from <= last; from += length / 2) {
        const free = everyone.filter((b) => begins(b) >= from && begins(b) < from + length);
        if (!free.some(pays)) continue;
        if (searchBudget.neighbourhoods <= 0 || searchBudget.iterations <= 0 || searchBudget.stop())
          return chosen;
        searchBudget.neighbourhoods--;
        chosen = solveAmong(model, chosen, free, usable, costs, ask, searchBudget, {
          stage: 'neighbourhood',
          iterations: 10_000,
          nodes: 100,
          gap,
        });
      }
      gained = before - costOf(model, chosen, costs) >= gap;
      searchBudget.progress(`windows of ${length / MINUTE} min done, cost ${costOf(model, chosen, costs)}`);
    }
  }
  return chosen;
};

const WINDOW = 90 * MINUTE;

/** Local programmes hour by hour: all rooms at once, the visits of an hour and a half, each window half over the last. */
export const improveByHours = (
  model: Model,
  start: Chosen,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  usable: (seat: Seat) => boolean = () => true,
): Chosen => {
  let chosen = start;
  const times = model.seats.map((seat) => seat.from);
  const end = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) - WINDOW / 2;
  for (; from < end && searchBudget.neighbourhoods > 0 && !searchBudget.stop(); from += WINDOW / 2) {
    const inside = (at: number) => at >= from && at < from + WINDOW;
    const free = model.seekers.flatMap((seeker, b) =>
      inside(chosen[b]?.from ?? seeker.booking.start) && seeker.seats.length > 0 ? [b] : [],
    );
    // A stretch in which nothing begins, a lunch break say, leaves nothing to choose.
    if (free.length === 0) continue;
    searchBudget.neighbourhoods--;
    chosen = solveAmong(model, chosen, free, usable, costs, ask, searchBudget, {
      stage: 'fit-by-hours',
      iterations: 1_500,
      nodes: 3,
      gap: Math.max(0.999, (searchBudget.gap ?? 0) / 6),
    });
  }
  return chosen;
};
