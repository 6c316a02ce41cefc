import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DayFile } from '../../../bin/day-file/day-file.ts';
import { generateDay } from '../../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../../bin/day-file/problem-of-day.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { leastRoomChanges } from '../../../shared/domain/plan/continuity/least-room-changes.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type {
  PlanBooking,
  PlanProblem,
  PractitionerSession,
} from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs, THOROUGHLY } from '../../support/runs.ts';
import { bestByTrying } from './brute-force.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { tally, violations } from './plan-validator.ts';

const RUNS = runs(35);
const budget = BUDGETS.small;
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const HOUR = 3_600_000;

/** An hour's visit of ada's, which may have any of these rooms. */
const visit = (uid: string, hour: number, fits: Record<string, number>, more: Partial<PlanBooking> = {}) => ({
  uid,
  start: hour * HOUR,
  end: (hour + 1) * HOUR,
  state: 'new' as const,
  options: Object.entries(fits).map(([room, fit]) => ({ room, fit, setupMinutes: 0, turnaroundMinutes: 0 })),
  priority: 0,
  earlierChanges: 0,
  practitioner: 'ada',
  ...more,
});

const held = (room: string, hour: number): Partial<PlanBooking> => ({
  state: 'announced',
  holds: { room, start: hour * HOUR, end: (hour + 1) * HOUR },
});

const day = (
  bookings: readonly PlanBooking[],
  session: Partial<PractitionerSession> = {},
  now = 0,
): PlanProblem => ({
  now,
  rooms: ['A', 'B', 'C', 'D'].map((id) => ({ id, building: '', floor: '', equipment: [], closed: [] })),
  pools: [],
  bookings,
  sessions: [{ practitioner: 'ada', start: 0, end: 12 * HOUR, rooms: 1, ...session }],
  policy: { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 },
  owed: [],
});

const roomsOf = (problem: PlanProblem) =>
  [...plan(problem, { budget, solver }).assignments.values()].join('');

describe('a practitioner', () => {
  test('stays in one room for a half-day, although each visit would suit another better', () => {
    const bookings = [
      visit('b1', 4, { A: 0, B: 1, C: 9 }),
      visit('b2', 5, { A: 9, B: 1, C: 9 }),
      visit('b3', 6, { A: 9, B: 1, C: 0 }),
    ];
    expect(roomsOf(day(bookings))).toBe('BBB');
    expect(roomsOf({ ...day(bookings), sessions: [] })).toBe('ABC');
  });

  test('changes rooms as before where someone waits that no room can take: no one moves for nothing', () => {
    const untold = (room: string, hour: number) => ({ ...held(room, hour), state: 'new' as const });
    const bookings = [
      visit('b1', 4, { A: 0 }, untold('A', 4)),
      visit('b2', 5, { A: 0, B: 1 }, untold('B', 5)),
      visit('b3', 4, { A: 0 }),
    ];
    expect(roomsOf(day(bookings))).toBe('AB');
  });

  test('may be in another room in the next half-day', () => {
    const bookings = [visit('b1', 4, { A: 0, B: 1 }), visit('b2', 8, { A: 1, B: 0 })];
    const [morning] = day(bookings, { end: 6 * HOUR }).sessions ?? [];
    const afternoon = { practitioner: 'ada', start: 6 * HOUR, end: 12 * HOUR, rooms: 1 };
    const sessions = [morning, afternoon].flatMap((each) => each ?? []);
    expect(roomsOf({ ...day(bookings), sessions })).toBe('AB');
  });

  test('who alternates between two rooms has both, and no third', () => {
    const bookings = [
      visit('b1', 4, { A: 0, B: 9, C: 9 }),
      visit('b2', 5, { A: 9, B: 0, C: 9 }),
      visit('b3', 6, { A: 2, B: 1, C: 0 }),
    ];
    expect(roomsOf(day(bookings, { rooms: 2 }))).toBe('ABB');
  });

  test('works in their pod, in as many of its rooms as they have', () => {
    const bookings = [
      visit('b1', 4, { A: 0, C: 3, D: 2 }),
      visit('b2', 5, { A: 0, C: 3, D: 2 }),
      visit('b3', 6, { A: 0, C: 2, D: 3 }),
    ];
    expect(roomsOf(day(bookings, { rooms: 2, pod: ['C', 'D'] }))).toBe('DDC');
    expect(roomsOf(day(bookings, { rooms: 1, pod: ['C', 'D'] }))).toBe('DDD');
  });

  test('goes where a visit is that no one may move', () => {
    const bookings = [
      visit('b1', 0, { A: 0, B: 0 }, { ...held('B', 0), state: 'started' }),
      visit('b2', 5, { A: 0, B: 9 }),
    ];
    expect(roomsOf(day(bookings, {}, HOUR / 2))).toBe('BB');
  });

  test('changes rooms rather than that a patient is told of another', () => {
    const bookings = [visit('b1', 4, { A: 0, B: 0 }, held('A', 4)), visit('b2', 5, { B: 0 })];
    const made = plan(day(bookings), { budget, solver });
    expect(made.assignments).toEqual(
      new Map([
        ['b1', 'A'],
        ['b2', 'B'],
      ]),
    );
    expect(made.certificate).toMatchObject({ messages: 0, roomChanges: 1, roomChangesBound: 1 });
  });

  test('changes rooms rather than that a patient waits', () => {
    const other = visit('b2', 5, { A: 0 }, { practitioner: 'ben' });
    const bookings = [visit('b1', 4, { A: 0 }), other, visit('b3', 5, { A: 0, B: 9 })];
    expect(plan(day(bookings), { budget, solver }).certificate).toMatchObject({
      waiting: 0,
      roomChanges: 1,
      proved: true,
    });
  });
});

describe('that practitioners stay', () => {
  test('costs no one a room and no one a message', () => {
    let compared = 0;
    fc.assert(
      fc.property(smallProblems({ rooms: 5, bookings: 12 }), (problem) => {
        const [kept, free] = [problem, { ...problem, sessions: [] }].map((each) =>
          plan(each, { budget, solver }),
        );
        fc.pre(problem.sessions !== undefined && kept !== undefined && free !== undefined);
        fc.pre(kept.certificate.proved && free.certificate.proved);
        compared++;
        const levels = ({ assignments }: typeof kept) => {
          const { waiting, messages, discomfort } = tally(problem, assignments);
          return { waiting, messages, discomfort };
        };
        expect(levels(kept)).toEqual(levels(free));
      }),
      { numRuns: RUNS, seed: 8 },
    );
    expect(compared).toBeGreaterThan(RUNS / 2);
  });

  test('is had with the fewest rooms there can be, as trying everything shows, in nearly every small Day', () => {
    let [reached, missed] = [0, 0];
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 7 }), (problem) => {
        fc.pre(problem.sessions !== undefined);
        const made = plan(problem, { budget, solver });
        fc.pre(made.changes.length > 0);
        const [fewest] = bestByTrying(problem)?.key.slice(-3) ?? [];
        const { roomChanges, roomChangesBound } = made.certificate;
        expect(roomChangesBound).toBeLessThanOrEqual(fewest ?? 0);
        if (roomChanges === fewest) reached++;
        else missed++;
      }),
      { numRuns: RUNS, seed: 9 },
    );
    expect(reached).toBeGreaterThan(RUNS / 2);
    expect(missed).toBeLessThanOrEqual(reached / 20);
  });

  test('is counted from below as no plan can be', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 6 }), (problem) => {
        const [fewest = 0] = bestByTrying(problem)?.key.slice(-3) ?? [];
        const waiting = [...(bestByTrying(problem)?.plan.values() ?? [])].filter((room) => room === null);
        expect(leastRoomChanges(modelOf(problem)) - waiting.length).toBeLessThanOrEqual(fewest);
      }),
      { numRuns: RUNS, seed: 10 },
    );
  });
});

const WIDE = THOROUGHLY ? (['wide', 20, 240, 85] as const) : (['wide', 12, 144, 85] as const);

test.each([WIDE, ['harsh', 20, 320, 95] as const])(
  'a made-up %s Day of %i rooms and %i visits leaves every practitioner in one room for each half-day',
  (family, rooms, bookings, load) => {
    const problem = problemOfDay(DayFile.parse(generateDay({ family, rooms, bookings, load, seed: 1 })));
    const made = plan(problem, { budget: BUDGETS.normal, solver });
    expect(violations(problem, made.assignments)).toEqual([]);
    expect(made.certificate).toMatchObject({ waiting: 0, messages: 0, roomChanges: 0, proved: true });
    // Without a solver, too.
    expect(plan(problem, { budget: BUDGETS.small }).certificate.roomChanges).toBe(0);
  },
);
