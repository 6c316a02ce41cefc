import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { commitOrder } from '../../../shared/domain/plan/commit-order.ts';
import {
  type Assignments,
  type WhyNot,
  whyNot,
  whyThis,
} from '../../../shared/domain/plan/explain/explain.ts';
import { certificateSentences } from '../../../shared/domain/plan/explain/sentences.ts';
import {
  waitingCurve,
  whatItTakes,
  withBlock,
  withMails,
} from '../../../shared/domain/plan/explain/what-if.ts';
import { mailsOf } from '../../../shared/domain/plan/model/changes.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanBooking, PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs } from '../../support/runs.ts';
import { less } from './brute-force.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { afterPlan } from './plan-laws.ts';
import { readsTheSame, tally, violations } from './plan-validator.ts';

/** Fewer do not come to every reason that there is. */
const RUNS = Math.max(30, runs(30));
const budget = BUDGETS.small;
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

/** Switches one booking to a room and asks the validator what that breaks, beyond what the plan itself breaks. */
const brokenBy = (problem: PlanProblem, assignments: Assignments, uid: string, room: string) => {
  const before = violations(problem, assignments);
  return violations(problem, new Map(assignments).set(uid, room)).filter((text) => !before.includes(text));
};

/** What the validator says where each rule fails. */
const SAYS: Record<Exclude<WhyNot['rule'], 'unknown'>, string> = {
  'not-eligible': 'is not allowed',
  closed: 'is closed',
  occupied: ' meet in ',
  'portable-in-use': 'more in use than there are',
  'too-far': 'too far apart',
  'held-fast': 'was (moved|changed)',
  'cannot-be-told': '(can be told|allowed are)',
};

const pairs = fc.tuple(smallProblems({ rooms: 4, bookings: 8, least: 1 }), fc.nat(), fc.nat());
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

describe('why not that room', () => {
  test('names a rule that the validator finds broken too, and none where nothing is', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(pairs, ([problem, b, r]) => {
        const made = plan(problem, { budget });
        const [{ uid }, { id: room }] = [pick(problem.bookings, b), pick(problem.rooms, r)];
        fc.pre(made.assignments.get(uid) !== room);
        const broken = brokenBy(problem, made.assignments, uid, room);
        const reason = whyNot(problem, made.assignments, uid, room);
        expect(reason === undefined ? 'free' : 'kept out').toBe(broken.length === 0 ? 'free' : 'kept out');
        if (reason === undefined || reason.rule === 'unknown') return;
        seen.add(reason.rule);
        expect(broken.join()).toMatch(new RegExp(SAYS[reason.rule]));
        if (reason.rule === 'occupied')
          expect(reason.by.some((other) => broken.join().includes(other))).toBe(true);
      }),
      { numRuns: RUNS * 6, seed: 12 },
    );
    expect([...seen].sort()).toEqual(Object.keys(SAYS).sort());
  });

  test('names who can still be moved, not a visit that is over and had the room together with this one', () => {
    const now = Date.parse('2026-03-02T09:00:00Z');
    const minutes = (from: number, to: number) => ({ start: now + from * 60_000, end: now + to * 60_000 });
    const option = (room: string) => ({ room, fit: 0, setupMinutes: 0, turnaroundMinutes: 15 });
    const usual = { priority: 0, earlierChanges: 0 };
    const room = { building: 'main', floor: '1', equipment: [], closed: [] };
    const bookings: PlanBooking[] = [
      {
        ...usual,
        ...{ uid: 'over', ...minutes(-30, 0), state: 'tentative', options: [option('A')] },
        holds: { room: 'A', ...minutes(-30, 15), portable: [] },
      },
      {
        ...usual,
        ...{ uid: 'asked', ...minutes(0, 15), state: 'tentative', options: [option('A'), option('AB')] },
        holds: { room: 'AB', ...minutes(0, 30), portable: [] },
      },
      {
        ...usual,
        ...{ uid: 'next', ...minutes(0, 15), state: 'pinned', options: [option('B')] },
        holds: { room: 'B', ...minutes(0, 30), portable: [] },
      },
    ];
    const rooms = [
      { ...room, id: 'A' },
      { ...room, id: 'B' },
      { ...room, id: 'AB', parts: ['A', 'B'] },
    ];
    const policy = { freezeMinutes: 0, maxChangesPerBooking: 1, patchesPerMinute: 4 };
    const problem: PlanProblem = { now, rooms, pools: [], bookings, policy, owed: [] };
    const at = new Map([
      ['over', 'A'],
      ['next', 'B'],
    ]);
    expect(whyNot(problem, at, 'asked', 'AB')).toEqual({ rule: 'occupied', room: 'B', by: ['next'] });
  });
});

describe('why this room', () => {
  test('names a room that could be had instead, and by what it is worse', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(pairs, ([problem, b]) => {
        const made = plan(problem, { budget, solver });
        const { uid, holds } = pick(problem.bookings, b);
        const room = made.assignments.get(uid) ?? null;
        const reason = whyThis(problem, made.assignments, uid);
        if (room === null) {
          expect(reason).toBeUndefined();
          return;
        }
        if (reason === undefined) throw new Error('no reason for a room');
        seen.add(reason.reason);
        if (reason.reason === 'stays' || reason.reason === 'held-fast') {
          expect(holds?.room).toBe(room);
          return;
        }
        if (reason.reason === 'only-choice') {
          const others = problem.rooms.filter((each) => each.id !== room);
          for (const other of others)
            expect(brokenBy(problem, made.assignments, uid, other.id)).not.toEqual([]);
          return;
        }
        expect(brokenBy(problem, made.assignments, uid, reason.runnerUp)).toEqual([]);
        const { certificate } = made;
        const other = tally(problem, new Map(made.assignments).set(uid, reason.runnerUp));
        const own = tally(problem, made.assignments);
        // Proved and without a gap nothing better was left lying.
        if (reason.reason === 'search-ended') {
          const isClosed =
            certificate.proved &&
            certificate.gapPrice === certificate.gapPriceBound &&
            certificate.fitGap === 0;
          expect(isClosed && reason.by !== 'order').toBe(false);
          return;
        }
        if (reason.reason === 'less-discomfort')
          expect([other.messages, other.discomfort]).not.toEqual([own.messages, own.discomfort]);
        else if (reason.reason === 'own-rooms') expect(other.roomChanges).toBeGreaterThan(own.roomChanges);
        else if (reason.reason === 'longer-gaps') expect(other.gapPrice).toBeGreaterThan(own.gapPrice);
        else if (reason.reason === 'better-fit') expect(other.fit).toBeGreaterThan(own.fit);
        else expect(other.fit).toBe(own.fit);
      }),
      { numRuns: RUNS * 5, seed: 10 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'stays',
        'held-fast',
        'only-choice',
        'longer-gaps',
        'better-fit',
        'more-slack',
      ]),
    );
  });
});

/** A Day on which every mail arrives in time. */
const toldInTime = (problem: PlanProblem): PlanProblem => ({
  ...problem,
  owed: [],
  policy: { ...problem.policy, patchesPerMinute: 60 },
});

describe('what it would take', () => {
  /** A planned and carried out Day, and someone on it who wants a room. */
  const asked = ([draft, b, r]: readonly [PlanProblem, number, number]) => {
    const { mails: _, ...policy } = draft.policy;
    const problem = { ...draft, policy };
    const day = afterPlan(problem, plan(problem, { budget, solver }));
    const { assignments } = plan(day, { budget, solver });
    return { day, assignments, booking: pick(day.bookings, b), room: pick(day.rooms, r).id };
  };
  const isTold = ({ state, holds, untold }: PlanBooking) =>
    holds !== undefined && state !== 'tentative' && state !== 'new' && !untold;

  test('works when applied: the booking sits there, no rule is broken, no one loses a room', () => {
    let found = 0;
    fc.assert(
      fc.property(pairs, (given) => {
        const { day, assignments, booking, room } = asked(given);
        fc.pre(booking.end > day.now);
        const way = whatItTakes(day, assignments, booking.uid, room, { budget, solver });
        fc.pre(way.kind === 'moves');
        if (way.kind !== 'moves') return;
        found++;
        const after = new Map(assignments);
        for (const move of way.moves) {
          expect(assignments.get(move.uid)).toBe(move.from);
          after.set(move.uid, move.to);
        }
        expect(after.get(booking.uid)).toBe(room);
        for (const [uid, at] of assignments) if (at !== null) expect(after.get(uid)).not.toBeNull();
        // Anyone who asks for a room may unpin the booking, and tells of the change in person where no mail would do.
        const asks = (text: string) => text.startsWith(`${booking.uid}: `) && text.includes('was moved');
        const broken = violations(day, after).filter((text) => !asks(text));
        const inTime = broken.filter((text) => !text.includes('can be told'));
        expect(inTime).toEqual([]);
        expect(broken.length > 0 ? isTold(booking) : true).toBe(true);
        const told = way.moves.filter(({ uid, to }) => {
          const moved = day.bookings.find((x) => x.uid === uid) ?? booking;
          return isTold(moved) && !readsTheSame(moved, to);
        });
        expect(way.told).toBe(told.length);
      }),
      { numRuns: RUNS * 2, seed: 3 },
    );
    expect(found).toBeGreaterThan(RUNS / 4);
  });

  test('tells as few and moves as few as any way does, and says no only where there is no way', () => {
    fc.assert(
      fc.property(
        fc.tuple(smallProblems({ rooms: 3, bookings: 5, least: 1 }).map(toldInTime), fc.nat(), fc.nat()),
        (given) => {
          const { day, assignments, booking, room } = asked(given);
          fc.pre(booking.start > day.now && !['pinned', 'arrived', 'started'].includes(booking.state));
          fc.pre(day.bookings.every((x) => x.end > day.now));
          const way = whatItTakes(day, assignments, booking.uid, room, { budget, solver });
          const least = leastByTrying(day, assignments, booking.uid, room);
          if (way.kind === 'none') {
            expect(least).toBeUndefined();
            return;
          }
          expect(way.certificate.proved).toBe(true);
          expect(least?.[0]).toBe(way.told);
          if (way.certificate.fitGap === 0) expect(way.moves.length).toBe(least?.[2]);
        },
      ),
      { numRuns: RUNS, seed: 4 },
    );
  });

  test('leaves alone anyone who would only be better off elsewhere', () => {
    const hour = 3_600_000;
    const visit = (
      uid: string,
      start: number,
      present: string,
      fits: Record<string, number>,
    ): PlanBooking => ({
      uid,
      start,
      end: start + hour,
      state: uid === 'ada' ? 'announced' : 'tentative',
      options: Object.entries(fits).map(([room, fit]) => ({
        room,
        fit,
        setupMinutes: 0,
        turnaroundMinutes: 0,
      })),
      holds: { room: present, start, end: start + hour },
      priority: 0,
      earlierChanges: 0,
    });
    const day: PlanProblem = {
      now: 0,
      rooms: ['A', 'B', 'C'].map((id) => ({ id, building: '', floor: '', equipment: [], closed: [] })),
      pools: [],
      bookings: [
        visit('ada', 4 * hour, 'A', { A: 0, B: 0 }),
        visit('ben', 4 * hour, 'B', { B: 0, C: 0 }),
        visit('cleo', 5 * hour, 'C', { C: 9, A: 0 }),
      ],
      policy: { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 },
      owed: [],
    };
    const overrun = { p50: 5, p80: 15, p95: 30 };
    // The last one follows another at once; with one of the two in A it would not.
    const close = [
      ...day.bookings.map((booking) => ({ ...booking, overrun })),
      { ...visit('dora', 6 * hour, 'C', { C: 0, A: 0 }), overrun },
    ];
    for (const { bookings } of [day, { bookings: close }]) {
      const now = new Map(bookings.map(({ uid, holds }) => [uid, holds?.room ?? null]));
      const way = whatItTakes({ ...day, bookings }, now, 'ada', 'B', { budget, solver });
      if (way.kind !== 'moves') throw new Error('no way was found');
      expect(way.moves.map(({ uid, to }) => `${uid} → ${to}`)).toEqual(['ada → B', 'ben → C']);
      expect(way).toMatchObject({ told: 1, certificate: { proved: true } });
    }
  });
});

/** The fewest told, then the least discomfort, then the fewest moves, of all ways to seat the booking there while no one loses a room. */
const leastByTrying = (
  day: PlanProblem,
  now: Assignments,
  uid: string,
  room: string,
): readonly [told: number, discomfort: number, moves: number] | undefined => {
  let best: [number, number, number] | undefined;
  const after = new Map(now);
  const visit = (at: number): void => {
    const b = day.bookings[at];
    if (b === undefined) {
      const moved = day.bookings.filter((x) => after.get(x.uid) !== now.get(x.uid));
      const { messages, discomfort } = tally(day, after);
      const key: [number, number, number] = [messages, discomfort, moved.length];
      if (best !== undefined && !less(key, best)) return;
      const broken = violations(day, after).filter(
        (text) => !(text.startsWith(`${uid}: `) && text.includes('was moved')),
      );
      if (broken.length === 0) best = key;
      return;
    }
    const present = now.get(b.uid) ?? null;
    const others = b.options.map((o) => o.room);
    const rooms = b.uid === uid ? [room] : present === null ? [null] : [...new Set([present, ...others])];
    for (const to of rooms) {
      after.set(b.uid, to);
      visit(at + 1);
    }
    after.set(b.uid, present);
  };
  visit(0);
  return best;
};

const HOUR = 3_600_000;
/** Two who were told of one room, one after the other, and another room that is free for one of them. */
const TWO: PlanProblem = {
  now: 0,
  rooms: ['1A', '1B'].map((id) => ({
    id,
    building: '',
    floor: '',
    equipment: [],
    closed: id === '1B' ? [{ start: 3 * HOUR, end: 9 * HOUR }] : [],
  })),
  pools: [],
  bookings: [2, 4].map((hour) => ({
    uid: `at-${hour}`,
    start: hour * HOUR,
    end: (hour + 1) * HOUR,
    state: 'announced',
    options: ['1A', '1B'].map((room) => ({ room, fit: 0, setupMinutes: 0, turnaroundMinutes: 0 })),
    holds: { room: '1A', start: hour * HOUR, end: (hour + 1) * HOUR },
    priority: 0,
    earlierChanges: 0,
  })),
  policy: { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 },
  owed: [],
};

describe('what if', () => {
  test('a room is blocked: the curve of waiting against mails never rises and respects its bounds', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8, least: 1 }), (problem) => {
        const room = problem.rooms[0]?.id ?? '';
        const blocked = withBlock({ ...problem, policy: { ...problem.policy, freezeMinutes: 0 } }, room, {
          start: problem.now,
          end: problem.now + 7_200_000,
        });
        const curve = waitingCurve(blocked, { budget, solver });
        for (const [i, point] of curve.entries()) {
          expect(point.waitingBound).toBeLessThanOrEqual(point.waiting);
          expect(point.waiting).toBeLessThanOrEqual(curve[i - 1]?.waiting ?? Number.POSITIVE_INFINITY);
        }
        const { mails: _, ...policy } = blocked.policy;
        const alike = blocked.bookings.map((b) => ({ ...b, priority: 0 }));
        const free = plan({ ...blocked, policy, bookings: alike }, { budget, solver });
        expect(curve[0]?.mails).toBe(0);
        expect(curve.at(-1)?.mails).toBe(free.changes.filter(({ told }) => told).length);
      }),
      { numRuns: RUNS / 2 },
    );
  });

  test('a mail budget counts texts that there is no room as well: none is sent beyond it, and staff tell the others', () => {
    let staffTell = 0;
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8, least: 1 }), fc.nat(3), (problem, mails) => {
        const { changes, tellInPerson } = plan(withMails(problem, mails), { budget, solver });
        const told = changes.filter((each) => each.told);
        expect(mailsOf(changes, { mails })).toBe(Math.min(mails, told.length));
        expect(mailsOf(changes, { mails: 0 })).toBe(0);
        expect(new Set(tellInPerson).size).toBe(tellInPerson.length);
        expect(tellInPerson.length).toBeGreaterThanOrEqual(told.length - mails);
        // A new room that is not mailed would help no one.
        expect(told.filter(({ to }) => to !== null).length).toBeLessThanOrEqual(mails);
        staffTell += Math.max(0, told.length - mails);
      }),
      { numRuns: RUNS, seed: 8 },
    );
    expect(staffTell).toBeGreaterThan(0);
  });

  test('where there is no text for those who lose their room, the curve ends with the new rooms', () => {
    const [first] = TWO.rooms;
    const blocked = withBlock(TWO, first?.id ?? '', { start: 0, end: 10 * HOUR });
    expect(waitingCurve(blocked, { budget, solver }).map(({ mails, waiting }) => [mails, waiting])).toEqual([
      [0, 2],
      [1, 1],
      [2, 1],
    ]);
    expect(waitingCurve(blocked, { budget, solver }, false)).toHaveLength(2);
  });
});

describe('the order of commits', () => {
  test('never has two bookings in one room on the way, nor anyone late for one of two', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 10, least: 1 }), (problem) => {
        const made = plan(problem, { budget, solver });
        const now = new Map(problem.bookings.map((b) => [b.uid, b.holds?.room ?? null]));
        const meetings = () =>
          violations(problem, now).filter((text) => / meet in | too far apart /.test(text));
        const before = new Set(meetings());
        for (const step of commitOrder(problem, made.changes)) {
          for (const change of step) now.set(change.uid, change.to);
          expect(meetings().filter((text) => !before.has(text))).toEqual([]);
        }
        expect([...now]).toEqual([...made.assignments]);
      }),
      { numRuns: RUNS * 2 },
    );
  });
});

test('a certificate reads as staff would say it', () => {
  const c = {
    waiting: 0,
    waitingBound: 0,
    messages: 2,
    messagesBound: 2,
    roomChanges: 0,
    roomChangesBound: 0,
    gapPrice: 0,
    gapPriceBound: 0,
    fitGap: 0,
    proved: true,
    cut: false,
  };
  expect(certificateSentences(c)).toEqual([
    'Everyone has a room.',
    '2 patients are told of a change; fewer is impossible.',
  ]);
  expect(
    certificateSentences({ ...c, waiting: 1, waitingBound: 0, messagesBound: 1, proved: false }),
  ).toEqual([
    '1 booking is left without a room; at least 0 in any plan.',
    '2 patients are told of a change; at least 1 in any plan.',
  ]);
  expect(certificateSentences({ ...c, roomChanges: 1, roomChangesBound: 1 }).at(-1)).toBe(
    'Practitioners work in 1 room beyond their own; fewer is impossible.',
  );
  expect(certificateSentences({ ...c, roomChanges: 3, roomChangesBound: 1 }).at(-1)).toBe(
    'Practitioners work in 3 rooms beyond their own; at least 1 in any plan.',
  );
});
