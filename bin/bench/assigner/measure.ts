import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import type { Model } from '../../../shared/domain/plan/model/model.ts';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { DUTY_PROVED, plan, TOLD_PROVED } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { bestPreference, firstFit, samplePick } from './baselines.ts';
import type { Cell } from './cell.ts';
import { rawInTime } from './raw-solver.ts';
import type { Row } from './report.ts';

/** Which code is measured: the planner's, and that of the simpler ways beside it. */
export type Versions = { readonly version: string; readonly simplerVersion: string };

/** `earlier`: what was measured of the same cell with other code. */
export const measure = async (
  cell: Cell,
  problem: PlanProblem,
  solver: MipSolver,
  { version, simplerVersion }: Versions,
  earlier?: Row,
): Promise<Row> => {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const spent = () => {
    const { user, system } = process.cpuUsage(cpu);
    return Number(((user + system) / 1e6).toFixed(2));
  };
  let [told, proof] = [0, 0];
  const made = plan(problem, {
    budget: BUDGETS.normal,
    solver,
    // The emergency stop counts the processor's seconds here: who else uses the machine must not change a figure.
    spent: () => spent() * 1000,
    progress: (line) => {
      if (line === TOLD_PROVED) told = spent();
      if (line === DUTY_PROVED) proof = spent();
    },
  });
  const processor = spent();
  const seconds = (performance.now() - began) / 1000;
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  const model = modelOf(problem);
  const rawSeconds = Math.max(1, processor);
  const isSameDay = earlier?.bookings === cell.bookings && earlier.lose === cell.lose;
  const had = earlier?.simpler?.version === simplerVersion ? earlier.simpler.rawSeconds : 0;
  const isKept = isSameDay && had >= rawSeconds;
  return {
    ...cell,
    version,
    seats: model.seats.length,
    ours: {
      ...made.certificate,
      fit: made.fit,
      seconds: Number(seconds.toFixed(2)),
      processor,
      told: told === 0 ? proof : told,
      proof,
      megabytes,
    },
    baselines: isKept ? earlier.baselines : await simplerWays(problem, model, rawSeconds),
    simpler: { version: simplerVersion, rawSeconds: isKept ? had : rawSeconds },
  };
};

const simplerWays = async (problem: PlanProblem, model: Model, rawSeconds: number) => {
  const raw = await rawInTime(problem, rawSeconds);
  return {
    'first-fit': firstFit(model),
    'best preference': bestPreference(model),
    ...(raw === undefined ? {} : { 'raw HiGHS': raw }),
    'sample pickRoom': samplePick(model),
  };
};
