import { beforeAll, describe, expect, test } from 'vitest';
import { rawSolver } from '../../../bin/bench/assigner/baselines.ts';
import { between, seededChance } from '../../../shared/domain/chance.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import { DEFAULT_POLICY, type PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';

const HALF_AN_HOUR = 30 * 60_000;
const PRACTITIONERS = 4;

let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

/** Visits at any time, each in some of five rooms that suit it more or less: too many for all to have one. */
const crowdedDay = (seed: number): PlanProblem => {
  const chance = seededChance(seed);
  const rooms = Array.from({ length: 5 }, (_, i) => ({
    id: `R${i}`,
    building: 'main',
    floor: '1',
    equipment: [],
    closed: [],
  }));
  const bookings = Array.from({ length: 20 }, (_, i) => {
    const start = between(chance, 16, 32) * HALF_AN_HOUR;
    const some = rooms.filter(() => between(chance, 0, 2) === 0);
    return {
      uid: `u${i}`,
      start,
      end: start + between(chance, 1, 4) * HALF_AN_HOUR,
      state: 'new' as const,
      priority: 0,
      earlierChanges: 0,
      practitioner: `p${between(chance, 0, PRACTITIONERS - 1)}`,
      options: (some.length > 0 ? some : rooms.slice(0, 1)).map(({ id }) => ({
        room: id,
        fit: between(chance, 0, 20),
        setupMinutes: 0,
        turnaroundMinutes: 0,
      })),
    };
  });
  const sessions = Array.from({ length: PRACTITIONERS }, (_, i) => ({
    practitioner: `p${i}`,
    start: 0,
    end: 48 * HALF_AN_HOUR,
    rooms: 2,
  }));
  return { now: 0, rooms, pools: [], bookings, sessions, policy: DEFAULT_POLICY, owed: [] };
};

describe.each([12, 13, 14, 15])('of a crowded Day (%i)', (seed) => {
  test('the rooms suit as well as in any plan in which as few wait and change rooms', () => {
    const { certificate, fit } = plan(crowdedDay(seed), { budget: BUDGETS.small, solver });
    expect(certificate).toMatchObject({ proved: true, fitGap: 0 });
    const plain = rawSolver(modelOf(crowdedDay(seed)), solver, Number.POSITIVE_INFINITY);
    expect(plain?.waiting).toBe(certificate.waiting);
    if (plain?.roomChanges === certificate.roomChanges) expect(fit).toBeLessThanOrEqual(plain.fit);
  });
});
