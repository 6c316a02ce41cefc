import type { Model } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';
import type { Chosen } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { narrow } from '../proof/narrow.ts';
import { costOf, limitsOf, type SearchBudget } from '../proof/prove.ts';
import { type Found, seekAtMost } from './seek-at-most.ts';

/** What may be spent on one programme. */
const ITERATIONS = 20_000;
const NODES = 600;

/** Where the prices leave more open, in whole costs, nearly all seats are left. */
const OPEN_UP_TO = 1;
/** Seats up to which a plan is sought among those that are left. */
const SOUGHT_UP_TO = 5_000;

/** What a sum of prices may be off. */
const TOLERANCE = 1e-6;

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
    const found = planOf(model, costs, first, least, ask, searchBudget);
    if (found.chosen !== undefined) ({ chosen } = found);
    if (found.isNone) least++;
    else if (found.chosen === undefined) return { chosen, bound: least };
  }
};

const NOT_DECIDED: Found = { isNone: false };

const planOf = (
  model: Model,
  costs: Costs,
  first: Bound,
  most: number,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Found => {
  if (searchBudget.stop() || searchBudget.iterations <= 0) return NOT_DECIDED;
  const allowances = model.allowances.map((_, at) => at);
  const left = narrow(model, costs, first, most, ask, {
    stage: 'relaxation',
    limits: limitsOf(searchBudget),
    allowances,
  });
  if (left.isNone) return { isNone: true };
  searchBudget.progress(`${left.size} seats left for at most ${most}`);
  if (left.size > SOUGHT_UP_TO) return NOT_DECIDED;
  return seekAtMost(model, left.costs, most, { iterations: ITERATIONS, nodes: NODES }, ask, searchBudget);
};
