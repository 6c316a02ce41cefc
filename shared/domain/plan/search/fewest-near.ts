import type { Model } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';
import type { Chosen } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';
import { seekAtMost } from './seek-at-most.ts';

/** How much more than the cheapest of their booking the seats may cost among which a plan is sought; and once there is one, a better one. */
const AT_FIRST = 0.2;
const THEN = 0.35;
/** How many more than the least are thought of: each is a tree of its own. */
const MOST_MORE = 2;
/** What may be spent on one of these. */
const TREE = { iterations: 16_000, nodes: 600 };

/**
 * The plan that costs least, from `least` up, among the seats that the prices leave worth it, as long as a tree decides whether there is
 * one. Costs are whole. So few seats are left that such a tree finds one, or that there is none, sooner than any search for a plan that
 * is better than another.
 */
export const fewestNear = (
  model: Model,
  costs: Costs,
  prices: Prices,
  least: number,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen | undefined => {
  const bound = boundAt(model, costs, prices);
  const seek = (reach: number, most: number) => {
    const found = seekAtMost(model, near(costs, bound, reach), most, TREE, ask, searchBudget);
    const answer = found.chosen ? 'a plan' : found.isNone ? 'none' : 'open';
    searchBudget.progress(`at most ${most} among what is within ${reach}: ${answer}`);
    return found;
  };
  let best: Chosen | undefined;
  for (let most = least; best === undefined && most <= least + MOST_MORE; most++) {
    const { chosen, isNone } = seek(AT_FIRST, most);
    if (chosen === undefined && !isNone) return undefined;
    best = chosen;
  }
  for (
    let better = best;
    best !== undefined && better !== undefined && costOf(model, best, costs) > least;
  ) {
    ({ chosen: better } = seek(THEN, costOf(model, best, costs) - 1));
    best = better ?? best;
  }
  return best;
};

const near = (costs: Costs, { seats, cheapest, waiting }: Bound, reach: number): Costs => {
  const isNear = (price: number | undefined, booking: number) =>
    (price ?? 0) - (cheapest[booking] ?? 0) <= reach;
  return {
    seat: (seat) => (isNear(seats[seat.index], seat.booking) ? costs.seat(seat) : Number.POSITIVE_INFINITY),
    waiting: (booking) =>
      isNear(waiting[booking], booking) ? costs.waiting(booking) : Number.POSITIVE_INFINITY,
  };
};
