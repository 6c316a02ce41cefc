import { randomUUID } from 'node:crypto';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { dependenciesOfEnv } from '../../shared/assigning/dependencies-of-env.ts';
import { mirrorDay } from '../../shared/availability/mirror-offers.ts';
import { calFeeds } from '../../shared/calcom/cal-feeds.ts';
import { calHttp } from '../../shared/calcom/cal-http.ts';
import { calSchedules } from '../../shared/calcom/cal-schedules.ts';
import { required, requiredMs } from '../../shared/environment.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { returnSoonTo } from '../../shared/queue/return-soon.ts';
import { fewAtOnce } from '../../shared/replanning/few-at-once.ts';
import { gaugingPlans } from '../../shared/replanning/gauge-plans.ts';
import { proveWhatIf } from '../../shared/replanning/prove-what-if.ts';
import { putOffDay } from '../../shared/replanning/put-off-day.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';
import { reportSolver } from '../../shared/replanning/report-solver.ts';
import { seekBetterPlan } from '../../shared/replanning/seek-better-plan.ts';
import { planOneMore } from '../../shared/reporting/plan-one-more.ts';
import { loadHighsSolver } from '../../shared/solver/highs.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { traced } from '../../shared/traced.ts';
import { FUNCTIONS } from '../../shared/wiring.ts';
import { calOptions } from '../cal-options.ts';
import { count, gauge, log, logging, words } from '../runtime.ts';
import { takeDay } from './take-day.ts';

/** A Day is planned in so many seconds at the most, and a what-if is proved. */
const PLAN_SECONDS = 75;
/** What planning, and then the search for a better plan, leave of the function's time: for reading the Day and committing the plan. */
const MARGIN_SECONDS = 15;
const SEEK_SECONDS = FUNCTIONS.replan.timeoutSeconds - PLAN_SECONDS - 2 * MARGIN_SECONDS;

/** No one waits for what one more would have brought as they do for a plan. */
const ONE_MORE_SECONDS = 120;

const deps = dependenciesOfEnv({ log, words, replans: false });
const planning = {
  ...deps,
  spacingMs: requiredMs('calPatchSeconds'),
  effort: 'normal',
  secondsToPlan: PLAN_SECONDS,
  loadSolver: loadHighsSolver,
  solverFailed: reportSolver({ log, count }),
} as const;
const prove = proveWhatIf(planning);
const oneMore = planOneMore({ ...planning, secondsToPlan: ONE_MORE_SECONDS });
const runStep = stepRunner({ log, count, now: Date.now });
const http = calHttp(calOptions(CAL_TIMEOUT_MS));
const take = takeDay({
  replan: gaugingPlans(gauge, traced('plan a Day', replanDay(planning))),
  mirror: mirrorDay({
    ...deps,
    runStep,
    cal: calSchedules(http, Date.now),
    feeds: calFeeds(http, Date.now),
  }),
  seek: fewAtOnce({
    ...deps,
    longestMs: (SEEK_SECONDS + MARGIN_SECONDS) * 1_000,
    seek: seekBetterPlan({
      ...planning,
      effort: 'large',
      newId: randomUUID,
      secondsToSeek: SEEK_SECONDS,
    }),
  }),
  prove: async (id) => {
    const proved = await prove(id);
    return proved === 'unknown' ? await oneMore(id) : proved;
  },
  runStep,
  putOff: putOffDay(deps),
  returnSoon: returnSoonTo(deps.sqs, required('replanQueueUrl')),
  log,
  chance: Math.random,
});

const processor = new BatchProcessor(EventType.SQS);
const replan = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

/** The replan queue: one Day per message, at once. */
export const handler = middy(replan).use(logging);
