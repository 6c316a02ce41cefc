import { expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { withBlock } from '../../../shared/domain/plan/explain/what-if.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { bestByTrying } from './brute-force.ts';

/** Two who may not be told any more stand in each other's way: the prices of what they hold rise without end. */
const problem: PlanProblem = {
  now: 1772438400000,
  rooms: [
    { id: 'R0', building: 'main', floor: '1', equipment: [], closed: [] },
    { id: 'R1', building: 'main', floor: '1', equipment: [], closed: [] },
    { id: 'R2', building: 'main', floor: '1', equipment: [], closed: [] },
  ],
  pools: [{ tag: 'scope', units: 1, during: 'turnaround' }],
  bookings: [
    {
      uid: 'u0',
      start: 1772443800000,
      end: 1772446500000,
      state: 'announced',
      options: [{ room: 'R1', fit: 0, setupMinutes: 0, turnaroundMinutes: 15, portable: ['scope'] }],
      priority: 0,
      earlierChanges: 0,
      holds: { room: 'R0', start: 1772443800000, end: 1772446800000, portable: ['scope'] },
    },
    {
      uid: 'u1',
      start: 1772438400000,
      end: 1772439300000,
      state: 'new',
      options: [{ room: 'R1', fit: 0, setupMinutes: 0, turnaroundMinutes: 0, portable: ['scope'] }],
      priority: 0,
      earlierChanges: 0,
    },
    {
      uid: 'u2',
      start: 1772445600000,
      end: 1772447400000,
      state: 'announced',
      options: [{ room: 'R0', fit: 0, setupMinutes: 0, turnaroundMinutes: 0, portable: ['scope'] }],
      priority: 0,
      earlierChanges: 0,
      holds: { room: 'R0', start: 1772445600000, end: 1772447400000, portable: ['scope'] },
    },
    {
      uid: 'u3',
      start: 1772446500000,
      end: 1772447400000,
      state: 'announced',
      options: [
        { room: 'R0', fit: 0, setupMinutes: 15, turnaroundMinutes: 0, portable: ['scope'] },
        { room: 'R2', fit: 0, setupMinutes: 0, turnaroundMinutes: 0, portable: ['scope'] },
        { room: 'R1', fit: 1, setupMinutes: 0, turnaroundMinutes: 5, portable: ['scope'] },
      ],
      priority: 0,
      earlierChanges: 0,
      holds: { room: 'R1', start: 1772446500000, end: 1772447700000, portable: ['scope'] },
    },
  ],
  policy: { freezeMinutes: 0, maxChangesPerBooking: 1, patchesPerMinute: 0.016666666666666666 },
  owed: [1772438400000],
};

test('what rounding makes up among prices without end is no bound', async () => {
  const day = withBlock(problem, 'R0', { start: problem.now, end: problem.now + 120 * 60_000 });
  const { certificate } = plan(day, { budget: BUDGETS.small, solver: await loadHighsSolver() });
  expect(bestByTrying(day)?.key[0]).toBe(1);
  expect(certificate).toMatchObject({
    waiting: 1,
    waitingBound: 1,
    messages: 1,
    messagesBound: 1,
    proved: true,
  });
});
