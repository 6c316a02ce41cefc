import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { anyLister } from '../../shared/calcom/cal-lister.ts';
import { ENV } from '../../shared/env.ts';
import { required, requiredMs } from '../../shared/environment.ts';
import { NoCatalogue } from '../../shared/ledger/clinic.ts';
import { METRIC, METRICS } from '../../shared/metrics.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { horizonAgeMs } from '../../shared/reconciling/horizon-age.ts';
import { reconcile } from '../../shared/reconciling/reconcile.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { sweep } from '../../shared/replanning/sweep.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { secretsManager } from '../../shared/secrets/read-secret.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { FUNCTIONS } from '../../shared/wiring.ts';

/** What reconciliation leaves of the function's time for its last requests, in milliseconds. */
const MARGIN_MS = CAL_TIMEOUT_MS + 5_000;
/** For each of the few Days planned here; one that is not done by then is the replan function's. */
const PLAN_SECONDS = 8;

const log = new Logger({ serviceName: METRICS.service });
const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
const around = surroundingsOfEnv(log, { replans: true });
const spacingMs = requiredMs('calPatchSeconds');
const replan = replanDay({
  ...around,
  spacingMs,
  effort: 'small',
  secondsToPlan: PLAN_SECONDS,
  loadSolver: loadHighsSolver,
});
const run = sweep({ ...around, spacingMs, replan });
const client = {
  origin: required('calApiUrl'),
  keyOf: calKeys(process.env[ENV.calKeysSecretId], secretsManager(), Date.now),
  timeoutMs: CAL_TIMEOUT_MS,
  now: Date.now,
};
const reconciliation = reconcile({
  ...around,
  cal: calClient(client),
  lister: anyLister(client),
  enqueue: bookingSender(required('bookingsQueueUrl')),
  digestKey: digestKeyIn(around.ledger),
});

/** Cal.com out of reach must not keep the clinic's own rooms from being planned: that is done by now. */
const reconciled = async (until: number): Promise<void> => {
  try {
    const report = await reconciliation({ until });
    metrics.addMetric(METRIC.bookingsUntold, MetricUnit.Count, report.silent);
    const refused = Object.keys(report.refused).length;
    if (refused > 0) metrics.addMetric(METRIC.credentialsRefused, MetricUnit.Count, refused);
    log.info('reconciled', { ...report });
  } catch (error) {
    log.error('reconciliation failed', { reason: error instanceof Error ? error.name : 'unknown' });
  }
};

const schedule = async (): Promise<void> => {
  const until = Date.now() + FUNCTIONS.sweep.timeoutSeconds * 1000 - MARGIN_MS;
  try {
    const report = await run();
    metrics.addMetric(METRIC.locationsParked, MetricUnit.Count, report.parked);
    metrics.addMetric(METRIC.oldestOwedSeconds, MetricUnit.Seconds, Math.round(report.oldestOwedMs / 1000));
    log.info('sweep completed', { ...report });
    await reconciled(until);
    const horizonAge = Math.round((await horizonAgeMs(around)) / 1000);
    metrics.addMetric(METRIC.horizonAgeSeconds, MetricUnit.Seconds, horizonAge);
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
