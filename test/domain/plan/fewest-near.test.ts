import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { leaveAsIs } from '../../../shared/domain/plan/model/leave-as-is.ts';
import type { Seat } from '../../../shared/domain/plan/model/model.ts';
import { NO_PRICES } from '../../../shared/domain/plan/model/prices.ts';
import { withinAllowances } from '../../../shared/domain/plan/model/score.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import type { AskSolver } from '../../../shared/domain/plan/proof/ask-solver.ts';
import { dayPrices } from '../../../shared/domain/plan/proof/day-prices.ts';
import { costOf } from '../../../shared/domain/plan/proof/prove.ts';
import { fewestNear } from '../../../shared/domain/plan/search/fewest-near.ts';
import { leastFirst } from '../../../shared/domain/plan/search/least-first.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs } from '../../support/runs.ts';
import { askOrThrow, wholeBudget } from './asked-in-tests.ts';
import { smallProblems } from './plan-arbitraries.ts';

let ask: AskSolver;
beforeAll(async () => {
  ask = askOrThrow(await loadHighsSolver());
});

/** Whole, as people are: who waits counts for a hundred. */
const PEOPLE = { seat: ({ told }: Seat) => told, waiting: () => 100 };

test('of nearly every small Day the fewest are found among what its prices leave near, and never fewer than must be', () => {
  let [fewest, more, none] = [0, 0, 0];
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (problem) => {
      const model = modelOf(problem);
      const prices = dayPrices(model, PEOPLE, ask, wholeBudget())?.prices ?? NO_PRICES;
      const { chosen, bound } = leastFirst(model, leaveAsIs(model), PEOPLE, prices, ask, wholeBudget());
      fc.pre(bound > 0);
      const spent = wholeBudget();
      const found = fewestNear(model, PEOPLE, prices, bound, ask, spent);
      // No part of an iteration can be asked of the solver next.
      expect(Number.isInteger(spent.iterations)).toBe(true);
      if (found === undefined) {
        none++;
        return;
      }
      expect(withinAllowances(model, found)).toBe(true);
      const cost = costOf(model, found, PEOPLE);
      expect(cost).toBeGreaterThanOrEqual(bound);
      expect(cost).toBeLessThanOrEqual(bound + 2);
      if (costOf(model, chosen, PEOPLE) > bound) return;
      if (cost === bound) fewest++;
      else more++;
    }),
    { numRuns: runs(150), seed: 21 },
  );
  expect(fewest).toBeGreaterThan(20);
  expect(more + none).toBeLessThanOrEqual(fewest / 10);
});

test('nothing is sought where no work is left', () => {
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (problem) => {
      const model = modelOf(problem);
      const usedUp = { ...wholeBudget(), iterations: 0 };
      expect(fewestNear(model, PEOPLE, NO_PRICES, 0, ask, usedUp)).toBeUndefined();
    }),
    { numRuns: runs(10), seed: 22 },
  );
});
