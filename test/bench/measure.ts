import { DayFile } from '../../shared/day-file/day-file.ts';
import { generateDay } from '../../shared/day-file/generate-day.ts';
import { problemOfDay } from '../../shared/day-file/problem-of-day.ts';
import { BUDGETS } from '../../shared/domain/plan/budget.ts';
import type { MipSolver } from '../../shared/domain/plan/mip-solver.ts';
import { type Model, modelOf } from '../../shared/domain/plan/model.ts';
import { DUTY_SETTLED, plan } from '../../shared/domain/plan/plan.ts';
import { bestPreference, firstFit, rawSolver, samplePick } from './baselines.ts';
import type { Cell, Row } from './report.ts';

export function measure(cell: Cell, solver: MipSolver, version: string): Row {
  const problem = problemOfDay(DayFile.parse(generateDay(cell)));
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const spent = () => {
    const { user, system } = process.cpuUsage(cpu);
    return Number(((user + system) / 1e6).toFixed(2));
  };
  let proof = 0;
  const made = plan(problem, {
    budget: BUDGETS.normal,
    solver,
    // The emergency stop counts the processor's seconds here: who else uses the machine must not change a figure.
    now: () => spent() * 1000,
    progress: (line) => {
      if (line === DUTY_SETTLED) proof = spent();
    },
  });
  const processor = spent();
  const seconds = (performance.now() - began) / 1000;
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  const model = modelOf(problem);
  const raw = rawOrNothing(model, solver, Math.max(1, seconds));
  return {
    ...cell,
    version,
    ours: {
      ...made.certificate,
      fit: made.fit,
      seconds: Number(seconds.toFixed(2)),
      processor,
      proof,
      megabytes,
    },
    baselines: {
      'first-fit': firstFit(model),
      'best preference': bestPreference(model),
      ...(raw === undefined ? {} : { 'raw HiGHS': raw }),
      'sample pickRoom': samplePick(model),
    },
  };
}

/** The largest Days do not fit into the solver's memory in one piece: then it has no answer. */
function rawOrNothing(model: Model, solver: MipSolver, seconds: number) {
  try {
    return rawSolver(model, solver, seconds);
  } catch (fault) {
    console.warn(`raw HiGHS gave up: ${fault}`);
    return undefined;
  }
}
