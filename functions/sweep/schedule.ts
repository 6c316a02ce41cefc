import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { requiredMs } from '../../shared/environment.ts';
import { NoCatalogue } from '../../shared/ledger/clinic.ts';
import { METRIC, METRICS } from '../../shared/metrics.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { sweep } from '../../shared/replanning/sweep.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';

const log = new Logger({ serviceName: METRICS.service });
const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
const around = surroundingsOfEnv(log, { replans: true });
const spacingMs = requiredMs('calPatchSeconds');
const replan = replanDay({ ...around, spacingMs, effort: 'small', loadSolver: loadHighsSolver });
const run = sweep({ ...around, spacingMs, replan });

const schedule = async (): Promise<void> => {
  try {
    const report = await run();
    metrics.addMetric(METRIC.locationsParked, MetricUnit.Count, report.parked);
    metrics.addMetric(METRIC.oldestOwedSeconds, MetricUnit.Seconds, Math.round(report.oldestOwedMs / 1000));
    log.info('sweep completed', { ...report });
  } catch (error) {
    if (!(error instanceof NoCatalogue)) throw error;
    log.warn('nothing to sweep: no catalogue has been imported');
  }
  metrics.addMetric(METRIC.sweepsCompleted, MetricUnit.Count, 1);
};

/** EventBridge Scheduler, every minute. */
export const handler = middy(schedule)
  .use(injectLambdaContext(log, { logEvent: false }))
  .use(logMetrics(metrics));
