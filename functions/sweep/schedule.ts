import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { dependenciesOfEnv } from '../../shared/assigning/dependencies-of-env.ts';
import { mirrorInTurn } from '../../shared/availability/mirror-offers.ts';
import { eventTypesSeen } from '../../shared/calcom/cal-account.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { calFeeds } from '../../shared/calcom/cal-feeds.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calLister } from '../../shared/calcom/cal-lister.ts';
import { calSchedules } from '../../shared/calcom/cal-schedules.ts';
import { required, requiredMs } from '../../shared/environment.ts';
import { METRIC, type MetricName } from '../../shared/metrics.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { reconcile } from '../../shared/reconciling/reconcile.ts';
import { gaugingPlans } from '../../shared/replanning/gauge-plans.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { reportSolver } from '../../shared/replanning/report-solver.ts';
import { reportNights } from '../../shared/reporting/report-nights.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { forgetClosures } from '../../shared/sweeping/forget-closures.ts';
import { runSweep } from '../../shared/sweeping/run-sweep.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { groupOf } from '../../shared/sweeping/sweep-group.ts';
import { traced } from '../../shared/traced.ts';
import { FUNCTIONS } from '../../shared/wiring.ts';
import { calOptions } from '../cal-options.ts';
import { log, logging, metrics, unitOf, words } from '../runtime.ts';

/** What reconciliation leaves of the function's time for its last requests, in milliseconds. */
const MARGIN_MS = CAL_TIMEOUT_MS + 5_000;
/** For each of the few Days planned here; one that is not done by then is the replan function's. */
const PLAN_SECONDS = 8;

const deps = dependenciesOfEnv({ log, words, replans: true });
const spacingMs = requiredMs('calPatchSeconds');
const trailKeptDays = Number(required('trailKeptDays'));
/** All of one sweep in one line. */
const gauge = (metric: MetricName, value: number): void => {
  metrics.addMetric(metric, unitOf(metric), value);
};
const count = (metric: MetricName): void => {
  gauge(metric, 1);
};
const replan = gaugingPlans(
  gauge,
  traced(
    'plan a Day',
    replanDay({
      ...deps,
      spacingMs,
      effort: 'small',
      secondsToPlan: PLAN_SECONDS,
      loadSolver: loadHighsSolver,
      solverFailed: reportSolver({ log, count }),
    }),
  ),
);
const runStep = stepRunner({ log, count, now: Date.now });
const client = calOptions(CAL_TIMEOUT_MS);
const run = runSweep({
  ...deps,
  spacingMs,
  everyMs: requiredMs('sweepSeconds'),
  runStep,
  replan,
  mirror: mirrorInTurn({
    ...deps,
    runStep,
    cal: calSchedules(calHttp(client), Date.now),
    feeds: calFeeds(calHttp(client), Date.now),
  }),
  reconcile: reconcile({
    ...deps,
    runStep,
    cal: calClient(client),
    lister: calLister(client),
    eventTypes: eventTypesSeen(calHttp(client)),
    enqueue: bookingSender(required('bookingsQueueUrl')),
    digestKey: digestKeyIn(deps.ledger),
  }),
  forget: forgetClosures({ ...deps, runStep, trailKeptDays }),
  nights: reportNights({ ...deps, runStep, trailKeptDays }),
  gauge,
  log,
});

const schedule = async (input: unknown): Promise<void> => {
  const group = groupOf(input);
  await run({ group, until: Date.now() + FUNCTIONS.sweep.timeoutSeconds * 1000 - MARGIN_MS });
  count(METRIC.sweepsCompleted);
};

/** EventBridge Scheduler, every minute, once for each group. */
export const handler = middy(schedule).use(logging).use(logMetrics(metrics));
