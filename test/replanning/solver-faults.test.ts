import { expect, test } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { generateDay } from '../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../bin/day-file/problem-of-day.ts';
import { BUDGETS } from '../../shared/domain/plan/budget.ts';
import type { PlanFault } from '../../shared/domain/plan/proof/ask-solver.ts';
import type { MipSolver } from '../../shared/domain/plan/proof/mip-solver.ts';
import { METRIC } from '../../shared/metrics.ts';
import { bestPlan } from '../../shared/replanning/best-plan.ts';
import { reportSolver } from '../../shared/replanning/report-solver.ts';
import { planRecord, storedPlan } from '../../shared/replanning/stored-plan.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { violations } from '../domain/plan/plan-validator.ts';

/** A repair that the heuristics alone cannot prove. */
const problem = problemOfDay(
  DayFile.parse(
    generateDay({ family: 'harsh', rooms: 10, bookings: 100, load: 85, seed: 1, lose: 1, sessions: 2 }),
  ),
);

const planned = async (loadSolver: () => Promise<MipSolver>) => {
  const faults: PlanFault[] = [];
  const made = await bestPlan(
    {
      now: () => 0,
      effort: 'small',
      budget: { ...BUDGETS.small, ejections: 20_000 },
      loadSolver,
      solverFailed: (fault) => void faults.push(fault),
    },
    problem,
    60_000,
  );
  return { made, faults };
};

test('a Day is proved with the solver', async () => {
  const { made, faults } = await planned(loadHighsSolver);
  expect(made.certificate).toMatchObject({ proved: true });
  expect(faults).toEqual([]);
});

const FAILING: readonly (readonly [string, PlanFault, () => Promise<MipSolver>])[] = [
  ['cannot be loaded', 'load', () => Promise.reject(new Error('no WebAssembly'))],
  [
    'throws',
    'relaxation',
    async () => ({
      name: 'throwing',
      solve: () => {
        throw new Error('out of memory');
      },
    }),
  ],
  [
    'throws in a way that no one provided for',
    'search',
    async () => ({
      name: 'hopeless',
      solve: () => {
        throw new Error('out of memory');
      },
      discard: () => {
        throw new Error('and out of reach');
      },
    }),
  ],
];

test.each(FAILING)(
  'a solver that %s leaves the Day with the heuristics’ plan, which says so',
  async (_, fault, loadSolver) => {
    const { made, faults } = await planned(loadSolver);
    expect(made.certificate).toMatchObject({ proved: false, fault });
    expect(violations(problem, made.assignments)).toEqual([]);
    const { made: best } = await planned(loadHighsSolver);
    expect(made.certificate.waitingBound).toBeLessThanOrEqual(best.certificate.waiting);
    expect(faults).toEqual([fault]);
    const stored = storedPlan(planRecord({ fingerprint: 'x', plannedAt: 1 }, made, []));
    expect(stored?.certificate.fault).toBe(fault);
    expect(stored?.words.join(' ')).toMatch(/solver .*this is the best plan found without it/);
  },
);

test('a stored plan of a later version, with a fault of another name, can be read', () => {
  const certificate = {
    waiting: 0,
    waitingBound: 0,
    messages: 0,
    messagesBound: 0,
    roomChanges: 0,
    roomChangesBound: 0,
    gapPrice: 0,
    gapPriceBound: 0,
    fitGap: 0,
    proved: true,
    cut: false,
  };
  const record = {
    fingerprint: 'x',
    plannedAt: 1,
    certificate: { ...certificate, fault: 'columns', flagged: ['ada'], tellInPerson: [] },
  };
  expect(storedPlan(record)).toMatchObject({ certificate: { fault: 'search' }, flagged: ['ada'] });
  const { fault: _, ...sound } = record.certificate;
  expect(storedPlan({ ...record, certificate: sound })?.certificate).toEqual(certificate);
});

test('a fault of the solver is logged with its stage and cause, and counted', () => {
  const lines: unknown[] = [];
  const counted: string[] = [];
  const report = reportSolver({
    log: { error: (sentence, fields) => void lines.push({ sentence, ...fields }) },
    count: (metric) => void counted.push(metric),
  });
  report('fit-by-hours', new Error('setSolution failed', { cause: new RangeError('no columns') }));
  expect(lines).toEqual([
    {
      sentence: 'the solver failed',
      fault: 'fit-by-hours',
      reason: 'Error ← RangeError',
      at: expect.stringContaining('solver-faults.test.ts'),
    },
  ]);
  expect(counted).toEqual([METRIC.solverFailed]);
});
