import { beforeAll, expect, test } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { generateDay } from '../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../bin/day-file/problem-of-day.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { MipSolver, SolverLimits } from '../../shared/domain/plan/proof/mip-solver.ts';
import { bestPlan } from '../../shared/replanning/best-plan.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { violations } from '../domain/plan/plan-validator.ts';

/** A repair that the heuristics alone cannot prove. */
const problem = problemOfDay(
  DayFile.parse(
    generateDay({ family: 'harsh', rooms: 7, bookings: 60, load: 85, seed: 3, lose: 1, sessions: 2 }),
  ),
);

let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const asText = (made: Plan) => JSON.stringify({ ...made, assignments: [...made.assignments] });
const planned = (now: () => number, until: number, by: MipSolver = solver) =>
  bestPlan({ now, effort: 'small', loadSolver: async () => by }, problem, until);

test('a machine that others keep busy makes the same plan, byte for byte', async () => {
  const alone = await planned(() => 0, Number.POSITIVE_INFINITY);
  let wall = 0;
  const busy = await planned(() => (wall += 3_600_000), Number.POSITIVE_INFINITY);
  expect(alone.certificate.cut).toBe(false);
  expect(asText(busy)).toBe(asText(alone));
});

test('where someone waits for the plan there is one in time, that says so and breaks no rule', async () => {
  const made = await planned(() => 1, 0);
  expect(made.certificate.cut).toBe(true);
  expect(violations(problem, made.assignments)).toEqual([]);
});

test('the solver itself is told how long it may take, where someone waits for the plan', async () => {
  const told: (number | undefined)[] = [];
  const watched: MipSolver = {
    ...solver,
    solve: (programme, limits: SolverLimits, start) => {
      told.push(limits.seconds);
      return solver.solve(programme, limits, start);
    },
  };
  await planned(() => 0, 60_000, watched);
  expect(new Set(told)).toEqual(new Set([60]));
});
