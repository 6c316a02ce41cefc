import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { leaveAsIs } from '../../../shared/domain/plan/model/leave-as-is.ts';
import type { Model } from '../../../shared/domain/plan/model/model.ts';
import { type Costs, NO_PRICES } from '../../../shared/domain/plan/model/prices.ts';
import { type Chosen, withinAllowances } from '../../../shared/domain/plan/model/score.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { AskSolver } from '../../../shared/domain/plan/proof/ask-solver.ts';
import { dayPrices } from '../../../shared/domain/plan/proof/day-prices.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { costOf } from '../../../shared/domain/plan/proof/prove.ts';
import { leastFirst } from '../../../shared/domain/plan/search/least-first.ts';
import { seekAtMost } from '../../../shared/domain/plan/search/seek-at-most.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs } from '../../support/runs.ts';
import { askOrThrow, wholeBudget } from './asked-in-tests.ts';
import { smallProblems } from './plan-arbitraries.ts';

let solver: MipSolver;
let ask: AskSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
  ask = askOrThrow(solver);
});

const WAITING = 100;
const peopleIn = (model: Model): Costs => ({
  seat: ({ told }) => told,
  waiting: (booking) => WAITING + (model.seekers[booking]?.toldIfWaiting ?? 0),
});

type Posed = { readonly model: Model; readonly best: Chosen; readonly least: number };

/** Days on which it is known how few must wait and be told, of one class: of several, fewer of the first may wait where more do. */
const overSmallDays = (seed: number, look: (posed: Posed) => void): void => {
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (draft) => {
      const problem = { ...draft, bookings: draft.bookings.map((b) => ({ ...b, priority: 0 })) };
      const { assignments, certificate } = plan(problem, { budget: BUDGETS.small, solver });
      const model = modelOf(problem);
      fc.pre(certificate.proved && model.seekers.length > 0);
      const best = model.seekers.map(({ booking, seats }) =>
        seats.find(({ room }) => room === assignments.get(booking.uid)),
      );
      look({ model, best, least: costOf(model, best, peopleIn(model)) });
    }),
    { numRuns: runs(80), seed },
  );
};

test('of no small Day it is said that more must wait or be told than must, and by the prices of the Day the fewest are mostly found', () => {
  let [found, open] = [0, 0];
  overSmallDays(31, ({ model, least }) => {
    const costs = peopleIn(model);
    const prices = dayPrices(model, costs, ask, wholeBudget())?.prices ?? NO_PRICES;
    const { chosen, bound } = leastFirst(model, leaveAsIs(model), costs, prices, ask, wholeBudget());
    const cost = costOf(model, chosen, costs);
    expect(bound).toBeLessThanOrEqual(least);
    expect(cost).toBeGreaterThanOrEqual(least);
    expect(cost).toBeLessThanOrEqual(costOf(model, leaveAsIs(model), costs));
    expect(withinAllowances(model, chosen)).toBe(true);
    if (bound === least && cost === least) found++;
    else open++;
  });
  expect(found).toBeGreaterThan(4 * open);
});

test('where a part of a person is lost in the prices, branching says that no one less can be told', () => {
  let [raised, notRaised] = [0, 0];
  overSmallDays(32, ({ model, best, least }) => {
    const costs = peopleIn(model);
    const priced = dayPrices(model, costs, ask, wholeBudget());
    if (priced === undefined || Math.ceil(priced.bound.value - 1e-6) >= least) return;
    const { chosen, bound } = leastFirst(model, best, costs, priced.prices, ask, wholeBudget());
    expect(chosen).toBe(best);
    expect(bound).toBeLessThanOrEqual(least);
    if (bound > Math.ceil(priced.bound.value - 1e-6)) raised++;
    else notRaised++;
  });
  expect(raised).toBeGreaterThan(notRaised);
});

test('where no work is left nothing is sought, and nothing is said beyond the prices', () => {
  overSmallDays(33, ({ model }) => {
    const costs = peopleIn(model);
    const start = leaveAsIs(model);
    const priced = dayPrices(model, costs, ask, wholeBudget());
    if (priced === undefined) return;
    const usedUp = { ...wholeBudget(), iterations: 0 };
    const { chosen, bound } = leastFirst(model, start, costs, priced.prices, ask, usedUp);
    expect(chosen).toBe(start);
    expect(bound).toBe(Math.ceil(priced.bound.value - 1e-6));
  });
});

test('a plan that costs no more than the least is found by branching on who waits and is told, and none that costs less', () => {
  const limits = { iterations: 100_000, nodes: 10_000 };
  overSmallDays(34, ({ model, least }) => {
    const costs = peopleIn(model);
    const found = seekAtMost(model, costs, least, limits, ask, wholeBudget());
    expect(found.isNone).toBe(false);
    expect(found.chosen && costOf(model, found.chosen, costs)).toBe(least);
    expect(found.chosen && withinAllowances(model, found.chosen)).toBe(true);
    const fewer = seekAtMost(model, costs, least - 1, limits, ask, wholeBudget());
    expect(fewer).toEqual({ isNone: true });
  });
});

test('where branching on who waits and is told may look at one choice alone, it never says that there is no plan where one is', () => {
  overSmallDays(35, ({ model, least }) => {
    const { isNone } = seekAtMost(
      model,
      peopleIn(model),
      least,
      { iterations: 1, nodes: 1 },
      ask,
      wholeBudget(),
    );
    expect(isNone).toBe(false);
  });
});
