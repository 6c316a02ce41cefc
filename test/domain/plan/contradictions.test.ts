import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { certificateSentences } from '../../../shared/domain/plan/explain/sentences.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem, RoomOption } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { bestByTrying } from './brute-force.ts';
import { isBest } from './plan-laws.ts';
import { violations } from './plan-validator.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-02T08:00:00Z');
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const option = (room: string): RoomOption => ({ room, fit: 0, setupMinutes: 0, turnaroundMinutes: 0 });

/** A visit of an hour, announced in a room, that these rooms would do for. */
const visit = (uid: string, inMinutes: number, room: string | undefined, ...rooms: string[]): PlanBooking => {
  const time = { start: NOW + inMinutes * MINUTE, end: NOW + (inMinutes + 60) * MINUTE };
  return {
    uid,
    ...time,
    state: room === undefined ? 'new' : 'announced',
    options: rooms.map(option),
    priority: 0,
    earlierChanges: 0,
    ...(room === undefined ? {} : { holds: { room, ...time } }),
  };
};

/** A Day on which so many PATCHes a minute can leave; none in time unless given. */
const day = (bookings: readonly PlanBooking[], patchesPerMinute = 0): PlanProblem => ({
  now: NOW,
  rooms: ['1A', '1B', '1C'].map((id) => ({ id, building: 'main', floor: '1', equipment: [], closed: [] })),
  pools: [],
  bookings,
  owed: [],
  policy: { freezeMinutes: 0, maxChangesPerBooking: 1, patchesPerMinute },
});

const planned = (problem: PlanProblem, withSolver = true) => {
  const made = plan(problem, { budget: BUDGETS.small, ...(withSolver ? { solver } : {}) });
  expect(violations(problem, made.assignments)).toEqual([]);
  expect(isBest(problem, solver)).toBeUndefined();
  return made;
};

describe('two announced visits that overlap in one room, with nothing more to be told in time', () => {
  test.each([true, false])(
    'both have a room where another one is free, and staff are named the one to tell (with the solver: %s)',
    (withSolver) => {
      const made = planned(
        day([visit('ada', 40, '1A', '1A', '1B'), visit('ben', 60, '1A', '1A', '1B')]),
        withSolver,
      );
      expect(Object.fromEntries(made.assignments)).toEqual({ ada: '1A', ben: '1B' });
      expect(made.certificate).toMatchObject({ waiting: 0, messages: 1, proved: withSolver });
      expect(made.tellInPerson).toEqual(['ben']);
      expect(certificateSentences(made.certificate)[1]).toBe(
        withSolver
          ? '1 patient is told of a change; fewer is impossible.'
          : '1 patient is told of a change; at least 0 in any plan.',
      );
    },
  );

  test('whichever of them can have the other room goes there', () => {
    const made = planned(day([visit('ada', 40, '1A', '1A', '1B'), visit('ben', 60, '1A', '1A')]));
    expect(Object.fromEntries(made.assignments)).toEqual({ ada: '1B', ben: '1A' });
    expect(made.tellInPerson).toEqual(['ada']);
  });

  test('one loses its room only where there is no other, and is named to staff', () => {
    const made = planned(day([visit('ada', 40, '1A', '1A'), visit('ben', 60, '1A', '1A')]));
    expect(Object.fromEntries(made.assignments)).toEqual({ ada: '1A', ben: null });
    expect(made.certificate).toMatchObject({ waiting: 1, waitingBound: 1, proved: true });
    expect(made.tellInPerson).toEqual(['ben']);
  });

  test('no one else is moved who could not be told of it', () => {
    const made = planned(
      day([
        visit('ada', 40, '1A', '1A', '1B'),
        visit('ben', 60, '1A', '1A'),
        // Cleo would have to leave for Dora, who has nothing else.
        visit('cleo', 50, '1C', '1B', '1C'),
        visit('dora', 50, undefined, '1C'),
      ]),
    );
    expect(made.assignments.get('cleo')).toBe('1C');
    expect(made.assignments.get('dora')).toBe(null);
    expect(made.assignments.get('ada')).toBe('1B');
  });

  test('of three in one room two change, and no more', () => {
    const made = planned(
      day(['ada', 'ben', 'cleo'].map((uid, at) => visit(uid, 40 + 5 * at, '1A', '1A', '1B', '1C'))),
    );
    expect(new Set(made.assignments.values())).toEqual(new Set(['1A', '1B', '1C']));
    expect(made.certificate).toMatchObject({ waiting: 0, messages: 2, proved: true });
    expect(made.tellInPerson).toEqual(['ben', 'cleo']);
  });
});

test('who is told of a change within the freeze is told in person, however soon a mail could leave', () => {
  const free = day([visit('ada', 20, '1A', '1B')], 60);
  const toldInPerson = (freezeMinutes: number) =>
    planned({ ...free, policy: { ...free.policy, freezeMinutes } }).tellInPerson;
  expect(toldInPerson(20)).toEqual([]);
  expect(toldInPerson(21)).toEqual(['ada']);
});

test('to leave all as it is keeps every rule, so that what is proved is proved of something', () => {
  const problem = day([visit('ada', 40, '1A', '1A', '1B'), visit('ben', 60, '1A', '1A', '1B')]);
  expect(bestByTrying(problem)).toBeDefined();
  expect(
    violations(
      problem,
      new Map([
        ['ada', '1A'],
        ['ben', null],
      ]),
    ),
  ).toEqual([]);
});
