import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { DayFile } from '../../../bin/day-file/day-file.ts';
import { type DayRecipe, generateDay } from '../../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../../bin/day-file/problem-of-day.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { dutyCosts } from '../../../shared/domain/plan/model/costs.ts';
import { leaveAsIs } from '../../../shared/domain/plan/model/leave-as-is.ts';
import type { Model, Seat } from '../../../shared/domain/plan/model/model.ts';
import { boundAt, NO_PRICES } from '../../../shared/domain/plan/model/prices.ts';
import {
  type Chosen,
  compareScores,
  scoreOf,
  totalWaiting,
} from '../../../shared/domain/plan/model/score.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { ascendByRooms } from '../../../shared/domain/plan/proof/ascend-by-rooms.ts';
import type { AskSolver } from '../../../shared/domain/plan/proof/ask-solver.ts';
import { dayPrices } from '../../../shared/domain/plan/proof/day-prices.ts';
import { fewestTold, fewestToldByAscent } from '../../../shared/domain/plan/proof/fewest-told.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { prove } from '../../../shared/domain/plan/proof/prove.ts';
import { branchNear } from '../../../shared/domain/plan/search/branch-near.ts';
import { improveByWindows } from '../../../shared/domain/plan/search/improve.ts';
import { planByAscent, planByPrices } from '../../../shared/domain/plan/search/plan-by-prices.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { runs, THOROUGHLY } from '../../support/runs.ts';
import { askOrThrow, wholeBudget } from './asked-in-tests.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { tally, violations } from './plan-validator.ts';

let solver: MipSolver;
let ask: AskSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
  ask = askOrThrow(solver);
});

const assignmentsOf = (problem: PlanProblem, model: Model, chosen: Chosen) => {
  const rooms = new Map(problem.bookings.map(({ uid, holds }) => [uid, holds?.room ?? null]));
  model.seekers.forEach(({ booking }, at) => {
    rooms.set(booking.uid, chosen[at]?.room ?? null);
  });
  return rooms;
};

const seatedAs = (model: Model, assignments: ReadonlyMap<string, string | null>): Chosen =>
  model.seekers.map(({ booking, seats }) => seats.find(({ room }) => room === assignments.get(booking.uid)));

test.each([
  ['made from the prices of a relaxation', planByPrices],
  ['made from the prices of an ascent', planByAscent],
])('a plan %s keeps every rule and is no worse than the one that it replaces', (_how, search) => {
  fc.assert(
    fc.property(smallProblems({ rooms: 5, bookings: 14 }), (problem) => {
      const model = modelOf(problem);
      const start = leaveAsIs(model);
      const { chosen: made } = search(model, start, ask, wholeBudget());
      expect(violations(problem, assignmentsOf(problem, model, made))).toEqual([]);
      expect(compareScores(scoreOf(model, made), scoreOf(model, start))).toBeLessThanOrEqual(0);
    }),
    { numRuns: runs(25), seed: 15 },
  );
});

test.each([
  ['the prices of a relaxation', planByPrices],
  ['the prices of an ascent', planByAscent],
])('a best plan of several priorities is not replaced by a worse one that %s make', (_how, search) => {
  const priorities = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(smallProblems({ rooms: 3, bookings: 14, least: 10 }), priorities, (draft, given) => {
      const bookings = draft.bookings.map((booking, at) => ({ ...booking, priority: given[at] ?? 0 }));
      const problem = { ...draft, bookings };
      const best = plan(problem, { budget: BUDGETS.small, solver });
      const model = modelOf(problem);
      const start = seatedAs(model, best.assignments);
      const { chosen } = search(model, start, ask, wholeBudget());
      expect(compareScores(scoreOf(model, chosen), scoreOf(model, start))).toBeLessThanOrEqual(0);
    }),
    { numRuns: runs(800), seed: 23 },
  );
});

test('a search that runs out of time says how few must be told all the same, once its ascent is done', () => {
  let forced = 0;
  fc.assert(
    fc.property(smallProblems({ rooms: 5, bookings: 12, least: 8 }), (problem) => {
      const best = plan(problem, { budget: BUDGETS.small, solver });
      fc.pre(best.certificate.waiting === 0);
      const model = modelOf(problem);
      const start = seatedAs(model, best.assignments);
      const { toldAtLeast } = planByAscent(model, start, ask, wholeBudget());
      let isPriced = false;
      const progress = () => {
        isPriced = true;
      };
      const late = planByAscent(model, start, ask, { ...wholeBudget(), progress, stop: () => isPriced });
      expect(late.toldAtLeast).toBe(toldAtLeast);
      if (toldAtLeast > 0) forced++;
    }),
    { numRuns: runs(100), seed: 24 },
  );
  expect(forced).toBeGreaterThan(5);
});

test.each([
  ['a relaxation', fewestTold],
  ['an ascent', fewestToldByAscent],
])(
  'so few as the prices of %s say must be told, if as few are to wait; on nearly every small Day no fewer can be',
  (_how, least) => {
    let [reached, missed, forOthers] = [0, 0, 0];
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (draft) => {
        // Of one class: of several, fewer of the first may wait where more do altogether.
        const problem = { ...draft, bookings: draft.bookings.map((b) => ({ ...b, priority: 0 })) };
        const best = plan(problem, { budget: BUDGETS.small, solver });
        fc.pre(best.certificate.proved && best.changes.some(({ told }) => told));
        const model = modelOf(problem);
        const chosen = seatedAs(model, best.assignments);
        const fewest = least(model, chosen, ask, wholeBudget());
        const { messages } = tally(problem, best.assignments);
        expect(fewest).toBeLessThanOrEqual(messages);
        if (fewest === messages) reached++;
        else missed++;
        const forced = model.seekers.filter(
          ({ displaced, toldIfWaiting, seats }) =>
            displaced && toldIfWaiting === 1 && seats.every(({ told }) => told === 1),
        );
        if (fewest > forced.length) forOthers++;
      }),
      { numRuns: runs(120), seed: 16 },
    );
    expect(missed).toBeLessThanOrEqual(reached / 10);
    // More than those who must change whatever the plan.
    expect(forOthers).toBeGreaterThan(5);
  },
);

test('of no small Day it is said that more must be told than must, by the prices of which its plan is made; of most so many as must', () => {
  let [reached, missed] = [0, 0];
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (draft) => {
      const problem = { ...draft, bookings: draft.bookings.map((b) => ({ ...b, priority: 0 })) };
      const best = plan(problem, { budget: BUDGETS.small, solver });
      fc.pre(best.certificate.proved && best.changes.some(({ told }) => told));
      const model = modelOf(problem);
      const { chosen, toldAtLeast } = planByPrices(model, leaveAsIs(model), ask, wholeBudget());
      // What is said is said of plans in which no more wait than in this one.
      fc.pre(totalWaiting(scoreOf(model, chosen)) === best.certificate.waiting);
      const { messages } = tally(problem, best.assignments);
      expect(toldAtLeast).toBeLessThanOrEqual(messages);
      if (toldAtLeast === messages) reached++;
      else missed++;
    }),
    { numRuns: runs(60), seed: 17 },
  );
  expect(reached).toBeGreaterThan(missed);
});

test('a proof that knows how many must be told, and branches at once, proves the same', () => {
  let open = 0;
  fc.assert(
    fc.property(smallProblems({ rooms: 4, bookings: 12, least: 8 }), (draft) => {
      const problem = { ...draft, bookings: draft.bookings.map((b) => ({ ...b, priority: 0 })) };
      const model = modelOf(problem);
      const start = leaveAsIs(model);
      const duty = dutyCosts(model, scoreOf(model, start));
      const stages = ['relaxation', 'proof'] as const;
      const reach = { stages, first: duty.messageWeight / 4, most: 20_000, relaxUpTo: 40_000 };
      const proved = prove(model, start, duty, ask, wholeBudget(), reach);
      fc.pre(proved.cost === proved.bound);
      const { messages } = scoreOf(model, proved.chosen);
      // Begun with a plan in which no more wait than must, since of these so many must be told; but more are than must.
      const anyone = { seat: ({ told }: Seat) => 1 - told, waiting: () => 1_000 };
      const { chosen: begin } = prove(model, start, anyone, ask, wholeBudget(), { ...reach, first: 1 });
      fc.pre(scoreOf(model, begin).waiting.join() === scoreOf(model, proved.chosen).waiting.join());
      const told = { atLeast: messages, person: Number.POSITIVE_INFINITY };
      const known = { ...reach, told, branching: true as const };
      const again = prove(model, begin, duty, ask, wholeBudget(), known);
      expect([again.cost, again.bound]).toEqual([proved.cost, proved.bound]);
      if (scoreOf(model, begin).messages > messages) open++;
    }),
    { numRuns: runs(120), seed: 18 },
  );
  expect(open).toBeGreaterThan(3);
});

test('on a full Day an ascent in which each room takes the best day that it can comes near what the relaxation proves', () => {
  const problem = problemOfDay(
    DayFile.parse(generateDay({ family: 'wide', rooms: 12, bookings: 180, load: 90, lose: 1, seed: 1 })),
  );
  const model = modelOf(problem);
  const costs = { seat: ({ told }: { readonly told: number }) => told, waiting: () => 100 };
  const relaxation = dayPrices(model, costs, ask, wholeBudget())?.bound.value ?? Number.NaN;
  const found = ascendByRooms(model, costs, Number.POSITIVE_INFINITY, 1_800);
  expect(relaxation).toBeGreaterThan(10);
  expect(found.bound.value).toBeLessThanOrEqual(relaxation + 1e-3);
  expect(found.bound.value).toBeGreaterThan(0.98 * relaxation);
  expect(boundAt(model, costs, found.prices).value).toBe(found.bound.value);
});

test('prices are work like any other: they use up the budget, and where nothing is left of it there are none', () => {
  const problem = problemOfDay(
    DayFile.parse(generateDay({ family: 'wide', rooms: 4, bookings: 40, load: 90, lose: 1, seed: 1 })),
  );
  const model = modelOf(problem);
  const costs = { seat: ({ told }: { readonly told: number }) => told, waiting: () => 10 };
  const full = wholeBudget();
  const before = full.iterations;
  expect(dayPrices(model, costs, ask, full)?.bound.value).toBeGreaterThan(0);
  expect(full.iterations).toBeLessThan(before);
  const usedUp = { ...wholeBudget(), iterations: 0 };
  expect(dayPrices(model, costs, ask, usedUp)).toBeUndefined();
});

test('what only visits hours apart can gain together, the whole Day at once finds where windows of two hours do not', () => {
  const HOUR = 3_600_000;
  const now = Date.UTC(2026, 2, 2, 6);
  const option = (room: string) => ({ room, fit: 0, setupMinutes: 0, turnaroundMinutes: 0, portable: [] });
  const visit = (uid: string, home: string, from: number, to: number) => {
    const [start, end] = [now + from * HOUR, now + to * HOUR];
    const options = ['A', 'B'].map(option);
    const holds = { room: home, start, end };
    return { uid, start, end, state: 'announced' as const, options, priority: 0, earlierChanges: 0, holds };
  };
  const room = (id: string) => ({ id, building: 'main', floor: '1', equipment: [], closed: [] });
  const problem: PlanProblem = {
    now,
    rooms: ['A', 'B'].map(room),
    pools: [],
    // One all day in A, two one after the other in B; each sits in the other room.
    bookings: [visit('ada', 'A', 2, 7), visit('ben', 'B', 2, 4.5), visit('cleo', 'B', 4.5, 7)],
    policy: { freezeMinutes: 0, maxChangesPerBooking: 3, patchesPerMinute: 5 },
    owed: [],
  };
  const model = modelOf(problem);
  const crossed = model.seekers.map(({ seats }) => seats.find(({ told }) => told === 1));
  const toldIn = (chosen: Chosen) => scoreOf(model, chosen).messages;
  const costs = { seat: ({ told }: { readonly told: number }) => told, waiting: () => 100 };
  const windows = { minutes: [60, 90, 120], gap: 0.999, ideal: () => 0, usable: () => true };
  expect(toldIn(crossed)).toBe(3);
  expect(toldIn(improveByWindows(model, crossed, costs, ask, wholeBudget(), windows))).toBe(3);
  const less = { gain: 0.9, reach: 3 };
  const found = branchNear(model, crossed, costs, NO_PRICES, less, ask, wholeBudget());
  expect({ ...found, chosen: toldIn(found.chosen) }).toEqual({ chosen: 0, bound: 0, closed: true });
  const usedUp = { ...wholeBudget(), iterations: 0 };
  const notSought = { chosen: crossed, bound: 0, closed: false };
  expect(branchNear(model, crossed, costs, NO_PRICES, less, ask, usedUp)).toEqual(notSought);
  // Seats so near that the crossed ones alone are left, which anyone keeps: of others nothing is said.
  const farther = { gain: 0.9, reach: 0.5 };
  expect(branchNear(model, crossed, costs, NO_PRICES, farther, ask, wholeBudget()).bound).toBeLessThanOrEqual(
    0.5,
  );
});

const FULL_DAYS: readonly DayRecipe[] = THOROUGHLY
  ? [
      { family: 'harsh', rooms: 12, bookings: 168, load: 85, seed: 1 },
      { family: 'wide', rooms: 12, bookings: 180, load: 80, seed: 2 },
    ]
  : [{ family: 'harsh', rooms: 8, bookings: 112, load: 85, seed: 2 }];

test.each(FULL_DAYS)(
  'on a full $family day with rooms lost, no one more waits than must, and hardly anyone more is told, nor where no relaxation may be solved',
  (recipe) => {
    const problem = problemOfDay(DayFile.parse(generateDay({ ...recipe, lose: 1 })));
    const best = plan(problem, { budget: BUDGETS.small, solver });
    expect(best.certificate.proved).toBe(true);
    const model = modelOf(problem);
    const made = scoreOf(model, planByPrices(model, leaveAsIs(model), ask, wholeBudget()).chosen);
    expect(totalWaiting(made)).toBe(best.certificate.waiting);
    const { waiting, messages } = best.certificate;
    expect(made.messages).toBeLessThanOrEqual(1.1 * messages);
    // As if the Day were too large for a relaxation, and for any programme over all of it.
    const alike = { relaxUpTo: 0, nodes: 0, neighbourhoods: 40, fitWholeUpTo: 0, ejections: 200_000 };
    const largest = { ...BUDGETS.large, ...alike };
    const { certificate } = plan(problem, { budget: largest, solver });
    expect(certificate).toMatchObject({ waiting, waitingBound: waiting, proved: false });
    expect(certificate.messages).toBeLessThanOrEqual(1.15 * messages);
    expect(certificate.messagesBound).toBeLessThanOrEqual(messages);
    expect(certificate.messagesBound).toBeGreaterThanOrEqual(0.9 * messages);
  },
);
