import type { Certificate } from '../domain/plan/plan.ts';
import { METRIC, type MetricName } from '../metrics.ts';
import type { ReplanOutcome } from './replan-day.ts';

type Replan<Day extends readonly unknown[]> = (...day: Day) => Promise<ReplanOutcome>;

/** The same, each plan gauged by how far it may be from the best. */
export const gaugingPlans =
  <Day extends readonly unknown[]>(
    gauge: (metric: MetricName, value: number) => void,
    replan: Replan<Day>,
  ): Replan<Day> =>
  async (...day) => {
    const outcome = await replan(...day);
    if (outcome.kind === 'planned') gauge(METRIC.planGap, gapOf(outcome.certificate));
    return outcome;
  };

/** People who wait or are told of another room beyond the fewest that any plan is known to need. */
const gapOf = ({ waiting, waitingBound, messages, messagesBound }: Certificate): number =>
  waiting - waitingBound + Math.max(0, messages - messagesBound);
