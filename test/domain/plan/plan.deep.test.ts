import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DayFile } from '../../../bin/day-file/day-file.ts';
import { generateDay } from '../../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../../bin/day-file/problem-of-day.ts';
import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { plan, TOLD_PROVED } from '../../../shared/domain/plan/plan.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { smallProblems } from './plan-arbitraries.ts';
import { isBest, isValid } from './plan-laws.ts';

const PLANS = Number(process.env.DEEP_PLANS ?? 10_000);
const INSTANCES = Number(process.env.DEEP_INSTANCES ?? 2_000);
let solver: MipSolver;
beforeAll(async () => {
  solver = await loadHighsSolver();
});

const counting = (what: string, of: number) => {
  let done = 0;
  return () => {
    done++;
    if (done % Math.ceil(of / 20) === 0) console.info(`${what}: ${done} of ${of}`);
  };
};

describe('over many Days', () => {
  test(`the validator finds nothing wrong in ${PLANS} plans`, () => {
    const tick = counting('plans checked', PLANS);
    fc.assert(
      fc.property(smallProblems({ rooms: 7, bookings: 30 }), fc.boolean(), (problem, withSolver) => {
        expect(isValid(problem, withSolver ? solver : undefined)).toBeUndefined();
        tick();
      }),
      { numRuns: PLANS, seed: 1, endOnFailure: true },
    );
  });

  test(`trying everything finds nothing better in ${INSTANCES} small Days`, () => {
    const tick = counting('Days tried out', INSTANCES);
    fc.assert(
      fc.property(smallProblems({ rooms: 4, bookings: 8 }), (problem) => {
        expect(isBest(problem, solver)).toBeUndefined();
        tick();
      }),
      { numRuns: INSTANCES, seed: 2, endOnFailure: true },
    );
  });

  // Force alone seats as many in the first, at ten times the messages: only good prices tell which few moves it takes. In the
  // second so many seats could suit better that no programme about fit may take them all: there is no clock here to end it.
  test.each([
    ['the repair of a nearly full Day of 60 rooms', 'wide', 60, 1_200, 95, 1],
    ['a Day of 200 rooms where much equipment is wanted', 'harsh', 200, 2_800, 85, 0],
  ] as const)('%s is proved', (_, family, rooms, bookings, load, lose) => {
    const problem = problemOfDay(
      DayFile.parse(generateDay({ family, rooms, bookings, load, lose, seed: 1 })),
    );
    expect(plan(problem, { budget: BUDGETS.normal, solver }).certificate.proved).toBe(true);
  });

  // A part of a person is open by the prices; all but a tenth of the seats are left out before it is decided by branching.
  test('that no fewer can wait or be told is proved of a repair of 60 rooms with four lost, and said before the rest is sought', () => {
    const recipe = { family: 'wide', rooms: 60, bookings: 1_200, load: 85, lose: 4, seed: 1 } as const;
    const lines: string[] = [];
    const { certificate } = plan(problemOfDay(DayFile.parse(generateDay(recipe))), {
      budget: BUDGETS.normal,
      solver,
      progress: (line) => lines.push(line),
    });
    const { waiting, messages } = certificate;
    expect(certificate).toMatchObject({ waitingBound: waiting, messagesBound: messages });
    expect(lines).toContain(TOLD_PROVED);
  });

  // Too large for the relaxation of all of it: the prices of a seventh of its seats make the plan.
  test('a nearly full Day of 200 rooms with three lost tells at most a fifth more than the bound, and no one waits', () => {
    const recipe = { family: 'wide', rooms: 200, bookings: 5_000, load: 95, lose: 3, seed: 1 } as const;
    const problem = problemOfDay(DayFile.parse(generateDay(recipe)));
    const { certificate } = plan(problem, { budget: BUDGETS.normal, solver });
    const { waiting, messages, messagesBound } = certificate;
    expect(waiting).toBe(0);
    expect(messagesBound).toBeGreaterThanOrEqual(170);
    expect(messages).toBeLessThanOrEqual(1.2 * messagesBound);
  });
});
