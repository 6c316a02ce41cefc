import type { Allowance, Model } from '../model/model.ts';
import type { Chosen } from '../model/score.ts';
import type { AskSolver } from './ask-solver.ts';
import { dayPrices } from './day-prices.ts';
import type { SearchBudget } from './prove.ts';

/**
 * How few must be told in any plan that leaves as few waiting: a relaxation in which no weight stands before
 * people, so that its bound is near even where it is open whether fewer could wait.
 */
export const fewestTold = (
  model: Model,
  chosen: Chosen,
  ask: AskSolver,
  searchBudget: SearchBudget,
): number => {
  const costs = {
    seat: ({ told }: { readonly told: number }) => told,
    waiting: (booking: number) => model.seekers[booking]?.toldIfWaiting ?? 0,
  };
  const priced = dayPrices(withNoMoreWaiting(model, chosen), costs, ask, searchBudget);
  return Math.max(0, Math.ceil((priced?.bound.value ?? 0) - 1e-6));
};

const withNoMoreWaiting = (model: Model, chosen: Chosen): Model => {
  const limit: Allowance = {
    reason: 'waiting',
    before: Number.POSITIVE_INFINITY,
    bookings: model.seekers.map((_, at) => at),
    limit: chosen.filter((seat) => seat === undefined).length,
    waitingCounts: false,
  };
  return { ...model, allowances: [...model.allowances, limit] };
};
