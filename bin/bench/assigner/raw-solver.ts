import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { type Figures, rawSolver } from './baselines.ts';

type Asked = { readonly problem: PlanProblem; readonly seconds: number };

/** The thread reads the code first; both is counted in seconds of the processor, whatever else the machine does. */
const BESIDE = 10;

/**
 * What the solver makes of a Day in so many seconds of the processor. It looks at them between two steps only, and one step of a
 * large Day may take minutes: so it works in a thread, and has no answer where it is not done by half that time again; nor
 * where the Day does not fit into its memory.
 */
export const rawInTime = async (problem: PlanProblem, seconds: number): Promise<Figures | undefined> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { problem, seconds } satisfies Asked });
  const patience = new AbortController();
  const began = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(began);
    if ((user + system) / 1e6 > BESIDE + 1.5 * seconds) patience.abort();
  }, 1000);
  try {
    const [figures] = await once(worker, 'message', { signal: patience.signal });
    return figures ?? undefined;
  } catch (fault) {
    console.warn(`raw HiGHS gave up: ${patience.signal.aborted ? 'not done in time' : fault}`);
    return undefined;
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
};

if (!isMainThread) {
  const { problem, seconds } = workerData as Asked;
  const solver = await loadHighsSolver();
  parentPort?.postMessage(rawSolver(modelOf(problem), solver, seconds) ?? null);
}
