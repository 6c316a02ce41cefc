import { describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { whyNot } from '../../../shared/domain/plan/explain/explain.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An hour's visit, after which the room is cleaned for so long. */
const visit = (uid: string, at: number, room: string, minutes = 20): PlanBooking => ({
  uid,
  start: at,
  end: at + HOUR,
  state: 'new',
  options: [{ room, fit: 0, setupMinutes: 0, turnaroundMinutes: minutes, portable: ['cleaner'] }],
  priority: 0,
  earlierChanges: 0,
});

const day = (bookings: readonly PlanBooking[], units = 1): PlanProblem => ({
  now: 0,
  rooms: ['A', 'B'].map((id) => ({ id, building: '', floor: '', equipment: [], closed: [] })),
  pools: [{ tag: 'cleaner', units, during: 'turnaround' }],
  bookings,
  policy: { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 },
  owed: [],
});

const waiting = (problem: PlanProblem) => plan(problem, { budget: BUDGETS.small }).certificate.waiting;

describe('one who cleans rooms', () => {
  test('is busy during the turnaround alone: visits may overlap, their turnarounds may not', () => {
    expect(waiting(day([visit('b1', HOUR, 'A'), visit('b2', HOUR + 20 * MINUTE, 'B')]))).toBe(0);
    expect(waiting(day([visit('b1', HOUR, 'A'), visit('b2', HOUR + 19 * MINUTE, 'B')]))).toBe(1);
  });

  test('has help from each other one', () => {
    expect(waiting(day([visit('b1', HOUR, 'A'), visit('b2', HOUR, 'B')], 2))).toBe(0);
  });

  test('is not needed where nothing is to be cleaned', () => {
    expect(waiting(day([visit('b1', HOUR, 'A'), visit('b2', HOUR, 'B', 0)]))).toBe(0);
  });

  test('is in no one’s way in the explanation either, where nothing is to be cleaned', () => {
    const rooms = new Map([
      ['b1', 'A'],
      ['b2', null],
    ]);
    const last = visit('b1', HOUR, 'A');
    // While the first room is cleaned, the other visit ends.
    const during = (minutes: number) => day([last, visit('b2', HOUR + 10 * MINUTE, 'B', minutes)]);
    expect(whyNot(during(0), rooms, 'b2', 'B')).toBeUndefined();
    expect(whyNot(during(5), rooms, 'b2', 'B')).toMatchObject({ rule: 'portable-in-use', by: ['b1'] });
  });
});
