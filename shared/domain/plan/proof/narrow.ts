import type { Model, Seat } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';
import type { AskSolver, SolverStage } from './ask-solver.ts';
import type { SolverLimits } from './mip-solver.ts';
import { pricesOf, programmeOf } from './programme.ts';

/** Prices are sought anew as long as they leave out so large a part of the seats. */
const WORTH_IT = 0.05;
const ROUNDS = 5;

/** What a sum of prices may be off. */
const TOLERANCE = 1e-6;

/** What is left of a model's seats for a plan that costs at most so much. */
export type Left = {
  /** How many seats are left. */
  readonly size: number;
  /** Infinite for what is left out, seats and waiting. */
  readonly costs: Costs;
  /** The best bound, at `costs`: no plan of what is left costs less, so no plan at all unless it costs more than was asked. */
  readonly bound: Bound;
  /** Whether no plan costs as little as was asked. */
  readonly isNone: boolean;
};

type Narrowing = {
  readonly stage: SolverStage;
  readonly limits: SolverLimits;
  readonly allowances: readonly number[];
  /** Every plan that costs so little tells so many; 0: not known. */
  readonly toldAtLeast?: number;
  readonly progress?: (line: string) => void;
};

/**
 * Leaves out what no plan that costs at most `most` can use: a plan that uses a seat of regret ρ costs at least the bound + ρ. The
 * relaxation of what is left has other prices, which leave out more, and so on, by interior points and by the simplex method in turn.
 */
export const narrow = (
  model: Model,
  costs: Costs,
  first: Bound,
  most: number,
  ask: AskSolver,
  { stage, limits, allowances, toldAtLeast = 0, progress = () => undefined }: Narrowing,
): Left => {
  let left = leftBy(model, costs, first, most);
  for (let round = 0; round < ROUNDS && !left.isNone && !limits.stop(); round++) {
    const relaxation = programmeOf(model, {
      ...choicesOf(model, left.costs),
      whole: false,
      allowances,
      toldAtLeast,
    });
    const inside = round % 2 === 0 ? {} : { inside: true as const };
    const answer = ask(stage, relaxation.programme, { ...limits, ...inside });
    if (answer.rowDuals === undefined) break;
    const prices = pricesOf(model, relaxation, answer.rowDuals);
    const latest = boundWithTold(model, left.costs, prices, toldAtLeast);
    const fewer = leftBy(model, left.costs, latest, most);
    const isDone = round > 0 && fewer.size > (1 - WORTH_IT) * left.size;
    left = latest.value < left.bound.value ? { ...fewer, bound: left.bound } : fewer;
    progress(`${left.size} seats left, at least ${left.bound.value.toFixed(2)}`);
    if (isDone) break;
  }
  return left;
};

/** What is left, as the seats of each booking. */
export const choicesOf = (model: Model, costs: Costs) => ({
  choices: new Map(
    model.seekers.map(({ seats }, at) => [at, seats.filter((seat) => Number.isFinite(costs.seat(seat)))]),
  ),
  costs,
});

const leftBy = (model: Model, costs: Costs, bound: Bound, most: number): Left => {
  const { value, seats, cheapest, waiting } = bound;
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
    bound,
    isNone: slack < 0,
  };
};

/** What is paid for telling people less than nothing, as the row of those who must be told allows, comes back for each of these. */
const boundWithTold = (model: Model, costs: Costs, prices: Prices, toldAtLeast: number): Bound => {
  const { told = 0 } = prices;
  if (told === 0) return boundAt(model, costs, prices);
  const bound = boundAt(
    model,
    {
      seat: (seat) => costs.seat(seat) - told * seat.told,
      waiting: (booking) => costs.waiting(booking) - told * (model.seekers[booking]?.toldIfWaiting ?? 0),
    },
    prices,
  );
  return { ...bound, value: bound.value + told * toldAtLeast };
};
