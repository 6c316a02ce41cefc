import type { Model } from '../model/model.ts';
import { type Bound, boundAt, type Costs, type Prices } from '../model/prices.ts';
import type { AskSolver } from './ask-solver.ts';
import { choicesOf } from './narrow.ts';
import { pricesOf, programmeOf } from './programme.ts';
import { limitsOf, type SearchBudget } from './prove.ts';

/** Prices for a whole Day, and the bound that they prove. */
export type Priced = { readonly prices: Prices; readonly bound: Bound };

/**
 * The prices of the linear relaxation over all seats of finite costs, from amid those that are as good: a seat that some best answer
 * of it uses is then among the cheapest of its booking, whichever answer that is.
 */
export const dayPrices = (
  model: Model,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Priced | undefined => {
  if (searchBudget.stop() || searchBudget.iterations <= 0) return undefined;
  const relaxation = programmeOf(model, {
    ...choicesOf(model, costs),
    whole: false,
    allowances: model.allowances.map((_, at) => at),
  });
  const answer = ask('relaxation', relaxation.programme, { ...limitsOf(searchBudget), inside: true });
  searchBudget.iterations -= answer.iterations;
  if (answer.rowDuals === undefined) return undefined;
  const prices = pricesOf(model, relaxation, answer.rowDuals);
  return { prices, bound: boundAt(model, costs, prices) };
};
