import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DayFile } from '../../../shared/day-file/day-file.ts';
import { generateDay } from '../../../shared/day-file/generate-day.ts';
import { problemOfDay } from '../../../shared/day-file/problem-of-day.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import type { MipSolver } from '../../../shared/domain/plan/mip-solver.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { smallProblems } from '../../support/plan-arbitraries.ts';
import { isBest, isValid } from '../../support/plan-laws.ts';

const PLANS = Number(process.env.DEEP_PLANS ?? 10_000);
const INSTANCES = Number(process.env.DEEP_INSTANCES ?? 2_000);
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

function counting(what: string, of: number) {
  let done = 0;
  return () => {
    done++;
    if (done % Math.ceil(of / 20) === 0) console.info(`${what}: ${done} of ${of}`);
  };
}

describe('over many Days', () => {
  test(`the validator finds nothing wrong in ${PLANS} plans`, () => {
    const tick = counting('plans checked', PLANS);
    fc.assert(
      fc.property(smallProblems({ rooms: 7, bookings: 30 }), fc.boolean(), (problem, withSolver) => {
        expect(isValid(problem, withSolver ? solver : undefined)).toBeUndefined();
        tick();
      }),
      { numRuns: PLANS, seed: 1, endOnFailure: true },
    );
  });

  test(`trying everything finds nothing better in ${INSTANCES} small Days`, () => {
    const tick = counting('Days tried out', INSTANCES);
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8 }), (problem) => {
        expect(isBest(problem, solver)).toBeUndefined();
        tick();
      }),
      { numRuns: INSTANCES, seed: 2, endOnFailure: true },
    );
  });

  // Force alone seats as many here, at ten times the messages; only good prices tell which few moves it takes.
  test('the repair of a nearly full Day of 60 rooms is proved', () => {
    const cell = { family: 'wide', rooms: 60, bookings: 1_200, load: 95, seed: 1, lose: 1 } as const;
    const problem = problemOfDay(DayFile.parse(generateDay(cell)));
    expect(plan(problem, { budget: BUDGETS.normal, solver }).certificate.proved).toBe(true);
  });
});
