import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { DayFile } from '../../../bin/day-file/day-file.ts';
import { generateDay } from '../../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../../bin/day-file/problem-of-day.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { withMails } from '../../../shared/domain/plan/explain/what-if.ts';
import { type Plan, plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs, THOROUGHLY } from '../../support/runs.ts';
import { less } from './brute-force.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { afterPlan } from './plan-laws.ts';
import { tally } from './plan-validator.ts';

const RUNS = runs(30);
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const planned = (problem: PlanProblem): Plan => plan(problem, { budget: BUDGETS.small, solver });
const waiting = (problem: PlanProblem, { assignments }: Plan) => tally(problem, assignments).waiting;

test('re-planning a Day on which everyone has a room changes nothing, whatever would suit better', () => {
  let undisturbed = 0;
  fc.assert(
    fc.property(smallProblems({ rooms: 5, bookings: 10 }), (draft) => {
      const day = afterPlan(draft, planned(draft));
      fc.pre(day.bookings.every((b) => b.end <= day.now || b.holds !== undefined));
      const again = planned(day);
      fc.pre(again.flagged.length === 0);
      undisturbed++;
      expect(again.changes).toEqual([]);
      expect(plan(day, { budget: BUDGETS.small }).changes).toEqual([]);
    }),
    { numRuns: RUNS, seed: 5 },
  );
  expect(undisturbed).toBeGreaterThan(RUNS / 2);
});

test.each(THOROUGHLY ? (['harsh', 'wide'] as const) : (['harsh'] as const))(
  'a repaired %s day is repaired: planning it again, as often as one likes, says the same and moves no one',
  (family) => {
    const problem = problemOfDay(
      DayFile.parse(generateDay({ family, rooms: 10, bookings: 120, load: 80, seed: 4, lose: 1 })),
    );
    const first = planned(problem);
    expect(first.changes.length).toBeGreaterThan(0);
    const asText = (made: Plan) => JSON.stringify({ ...made, assignments: [...made.assignments] });
    expect(asText(planned(structuredClone(problem)))).toBe(asText(first));
    expect(planned(afterPlan(problem, first)).changes).toEqual([]);
  },
);

test('another room leaves no more people waiting, the most important first', () => {
  fc.assert(
    fc.property(smallProblems({ rooms: 3, bookings: 10 }), (problem) => {
      const extra = { id: 'extra', building: 'main', floor: '1', equipment: [], closed: [] };
      const option = { room: 'extra', fit: 9, setupMinutes: 0, turnaroundMinutes: 0 };
      const more = {
        ...problem,
        rooms: [...problem.rooms, extra],
        bookings: problem.bookings.map((b) => ({ ...b, options: [...b.options, option] })),
      };
      const [few, many] = [planned(problem), planned(more)];
      fc.pre(few.certificate.proved && many.certificate.proved);
      expect(less(waiting(problem, few), waiting(more, many))).toBe(false);
    }),
    { numRuns: RUNS, seed: 6 },
  );
});

test('each mail more that is allowed leaves no more people waiting, the most important first', () => {
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 10 }), fc.nat(3), (problem, mails) => {
      const [few, more] = [planned(withMails(problem, mails)), planned(withMails(problem, mails + 1))];
      fc.pre(few.certificate.proved && more.certificate.proved);
      expect(less(waiting(problem, few), waiting(problem, more))).toBe(false);
    }),
    { numRuns: RUNS, seed: 7 },
  );
});
