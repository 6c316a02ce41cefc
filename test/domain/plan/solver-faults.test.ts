import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DayFile } from '../../../bin/day-file/day-file.ts';
import { type DayRecipe, generateDay } from '../../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../../bin/day-file/problem-of-day.ts';
import { BUDGETS, type Budget } from '../../../shared/domain/plan/budget.ts';
import { type Plan, plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { PLAN_FAULTS, type PlanFault } from '../../../shared/domain/plan/proof/ask-solver.ts';
import { type MipSolver, missingSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { crashes, faultyAt, NONSENSE, remembering } from '../../support/faulty-solver.ts';
import { runs, THOROUGHLY } from '../../support/runs.ts';
import { less } from './brute-force.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { isValid } from './plan-laws.ts';
import { tally, violations } from './plan-validator.ts';

const RUNS = runs(20);
/** Of many calls alike one in so many is struck here. */
const STEP = THOROUGHLY ? 1 : 60;
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const dayOf = (recipe: DayRecipe): PlanProblem => problemOfDay(DayFile.parse(generateDay(recipe)));
/** None where a room has no time for so many: a short Saturday with a block in it. */
const dayThatFits = (recipe: DayRecipe): PlanProblem | undefined => {
  try {
    return dayOf(recipe);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
/** Little search before the solver is asked, so that it is asked often. */
const LITTLE: Budget = { ...BUDGETS.small, ejections: 4_000 };
/** Programmes so small that a Day is bettered part by part. */
const IN_PARTS: Budget = { ...LITTLE, wholeUpTo: 30 };

/** As every visit of a Day may last longer than booked. */
const lastingLonger = (problem: PlanProblem): PlanProblem => ({
  ...problem,
  bookings: problem.bookings.map((booking) => ({ ...booking, overrun: { p50: 5, p80: 10, p95: 20 } })),
  sessions: [],
});

const REPAIR: DayRecipe = {
  family: 'harsh',
  ...(THOROUGHLY ? { rooms: 10, bookings: 100, seed: 1 } : { rooms: 7, bookings: 60, seed: 3 }),
  load: 85,
  lose: 1,
  sessions: 2,
};

/** Days that ask the solver at every stage there is; in `npm run test:deep` larger ones, at every call. */
const DAYS: readonly (readonly [string, PlanProblem, Budget])[] = [
  ['a repair that is proved', dayOf(REPAIR), LITTLE],
  ['a repair in parts', dayOf(REPAIR), IN_PARTS],
  [
    'a Day fitted hour by hour',
    { ...dayOf({ family: 'harsh', rooms: 20, bookings: 160, load: 70, seed: 1, sessions: 2 }), sessions: [] },
    BUDGETS.small,
  ],
  [
    'a Day on which practitioners stay in their rooms',
    dayOf({ family: 'wide', rooms: 10, bookings: 80, load: 70, seed: 1, sessions: 2 }),
    BUDGETS.small,
  ],
  [
    'a Day on which visits last longer than booked',
    lastingLonger(
      dayOf({
        family: 'wide',
        ...(THOROUGHLY ? { rooms: 8, bookings: 60 } : { rooms: 5, bookings: 36 }),
        load: 70,
        seed: 1,
        sessions: 2,
      }),
    ),
    BUDGETS.small,
  ],
];

const keyOf = (problem: PlanProblem, { assignments }: Plan): readonly number[] => {
  const { waiting, messages, discomfort, roomChanges, gapPrice, fit } = tally(problem, assignments);
  return [...waiting, messages, discomfort, roomChanges, gapPrice, fit];
};

/** The first calls, the last one and the one after it, which is none any more, and some of those between. */
const struckOf = (calls: number): number[] =>
  Array.from({ length: calls + 1 }, (_, at) => at + 1).filter(
    (nth) => nth <= 2 || nth >= calls || nth % STEP === 0,
  );

describe('a solver that fails', () => {
  const reached = new Set<PlanFault>();

  test.each(DAYS)(
    'at any one of its calls costs nothing of what is decided by then: %s',
    (_, problem, budget) => {
      const remembered = remembering(solver);
      const faultless = faultyAt(remembered(), 0, crashes);
      const whole = plan(problem, { budget, solver: faultless });
      let before: readonly number[] | undefined;
      for (const nth of struckOf(faultless.calls())) {
        const told: PlanFault[] = [];
        const faulty = faultyAt(remembered(), nth, crashes);
        const made = plan(problem, {
          budget,
          solver: faulty,
          solverFailed: (fault) => void told.push(fault),
        });
        expect(violations(problem, made.assignments)).toEqual([]);
        const { certificate } = made;
        expect(certificate.waitingBound).toBeLessThanOrEqual(whole.certificate.waiting);
        if (certificate.waitingBound === certificate.waiting)
          expect(certificate.messagesBound).toBeLessThanOrEqual(whole.certificate.messages);
        expect(told).toEqual(certificate.fault === undefined ? [] : [certificate.fault]);
        const key = keyOf(problem, made);
        // The later it fails, the more is decided.
        if (before !== undefined)
          expect(less(before, key), `${nth}: ${before} was better than ${key}`).toBe(false);
        before = key;
        if (nth > faultless.calls()) {
          expect(certificate.fault).toBeUndefined();
          expect(made.assignments).toEqual(whole.assignments);
        } else {
          expect(faulty.calls()).toBe(nth);
          if (certificate.fault === undefined) throw new Error(`a crash at call ${nth} is not told of`);
          reached.add(certificate.fault);
        }
      }
    },
  );

  test('has been seen to fail at every stage', () => {
    expect([...reached].sort()).toEqual(
      PLAN_FAULTS.filter((fault) => fault !== 'load' && fault !== 'search').toSorted(),
    );
  });

  test.each(Object.entries(NONSENSE))(
    'by answering nonsense is found out, and the plan stands: %s',
    (_, nonsense) => {
      let found = 0;
      for (const [, problem, budget] of DAYS.slice(1, 2)) {
        const remembered = remembering(solver);
        for (let nth = 1; nth <= 4; nth += THOROUGHLY ? 1 : 2) {
          let changed = false;
          const faulty = faultyAt(remembered(), nth, (answer) => {
            const instead = nonsense(answer);
            changed = JSON.stringify(instead) !== JSON.stringify(answer);
            return instead;
          });
          const made = plan(problem, { budget, solver: faulty });
          expect(violations(problem, made.assignments)).toEqual([]);
          if (made.certificate.fault !== undefined) found += 1;
          expect(made.certificate.fault !== undefined && !changed).toBe(false);
        }
      }
      expect(found).toBeGreaterThan(0);
    },
  );

  test('whatever it answers, and whenever, every Day has a valid plan that claims no more than is so', () => {
    const ways = [crashes, ...Object.values(NONSENSE)];
    fc.assert(
      fc.property(
        smallProblems({ rooms: 5, bookings: 15 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(...ways),
        (problem, nth, way) => {
          const budget = { ...BUDGETS.small, ejections: 200 };
          const faulty = faultyAt(solver, nth, way);
          expect(isValid(problem, faulty, budget)).toBeUndefined();
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('because it could not be loaded leaves the heuristics’ plan, which says so', () => {
    const [, problem] = DAYS[0] ?? [];
    if (problem === undefined) throw new Error('there is no Day');
    const causes: unknown[] = [];
    const made = plan(problem, {
      budget: LITTLE,
      solver: missingSolver(new Error('no WebAssembly')),
      solverFailed: (_, cause) => causes.push(cause),
    });
    expect(made.certificate.fault).toBe('load');
    expect(made.assignments).toEqual(plan(problem, { budget: LITTLE }).assignments);
    expect(causes).toEqual([new Error('no WebAssembly')]);
  });
});

/** Takes longer than all other Days with a break together. */
const WITH_ROOM_LOST: DayRecipe = {
  family: 'harsh',
  rooms: 20,
  bookings: 240,
  load: 85,
  seed: 1,
  lose: 1,
  sessions: 2,
};

describe('a Day with a break in it', () => {
  const recipes: readonly DayRecipe[] = [
    { family: 'harsh', rooms: 20, bookings: 160, load: 70, seed: 1, sessions: 2 },
    { family: 'harsh', rooms: 20, bookings: 240, load: 95, seed: 1, sessions: 2 },
    ...(THOROUGHLY ? [WITH_ROOM_LOST] : []),
    { family: 'harsh', rooms: 20, bookings: 280, load: 85, seed: 2, sessions: 2, evening: true },
    { family: 'harsh', rooms: 20, bookings: 60, load: 85, seed: 1, sessions: 2, saturday: true },
    { family: 'wide', rooms: 10, bookings: 120, load: 85, seed: 1, lose: 1, sessions: 2, evening: true },
  ];
  test.each(recipes)('is planned, though in a stretch of hours no visit starts: %j', (recipe) => {
    const problem = dayOf(recipe);
    const made = plan(problem, { budget: BUDGETS.small, solver });
    expect(violations(problem, made.assignments)).toEqual([]);
    expect(made.certificate.fault).toBeUndefined();
    if (recipe.lose === undefined) expect(made.certificate.waiting).toBe(0);
  });
});

const emptyDay = (rooms: number): PlanProblem => {
  return {
    now: 0,
    rooms: Array.from({ length: rooms }, (_, at) => ({
      id: `R${at}`,
      building: 'main',
      floor: '1',
      equipment: [],
      closed: [],
    })),
    pools: [],
    bookings: [],
    owed: [],
    policy: POLICY,
  };
};

/** One visit, with a room that will do, or in a house without rooms. */
const oneVisit = (rooms: number): PlanProblem => {
  const day = emptyDay(rooms);
  const options = day.rooms.map(({ id }) => ({ room: id, fit: 1, setupMinutes: 5, turnaroundMinutes: 5 }));
  const visit = {
    uid: 'ada',
    start: 3_600_000,
    end: 7_200_000,
    state: 'new' as const,
    priority: 0,
    earlierChanges: 0,
  };
  return { ...day, bookings: [{ ...visit, options }] };
};

describe('any valid Day has a valid plan, and HiGHS never fails at it', () => {
  test('small ones with everything in them', () => {
    let nothing = 0;
    fc.assert(
      fc.property(smallProblems({ rooms: 6, bookings: 20 }), (problem) => {
        if (problem.bookings.length === 0) nothing += 1;
        expect(isValid(problem, solver)).toBeUndefined();
        expect(plan(problem, { budget: BUDGETS.small, solver }).certificate.fault).toBeUndefined();
      }),
      {
        numRuns: RUNS,
        examples: [[emptyDay(3)], [emptyDay(1)], [emptyDay(0)], [oneVisit(0)], [oneVisit(1)]],
      },
    );
    expect(nothing).toBeGreaterThanOrEqual(3);
  });

  test('made-up ones: of nothing, one visit or one room, with breaks, evenings and Saturdays', () => {
    const recipes = fc.record({
      family: fc.constantFrom('wide' as const, 'harsh' as const),
      rooms: fc.integer({ min: 1, max: 8 }),
      perRoom: fc.integer({ min: 0, max: 5 }),
      single: fc.boolean(),
      load: fc.integer({ min: 60, max: 95 }),
      seed: fc.nat(1_000),
      lose: fc.nat(1),
      sessions: fc.constantFrom(1 as const, 2 as const),
      evening: fc.boolean(),
      saturday: fc.boolean(),
    });
    fc.assert(
      fc.property(recipes, ({ perRoom, single, ...recipe }) => {
        const problem = dayThatFits({ ...recipe, bookings: single ? 1 : perRoom * recipe.rooms });
        fc.pre(problem !== undefined);
        expect(isValid(problem, solver)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });
});

const POLICY = { freezeMinutes: 30, maxChangesPerBooking: 1, patchesPerMinute: 4 };

test('each step of the solver ends by itself: in eight times what the processor has left, or in what someone waits, if that is less', () => {
  const problem = dayOf({ family: 'wide', rooms: 8, bookings: 96, load: 85, lose: 1, seed: 1 });
  const secondsTold = (clock: { readonly spent?: () => number; readonly left?: () => number }) => {
    const told = new Set<number | undefined>();
    const asked: MipSolver = {
      ...solver,
      solve: (programme, limits, start) => {
        told.add(limits.seconds);
        return solver.solve(programme, limits, start);
      },
    };
    plan(problem, { budget: { ...LITTLE, seconds: 10 }, solver: asked, ...clock });
    return [...told];
  };
  expect(secondsTold({})).toEqual([Number.POSITIVE_INFINITY]);
  expect(secondsTold({ spent: () => 2_000 })).toEqual([80]);
  expect(secondsTold({ spent: () => 2_000, left: () => 3_000 })).toEqual([3]);
});

test('a plan whose solver was ended by the time says that it was cut, and none that was ended by work does', () => {
  const timed: MipSolver = {
    ...solver,
    solve: (...asked) => ({ ...solver.solve(...asked), outOfTime: true }),
  };
  const cut = (by: MipSolver): boolean => plan(dayOf(REPAIR), { solver: by, budget: LITTLE }).certificate.cut;
  expect([cut(solver), cut(timed)]).toEqual([false, true]);
});
