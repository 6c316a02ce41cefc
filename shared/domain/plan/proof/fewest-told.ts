import type { Allowance, Model } from '../model/model.ts';
import type { Costs } from '../model/prices.ts';
import { type Chosen, scoreOf } from '../model/score.ts';
import { ascendByRooms } from './ascend-by-rooms.ts';
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
): number =>
  counted(dayPrices(withNoMoreWaiting(model, chosen), peopleAlone(model), ask, searchBudget)?.bound.value);

/** Passes of the ascent: those of another are known to come near. */
const PASSES = 1_800;

/** The same where the relaxation of the whole Day would be too large. */
export const fewestToldByAscent = (model: Model, chosen: Chosen): number => {
  const told = scoreOf(model, chosen).messages;
  return counted(
    ascendByRooms(withNoMoreWaiting(model, chosen), peopleAlone(model), told, PASSES).bound.value,
  );
};

const counted = (bound = 0): number => Math.max(0, Math.ceil(bound - 1e-6));

const peopleAlone = (model: Model): Costs => ({
  seat: ({ told }) => told,
  waiting: (booking) => model.seekers[booking]?.toldIfWaiting ?? 0,
});

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
