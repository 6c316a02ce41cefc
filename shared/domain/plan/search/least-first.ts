import type { Model, Seat } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { chosenOf, pricesOf, programmeOf } from '../proof/programme.ts';
import { costOf, limitsOf, type SearchBudget } from '../proof/prove.ts';

/** What may be spent on one programme. */
const ITERATIONS = 60_000;
const NODES = 600;

/** Where the prices leave more open, in whole costs, nearly all seats are left. */
const OPEN_UP_TO = 1;
/** Seats up to which a plan is sought among those that are left. */
const SOUGHT_UP_TO = 5_000;

/** Prices are sought anew as long as they leave out so large a part of the seats. */
const WORTH_IT = 0.05;
const ROUNDS = 5;

/** Whole costs, and what a solver's arithmetic may be off. */
const TOLERANCE = 1e-6;
const BEYOND = 0.01;

type LeastFirst = {
  readonly chosen: Chosen;
  /** No plan costs less; a whole number. */
  readonly bound: number;
};

/**
 * The least that the prices allow, first: is there a plan that costs no more than that? It could only use seats that the prices of the
 * Day leave worth it, few where they come near to a whole number; the relaxation of these alone has other prices, which leave out more,
 * and so on. Of tens of thousands of seats one or two thousand are left, among which branching finds the plan, or that there is none:
 * then the least is one more. Costs are whole.
 */
export const leastFirst = (
  model: Model,
  start: Chosen,
  costs: Costs,
  prices: Prices,
  ask: AskSolver,
  searchBudget: SearchBudget,
): LeastFirst => {
  const first = boundAt(model, costs, prices);
  let chosen = start;
  let least = Math.ceil(first.value - TOLERANCE);
  for (;;) {
    const isNear = least - first.value <= OPEN_UP_TO;
    if (!isNear || least >= costOf(model, chosen, costs)) return { chosen, bound: least };
    const found = planOf(model, chosen, costs, first, least, ask, searchBudget);
    if (found.chosen !== undefined) ({ chosen } = found);
    if (found.isNone) least++;
    else if (found.chosen === undefined) return { chosen, bound: least };
  }
};

type Found = {
  /** A plan that costs less than the one there was, if any was found. */
  readonly chosen?: Chosen;
  /** Whether no plan costs as little as was asked. */
  readonly isNone: boolean;
};

const NOT_DECIDED: Found = { isNone: false };

const planOf = (
  model: Model,
  start: Chosen,
  costs: Costs,
  first: Bound,
  most: number,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Found => {
  const allowances = model.allowances.map((_, at) => at);
  let left = leftBy(model, first, most, costs);
  for (let round = 0; ; round++) {
    if (searchBudget.stop() || searchBudget.iterations <= 0) return NOT_DECIDED;
    const { programme, ...relaxation } = programmeOf(model, {
      ...onlyLeft(model, left),
      whole: false,
      allowances,
    });
    const inside = round % 2 === 0 ? { inside: true as const } : {};
    const answer = ask('relaxation', programme, { ...limitsOf(searchBudget), ...inside });
    if (answer.rowDuals === undefined) return NOT_DECIDED;
    const bound = boundAt(model, left.costs, pricesOf(model, { programme, ...relaxation }, answer.rowDuals));
    if (bound.value > most + TOLERANCE) return { isNone: true };
    const fewer = leftBy(model, bound, most, left.costs);
    const isDone = fewer.size > (1 - WORTH_IT) * left.size || round + 1 === ROUNDS;
    left = fewer;
    if (isDone) break;
  }
  searchBudget.progress(`${left.size} seats left for at most ${most}`);
  if (left.size > SOUGHT_UP_TO || searchBudget.iterations <= 0 || searchBudget.stop()) return NOT_DECIDED;
  const local = programmeOf(model, { ...onlyLeft(model, left), whole: true, allowances });
  const answer = ask('neighbourhood', local.programme, {
    iterations: Math.min(ITERATIONS, searchBudget.iterations),
    nodes: NODES,
    gap: 1 - BEYOND,
    branching: true,
    stop: searchBudget.stop,
  });
  searchBudget.iterations -= answer.iterations;
  const isNone =
    answer.status === 'infeasible' || (answer.status === 'optimal' && answer.bound > most + TOLERANCE);
  if (answer.values !== undefined) {
    const next = chosenOf(
      local,
      answer.values,
      model.seekers.map(() => undefined),
    );
    if (costOf(model, next, costs) < costOf(model, start, costs) && withinAllowances(model, next))
      return { chosen: next, isNone };
  }
  return { isNone };
};

type Left = {
  readonly size: number;
  /** Infinite for what is left out. */
  readonly costs: Costs;
};

/** What a plan that costs at most so much can use. */
const leftBy = (
  model: Model,
  { value, seats, cheapest, waiting }: Bound,
  most: number,
  costs: Costs,
): Left => {
  const slack = most - value + TOLERANCE;
  const isLeft = (price: number | undefined, booking: number) =>
    (price ?? 0) - (cheapest[booking] ?? 0) <= slack;
  const isUsable = (seat: Seat) =>
    Number.isFinite(costs.seat(seat)) && isLeft(seats[seat.index], seat.booking);
  const usable = new Set(model.seats.filter(isUsable));
  return {
    size: usable.size,
    costs: {
      seat: (seat) => (usable.has(seat) ? costs.seat(seat) : Number.POSITIVE_INFINITY),
      waiting: (booking) =>
        isLeft(waiting[booking], booking) ? costs.waiting(booking) : Number.POSITIVE_INFINITY,
    },
  };
};

const onlyLeft = (model: Model, { costs }: Left) => ({
  choices: new Map(
    model.seekers.map(({ seats }, at) => [at, seats.filter((seat) => Number.isFinite(costs.seat(seat)))]),
  ),
  costs,
});
