import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { modelOf } from '../../../shared/domain/plan/model-of.ts';
import { loadHighsSolver } from '../../../shared/solver/highs.ts';
import { type Figures, rawSolver } from './baselines.ts';
import { type Cell, problemOfCell } from './cell.ts';

type Asked = { readonly cell: Cell; readonly seconds: number };

/**
 * What the solver makes of a cell in so many seconds. It looks at the clock between two steps only, and one step of a large Day
 * may take minutes: so it works in a thread, and has no answer where it is not done by half that time again; nor where the
 * Day does not fit into its memory.
 */
export const rawInTime = async (cell: Cell, seconds: number): Promise<Figures | undefined> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { cell, seconds } satisfies Asked });
  const patience = new AbortController();
  // The thread reads the code and makes the Day first.
  const timer = setTimeout(() => patience.abort(), (10 + 1.5 * seconds) * 1000);
  try {
    const [figures] = await once(worker, 'message', { signal: patience.signal });
    return figures ?? undefined;
  } catch (fault) {
    console.warn(`raw HiGHS gave up: ${patience.signal.aborted ? 'not done in time' : fault}`);
    return undefined;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
};

if (!isMainThread) {
  const { cell, seconds } = workerData as Asked;
  const solver = await loadHighsSolver();
  parentPort?.postMessage(rawSolver(modelOf(problemOfCell(cell)), solver, seconds) ?? null);
}
