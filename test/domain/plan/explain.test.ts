import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { commitOrder } from '../../../shared/domain/plan/commit-order.ts';
import { whyNot } from '../../../shared/domain/plan/explain.ts';
import type { MipSolver } from '../../../shared/domain/plan/mip-solver.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import { certificateSentences } from '../../../shared/domain/plan/sentences.ts';
import { waitingCurve, whatIf, whatItTakes, withBlock } from '../../../shared/domain/plan/what-if.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { smallProblems } from '../../support/plan-arbitraries.ts';
import { applied } from '../../support/plan-laws.ts';
import { violations } from '../../support/plan-validator.ts';

const RUNS = Number(process.env.PLAN_RUNS ?? 100);
const budget = BUDGETS.small;
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

/** What only says that people, not rooms, keep a booking where it is. */
const aboutTelling = (text: string) =>
  text.includes('to stay') ||
  text.includes('can be told') ||
  text.includes('mails') ||
  text.includes('pinned');

describe('why not that room', () => {
  test('names a rule that the validator finds broken too, and none where nothing is', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8 }), fc.nat(), fc.nat(), (problem, b, r) => {
        const made = plan(problem, { budget });
        const booking = problem.bookings[b % problem.bookings.length];
        const room = problem.rooms[r % problem.rooms.length];
        if (booking === undefined || room === undefined) return;
        fc.pre(booking.end > problem.now && made.assignments.get(booking.uid) !== room.id);
        const instead = new Map(made.assignments).set(booking.uid, room.id);
        const before = violations(problem, new Map(made.assignments).set(booking.uid, null)).filter(
          (text) => !aboutTelling(text),
        );
        const broken = violations(problem, instead).filter(
          (text) => !aboutTelling(text) && !before.includes(text),
        );
        const why = whyNot(problem, made.assignments, booking.uid, room.id);
        expect(why === undefined ? 'free' : 'kept out').toBe(broken.length === 0 ? 'free' : 'kept out');
        if (why?.rule === 'occupied') expect(broken.join()).toContain(' meet in ');
        if (why?.rule === 'closed') expect(broken.join()).toContain('is closed');
        if (why?.rule === 'not-eligible') expect(broken.join()).toContain('is not allowed');
      }),
      { numRuns: RUNS * 3 },
    );
  });
});

describe('what it would take', () => {
  test('works when applied, and leaves no more waiting than before', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8 }), fc.nat(), fc.nat(), (draft, b, r) => {
        const problem = { ...draft, bookings: draft.bookings.map((x) => ({ ...x, priority: 0 })) };
        const first = plan(problem, { budget, solver });
        const day = applied(problem, first);
        const current = plan(day, { budget, solver });
        const booking = day.bookings[b % day.bookings.length];
        const room = day.rooms[r % day.rooms.length]?.id ?? '';
        fc.pre(booking !== undefined && booking.end > day.now && booking.state !== 'pinned');
        if (booking === undefined) return;
        const way = whatItTakes(day, current, booking.uid, room, { budget, solver });
        fc.pre(way !== undefined);
        const after = new Map(current.assignments);
        for (const move of way?.moves ?? []) after.set(move.uid, move.to);
        expect(after.get(booking.uid)).toBe(room);
        const own = (text: string) => text.startsWith(`${booking.uid}: `) && aboutTelling(text);
        expect(
          violations(day, after).filter(
            (text) => !own(text) && !text.includes('can be told') && !text.includes('mails'),
          ),
        ).toEqual([]);
        const waiting = (p: ReadonlyMap<string, string | null>) =>
          day.bookings.filter((x) => x.end > day.now && p.get(x.uid) === null).length;
        expect(waiting(after)).toBeLessThanOrEqual(waiting(current.assignments));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what if', () => {
  test('a room is blocked: the curve of waiting against mails never rises and respects its bounds', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8 }), (problem) => {
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
        const free = whatIf(blocked, { budget, solver });
        expect(free.mails + free.silent.length).toBeLessThanOrEqual(free.affected.length);
      }),
      { numRuns: RUNS / 2 },
    );
  });
});

describe('the order of commits', () => {
  test('never has two bookings in one room on the way', () => {
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 10 }), (problem) => {
        const made = plan(problem, { budget, solver });
        const now = new Map(problem.bookings.map((b) => [b.uid, b.holds?.room ?? null]));
        const meetings = () => violations(problem, now).filter((text) => text.includes(' meet in '));
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
});
