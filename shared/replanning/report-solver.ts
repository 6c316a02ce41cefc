import type { PlanFault } from '../domain/plan/proof/ask-solver.ts';
import { METRIC, type MetricName } from '../metrics.ts';
import { placeOf, reasonsOf } from '../reasons-of.ts';

/** Logs where the solver failed, with the cause, and counts it. The plan was made without it: no one need wake for one. */
export const reportSolver =
  ({
    log,
    count,
  }: {
    readonly log: Record<'error', (sentence: string, fields: Record<string, unknown>) => void>;
    readonly count: (metric: MetricName) => void;
  }) =>
  (fault: PlanFault, cause: unknown): void => {
    log.error('the solver failed', { fault, reason: reasonsOf(cause), at: placeOf(cause) });
    count(METRIC.solverFailed);
  };
