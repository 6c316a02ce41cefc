import type { Allowance, Model } from '../model/model.ts';
import { type Chosen, priorityClasses } from '../model/score.ts';
import type { AskSolver } from './ask-solver.ts';
import { dayPrices } from './day-prices.ts';
import type { SearchBudget } from './prove.ts';

/**
 * How few must be told in any plan that leaves as few waiting, in each class: a relaxation in which no weight stands before
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
  const limits = priorityClasses(model).map((priority): Allowance => {
    const bookings = model.seekers.flatMap(({ booking }, at) => (booking.priority === priority ? [at] : []));
    return {
      reason: 'waiting',
      before: Number.POSITIVE_INFINITY,
      bookings,
      limit: bookings.filter((at) => chosen[at] === undefined).length,
      waitingCounts: false,
    };
  });
  return { ...model, allowances: [...model.allowances, ...limits] };
};
