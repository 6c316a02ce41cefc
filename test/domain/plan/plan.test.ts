import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs } from '../../support/runs.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { afterPlan, isBest, isSoundWhenCut, isValid } from './plan-laws.ts';

const RUNS = runs(25);
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

  test('tells no one else before what Cal.com is owed by the start of someone who could be told, too', () => {
    const MINUTE = 60_000;
    const visit = (uid: string, from: number, to: number, rooms: string[], room?: string): PlanBooking => ({
      uid,
      start: from * MINUTE,
      end: to * MINUTE,
      state: room === undefined ? 'new' : 'announced',
      ...(room === undefined ? {} : { holds: { room, start: from * MINUTE, end: to * MINUTE } }),
      options: rooms.map((each) => ({ room: each, fit: 0, setupMinutes: 0, turnaroundMinutes: 0 })),
      priority: 0,
      earlierChanges: 0,
    });
    const problem: PlanProblem = {
      now: 0,
      rooms: ['A', 'B'].map((id) => ({ id, building: '', floor: '', equipment: [], closed: [] })),
      pools: [],
      bookings: [
        visit('told', 60, 75, ['A', 'B'], 'A'),
        visit('later', 75, 90, ['A'], 'A'),
        visit('new', 30, 75, ['A']),
      ],
      // One an hour: it is the later one's, who is owed it.
      policy: { freezeMinutes: 0, maxChangesPerBooking: 1, patchesPerMinute: 1 / 60 },
      owed: [75 * MINUTE],
    };
    const made = (owed: readonly number[]) => plan({ ...problem, owed }, { budget: BUDGETS.small, solver });
    expect([...made(problem.owed).assignments.values()]).toEqual(['A', 'A', null]);
    expect([...made([]).assignments.values()]).toEqual(['B', 'A', 'A']);
    expect(isBest(problem, solver)).toBeUndefined();
    // Nor where no one who could be told starts then.
    const alone = { ...problem, bookings: problem.bookings.filter(({ uid }) => uid !== 'later') };
    expect([...plan(alone, { budget: BUDGETS.small, solver }).assignments.values()]).toEqual(['A', null]);
    expect(isBest(alone, solver)).toBeUndefined();
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
        expect(plan(afterPlan(problem, made), { budget: BUDGETS.small, solver }).changes).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
