import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { applied, isBest, isSoundWhenCut, isValid } from './plan-laws.ts';

const RUNS = Number(process.env.PLAN_RUNS ?? 60);
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

describe('a plan', () => {
  test('breaks no rule, with the solver and without', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 6, bookings: 20 }), (problem) => {
        expect(isValid(problem, solver)).toBeUndefined();
        expect(isValid(problem)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  test('that the clock cut short breaks no rule and is no worse than leaving things as they are', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 5, bookings: 15 }), (problem) => {
        expect(isSoundWhenCut(problem, solver)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  test('is the best there is, as trying everything shows', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 7 }), (problem) => {
        expect(isBest(problem, solver)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  test('is the same, byte for byte, when made twice', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 5, bookings: 15 }), (problem) => {
        const once = plan(problem, { budget: BUDGETS.small, solver });
        const again = plan(structuredClone(problem), { budget: BUDGETS.small, solver });
        expect(JSON.stringify({ ...again, assignments: [...again.assignments] })).toBe(
          JSON.stringify({ ...once, assignments: [...once.assignments] }),
        );
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  test('once carried out leaves nothing to change', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 10 }), (draft) => {
        // Where little can be told in time, what was told leaves more that can be.
        const problem = { ...draft, owed: [], policy: { ...draft.policy, patchesPerMinute: 60 } };
        const made = plan(problem, { budget: BUDGETS.small, solver });
        fc.pre(
          made.certificate.proved && made.certificate.fitGap === 0 && problem.policy.mails === undefined,
        );
        expect(plan(applied(problem, made), { budget: BUDGETS.small, solver }).changes).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
