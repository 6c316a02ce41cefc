import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { whyNot } from '../../../shared/domain/plan/explain/explain.ts';
import { whyNotSentence } from '../../../shared/domain/plan/explain/sentences.ts';
import { type Plan, plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs } from '../../support/runs.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { tally } from './plan-validator.ts';

const RUNS = runs(30);
const budget = BUDGETS.small;
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Half an hour's visit of ada's, which may have any of these rooms. */
const visit = (uid: string, at: number, fits: Record<string, number>, more: Partial<PlanBooking> = {}) => ({
  uid,
  start: at,
  end: at + HOUR / 2,
  state: 'new' as const,
  options: Object.entries(fits).map(([room, fit]) => ({
    room,
    fit,
    setupMinutes: 10,
    turnaroundMinutes: 10,
  })),
  priority: 0,
  earlierChanges: 0,
  practitioner: 'ada',
  ...more,
});

const held = (room: string, at: number): Partial<PlanBooking> => ({
  state: 'announced',
  holds: { room, start: at - 10 * MINUTE, end: at + 40 * MINUTE },
});

/** M and N are in the main building, A and B in the annexe, ten minutes away. */
const day = (bookings: readonly PlanBooking[], minutes = 10): PlanProblem => ({
  now: 0,
  rooms: ['M', 'N', 'A', 'B'].map((id) => ({
    id,
    building: id < 'C' ? 'annexe' : 'main',
    floor: '',
    equipment: [],
    closed: [],
  })),
  pools: [],
  bookings,
  ways: [{ between: ['main', 'annexe'], minutes }],
  policy: { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 },
  owed: [],
});

const roomsOf = (problem: PlanProblem) =>
  [...plan(problem, { budget, solver }).assignments.values()].map((room) => room ?? '-').join('');

describe('between two buildings', () => {
  test('a practitioner has the time that the way takes, and not a minute less', () => {
    const two = (gap: number) => [
      visit('b1', HOUR, { M: 0 }),
      visit('b2', 1.5 * HOUR + gap * MINUTE, { A: 0, N: 9 }),
    ];
    expect(roomsOf(day(two(10)))).toBe('MA');
    expect(roomsOf(day(two(9)))).toBe('MN');
  });

  test('the way is as long one way as the other, whichever visit comes first', () => {
    expect(roomsOf(day([visit('b1', HOUR, { A: 0, N: 9 }), visit('b2', 1.5 * HOUR, { M: 0 })]))).toBe('NM');
  });

  test('two practitioners may each be in one at the same time', () => {
    const bookings = [visit('b1', HOUR, { M: 0 }), visit('b2', HOUR, { A: 0 }, { practitioner: 'ben' })];
    expect(roomsOf(day(bookings))).toBe('MA');
  });

  test('a patient has time for the way between two visits that belong together', () => {
    const bookings = [
      visit('scan', HOUR, { A: 0 }, { practitioner: 'ben', linked: 'p' }),
      visit('talk', 1.5 * HOUR, { M: 0, B: 9 }, { linked: 'p' }),
    ];
    expect(roomsOf(day(bookings))).toBe('AB');
    expect(roomsOf(day(bookings.map(({ linked: _, ...rest }) => rest)))).toBe('AM');
  });

  test('no one is where they could not be: a visit waits rather than that', () => {
    expect(roomsOf(day([visit('b1', HOUR, { M: 0 }), visit('b2', 1.5 * HOUR, { A: 0 })]))).toBe('M-');
  });

  test('a visit too far from one that stays is displaced, and moves near it', () => {
    const bookings = [
      visit('b1', HOUR, { M: 0 }, { ...held('M', HOUR), state: 'pinned' }),
      visit('b2', 1.5 * HOUR, { A: 0, N: 0 }, held('A', 1.5 * HOUR)),
    ];
    const made = plan(day(bookings), { budget, solver });
    expect(made.changes).toEqual([{ uid: 'b2', from: 'A', to: 'N', told: true, reason: 'room-unusable' }]);
  });

  test('two visits that staff have put too far apart stay where they are', () => {
    const bookings = [
      visit('b1', HOUR, { M: 0 }, { ...held('M', HOUR), state: 'pinned' }),
      visit('b2', 1.5 * HOUR, { A: 0, N: 0 }, { ...held('A', 1.5 * HOUR), state: 'arrived' }),
    ];
    expect(roomsOf(day(bookings))).toBe('MA');
  });

  test('of two announced visits too far apart one moves, where all could not stay anyhow', () => {
    const bookings = [
      visit('b1', HOUR, { M: 0, B: 0 }, held('M', HOUR)),
      visit('b2', 1.5 * HOUR, { A: 0 }, held('A', 1.5 * HOUR)),
    ];
    const made = plan(day(bookings), { budget, solver });
    expect(made.changes).toEqual([{ uid: 'b1', from: 'M', to: 'B', told: true, reason: 'makes-room' }]);
    expect(made.certificate).toMatchObject({ messages: 1, messagesBound: 1, proved: true });
  });

  test('why a room will not do is said by the visits from which there is no time for the way', () => {
    const problem = day([visit('b1', HOUR, { M: 0 }), visit('b2', 1.5 * HOUR, { A: 0, N: 9 })]);
    const { assignments } = plan(problem, { budget, solver });
    expect(whyNotSentence('A', whyNot(problem, assignments, 'b2', 'A'), (id) => id)).toBe(
      'From room A there is no time for the way to or from b1.',
    );
  });
});

describe('one person’s visits are near each other', () => {
  const floors = (problem: PlanProblem): PlanProblem => ({
    ...problem,
    rooms: problem.rooms.map((room) => ({ ...room, building: 'main', floor: room.id < 'C' ? '2' : '1' })),
  });
  const linked = (other: Record<string, number>) => [
    visit('scan', HOUR, { M: 0 }, { practitioner: 'ben', linked: 'p' }),
    visit('talk', 2 * HOUR, other, { linked: 'p' }),
  ];

  test('a patient’s that belong together: in the same room, else on the same floor, if it suits about as well', () => {
    expect(roomsOf(floors(day(linked({ A: 0, N: 0, M: 0 }))))).toBe('MM');
    expect(roomsOf(floors(day(linked({ A: 0, N: 0 }))))).toBe('MN');
    expect(roomsOf(floors(day(linked({ A: 0, N: 2 }))))).toBe('MA');
  });

  test('a practitioner’s on one floor, where the clinic says that it has ways to go', () => {
    const bookings = [visit('b1', HOUR, { M: 0 }), visit('b2', 2 * HOUR, { A: 0, N: 0 })];
    expect(roomsOf(floors(day(bookings)))).toBe('MN');
    expect(roomsOf(floors(day(bookings, 0)))).toBe('MA');
  });

  test('at no one’s expense: no one moves for it who was told of a room', () => {
    const [scan, talk] = linked({ A: 0, M: 0 });
    const bookings = [scan, talk && { ...talk, ...held('A', 2 * HOUR) }].flatMap((each) => each ?? []);
    expect(roomsOf(floors(day(bookings)))).toBe('MA');
  });
});

const asText = (made: Plan) => JSON.stringify({ ...made, assignments: [...made.assignments] });

test('ways of no minutes change no plan by a byte', () => {
  fc.assert(
    fc.property(smallProblems({ rooms: 5, bookings: 12 }), ({ ways: _, ...problem }) => {
      const ways = [{ between: ['main', 'annexe'] as const, minutes: 0 }];
      expect(asText(plan({ ...problem, ways }, { budget, solver }))).toBe(
        asText(plan(problem, { budget, solver })),
      );
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});

test('a longer way leaves no fewer people waiting', () => {
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 8 }), fc.nat(20), fc.nat(20), (draft, minutes, more) => {
      // Where everything is new, nothing stands that a longer way could make unusable.
      const bookings = draft.bookings.map(({ holds: _, ...b }) => ({
        ...b,
        state: 'new' as const,
        priority: 0,
      }));
      const made = [minutes, minutes + more].map((each) => {
        const problem = {
          ...draft,
          bookings,
          ways: [{ between: ['main', 'annexe'] as const, minutes: each }],
        };
        const { assignments, certificate } = plan(problem, { budget, solver });
        fc.pre(certificate.proved);
        return tally(problem, assignments).waiting[0] ?? 0;
      });
      expect(made[0]).toBeLessThanOrEqual(made[1] ?? 0);
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});
