import type { Model, Seat } from '../model/model.ts';
import { boundAt, type Costs, type Prices } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { chosenOf, programmeOf } from '../proof/programme.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';

/** What may be spent on one programme. */
const ITERATIONS = 50_000;
const NODES = 400;

type Near = {
  readonly chosen: Chosen;
  /** No plan costs less. */
  readonly bound: number;
  /** Whether that leaves no plan that is worth looking for. */
  readonly closed: boolean;
};

/**
 * The whole Day at once, among the seats that by its prices cost no more than `reach` beyond the cheapest of their booking: for a
 * plan that costs less by `gain`; one that costs less than `enough` ends it. Where the prices are those of a relaxation nearly all of
 * these programmes is whole, and mere branching finds such a plan, or that there is none, where windows of hours end at what the hours
 * around allow.
 */
export const branchNear = (
  model: Model,
  start: Chosen,
  costs: Costs,
  prices: Prices,
  { gain, reach, enough }: { readonly gain: number; readonly reach: number; readonly enough?: number },
  ask: AskSolver,
  searchBudget: SearchBudget,
): Near => {
  const { value, seats, cheapest, waiting } = boundAt(model, costs, prices);
  const cost = costOf(model, start, costs);
  const missing = cost - gain - value;
  if (missing <= 0) return { chosen: start, bound: value, closed: true };
  if (searchBudget.iterations <= 0 || searchBudget.stop())
    return { chosen: start, bound: value, closed: false };
  const radius = Math.min(reach, missing);
  const isNear = (price: number | undefined, booking: number) =>
    (price ?? 0) - (cheapest[booking] ?? 0) <= radius;
  const usable = (seat: Seat) =>
    seat === start[seat.booking] ||
    (Number.isFinite(costs.seat(seat)) && isNear(seats[seat.index], seat.booking));
  const programme = programmeOf(model, {
    choices: new Map(model.seekers.map((seeker, at) => [at, seeker.seats.filter(usable)])),
    costs: {
      seat: costs.seat,
      waiting: (booking) =>
        start[booking] === undefined || isNear(waiting[booking], booking)
          ? costs.waiting(booking)
          : Number.POSITIVE_INFINITY,
    },
    whole: true,
    allowances: model.allowances.map((_, at) => at),
  });
  const begin = Float64Array.from(programme.columns, ({ booking, seat }) =>
    start[booking] === seat ? 1 : 0,
  );
  const answer = ask(
    'neighbourhood',
    programme.programme,
    {
      iterations: Math.min(ITERATIONS, searchBudget.iterations),
      nodes: NODES,
      gap: gain,
      ...(enough === undefined ? {} : { target: enough }),
      stop: searchBudget.stop,
      branching: true,
    },
    begin,
  );
  searchBudget.iterations -= answer.iterations;
  const next =
    answer.values &&
    chosenOf(
      programme,
      answer.values,
      model.seekers.map(() => undefined),
    );
  const isBetter = next !== undefined && costOf(model, next, costs) < cost && withinAllowances(model, next);
  const chosen = isBetter ? next : start;
  const bound = Math.max(value, Math.min(answer.bound, value + radius));
  searchBudget.progress(`${programme.columns.length} seats near, at least ${bound.toFixed(2)}`);
  return { chosen, bound, closed: costOf(model, chosen, costs) - gain <= bound + 1e-6 };
};
