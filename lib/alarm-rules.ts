import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DELIVERY_METRICS, METRIC } from '../shared/metrics.ts';
import type { FunctionName } from '../shared/wiring.ts';
import { countedAt } from './counted-at.ts';
import type { FrontDoor } from './front-door.ts';
import type { Ingest } from './ingest.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { News } from './news.ts';
import type { Publishing } from './publishing.ts';
import type { Replanning } from './replanning.ts';
import type { Settings } from './settings/settings-schema.ts';
import { type AlarmTimes, sweepAlarmTimes } from './sweep-alarm-times.ts';
import type { Sweeping } from './sweeping.ts';

/** What is looked at, by alarms and on the dashboard. */
export type Watched = {
  readonly settings: Settings;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly frontDoor: FrontDoor;
  readonly ingest: Ingest;
  readonly ledger: LedgerTable;
  readonly publishing: Publishing;
  readonly replanning: Replanning;
  readonly sweeping: Sweeping;
  /** Absent where no one is to hear any. */
  readonly news: News | undefined;
};

/** Rings when the metric reaches `from` in each of so many periods one after the other, or in `ofThem` of these. */
export type Rule = {
  /** `wake me`: patients, practitioners or bookings suffer until someone acts. `tomorrow`: it is caught by something else, or can wait. */
  readonly severity: 'wake me' | 'tomorrow';
  readonly means: string;
  readonly metric: IMetric;
  readonly from: number;
  readonly periods?: number;
  readonly ofThem?: number;
};

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
const QUARTER_HOUR = Duration.minutes(15);

/** The periods of the alarms on what sweeps write. */
const swept = ({ sweepMinutes }: Settings) => {
  const { now, owed, behind, stepFailed, missed } = sweepAlarmTimes(sweepMinutes);
  const lasting = ({ minutes }: AlarmTimes): Duration => Duration.minutes(minutes);
  return {
    now: lasting(now),
    owed: lasting(owed),
    behind: lasting(behind),
    stepFailed: lasting(stepFailed),
    missed: lasting(missed),
  };
};

const waitingIn = (queue: Queue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE });

export const oldestIn = (queue: Queue): Metric =>
  queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: MINUTE });

const errorsOf = (fn: LambdaFunction): Metric =>
  fn.metricErrors({ statistic: Stats.SUM, period: QUARTER_HOUR });

/** Each has its heading in RUNBOOK.md: what it means, what to do, with which command. */
export const alarmRules = ({
  settings,
  functions,
  frontDoor,
  ingest,
  ledger,
  publishing,
  replanning,
  sweeping,
  news,
}: Watched): Record<string, Rule> => {
  const counted = countedAt(settings);
  return {
    'Webhook/DeliveryFailed': {
      severity: 'wake me',
      means:
        'A delivery could not be taken: no secret, or the queue refused. Cal.com does not send it twice.',
      metric: counted(DELIVERY_METRICS.failed, Stats.SUM),
      from: 1,
    },
    'Webhook/Silent': {
      severity: 'wake me',
      means:
        'Bookings are found by reading Cal.com that no webhook told of: the webhook is off, or someone else’s.',
      // In a small clinic one booking an hour may be all there is: it rings as soon as no delivery came beside it.
      metric: new MathExpression({
        expression: 'IF(found >= 3 OR (found >= 1 AND FILL(accepted, 0) == 0), 1, 0)',
        usingMetrics: {
          found: counted(METRIC.bookingsUntold, Stats.SUM),
          accepted: counted(DELIVERY_METRICS.accepted, Stats.SUM),
        },
        period: Duration.hours(1),
      }),
      from: 1,
    },
    'FrontDoor/ServerErrors': {
      severity: 'wake me',
      means: 'Someone, Cal.com or staff, was answered with a 5xx.',
      metric: frontDoor.api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Webhook/TurnedAway': {
      severity: 'wake me',
      means: 'Deliveries were answered with a 429: more came at once than the front door lets in.',
      metric: frontDoor.turnedAway.deliveries.metric({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Webhook/Quiet': {
      severity: 'tomorrow',
      means:
        'While the clinic was open no delivery came for hours in which there always are some: nothing is booked, or nothing is told.',
      metric: counted(METRIC.hoursSilent, Stats.MAXIMUM, swept(settings).now),
      from: 1,
    },
    'FrontDoor/TurnedAway': {
      severity: 'tomorrow',
      means: 'Requests were answered with a 429: more came at once than the front door lets in.',
      metric: frontDoor.turnedAway.others.metric({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Functions/Failed': {
      severity: 'tomorrow',
      means: 'Functions that queues feed end in an error or run out of time, again and again.',
      // The others' errors are 5xx at the front door or missed sweeps, and each metric that an alarm looks at is paid for.
      metric: new MathExpression({
        expression: 'SUM(METRICS())',
        usingMetrics: {
          assign: errorsOf(functions.assign),
          publish: errorsOf(functions.publish),
          replan: errorsOf(functions.replan),
          ...(news && { tell: errorsOf(news.tell) }),
        },
        period: QUARTER_HOUR,
      }),
      from: 3,
    },
    'Replanning/Delayed': {
      severity: 'tomorrow',
      means: 'Days wait a quarter of an hour to be planned again.',
      metric: oldestIn(replanning.days.queue),
      from: 900,
      periods: 3,
    },
    'Publishing/Delayed': {
      severity: 'tomorrow',
      means: 'Wake-ups of the publisher wait half an hour: rooms are told late.',
      metric: oldestIn(publishing.wakeUps.queue),
      from: 1800,
      periods: 3,
    },
    'Ledger/Throttled': {
      severity: 'tomorrow',
      means:
        'The Ledger turns reads or writes away: more falls on one Day or house than its table takes at once.',
      metric: new MathExpression({
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: {
          reads: ledger.metric('ReadThrottleEvents', FIVE_MINUTES),
          writes: ledger.metric('WriteThrottleEvents', FIVE_MINUTES),
        },
        period: FIVE_MINUTES,
      }),
      from: 10,
    },
    'Webhook/Throttled': {
      severity: 'wake me',
      means: 'Deliveries were turned away because the account runs too many functions at once.',
      metric: ingest.receive.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Webhook/DeliveryRefused': {
      severity: 'tomorrow',
      means:
        'Many deliveries with a missing or wrong signature: the secret here is not the one at Cal.com, or someone tries.',
      metric: counted(DELIVERY_METRICS.refused, Stats.SUM, Duration.minutes(15)),
      from: 5,
    },
    'Webhook/DeliveryQuarantined': {
      severity: 'tomorrow',
      means: 'A rightly signed delivery could not be read.',
      metric: counted(DELIVERY_METRICS.quarantined, Stats.SUM),
      from: 1,
    },
    'Board/Refused': {
      severity: 'tomorrow',
      means:
        'The board turned many requests away: a screen whose sign-in has ended, wrong groups, or someone tries.',
      // A screen that was signed out asks every few seconds, and is one screen: this is several.
      metric: counted(METRIC.boardRefused, Stats.SUM, Duration.minutes(15)),
      from: 300,
    },
    'Board/SignInRefused': {
      severity: 'tomorrow',
      means:
        'Sign-ins were refused: tokens not to be believed here, people without a role, a code that the issuer does not vouch for.',
      metric: counted(METRIC.signInsRefused, Stats.SUM, QUARTER_HOUR),
      from: 20,
    },
    'Bookings/StartingSoon': {
      severity: 'wake me',
      means: 'A visit without a room starts within the hour, and has waited for one for ten minutes.',
      metric: counted(METRIC.bookingsStartingSoon, Stats.MINIMUM, swept(settings).owed),
      from: 1,
      periods: sweepAlarmTimes(settings.sweepMinutes).owed.periods,
    },
    'Bookings/DlqNotEmpty': {
      severity: 'wake me',
      means: 'A booking event could not be assigned after many tries and is parked.',
      metric: waitingIn(ingest.bookings.deadLetters),
      from: 1,
    },
    'Bookings/Delayed': {
      severity: 'wake me',
      means: 'Bookings wait minutes for a decision.',
      metric: oldestIn(ingest.bookings.queue),
      from: 300,
      periods: 3,
    },
    'Replanning/DlqNotEmpty': {
      severity: 'tomorrow',
      means: 'A Day could not be planned again after several tries.',
      metric: waitingIn(replanning.days.deadLetters),
      from: 1,
    },
    'Replanning/DayFailed': {
      severity: 'wake me',
      means: 'A Day cannot be planned: no one on it is moved, or given a room that becomes free.',
      metric: counted(METRIC.daysFailed, Stats.SUM),
      from: 1,
    },
    'Replanning/SolverFailed': {
      severity: 'tomorrow',
      means: 'The solver fails again and again: Days are planned without it, not proven.',
      metric: counted(METRIC.solverFailed, Stats.SUM, Duration.minutes(15)),
      from: 3,
    },
    'Publishing/DlqNotEmpty': {
      severity: 'tomorrow',
      means: 'Waking the publisher failed several times over.',
      metric: waitingIn(publishing.wakeUps.deadLetters),
      from: 1,
    },
    'Publishing/CredentialRefused': {
      severity: 'wake me',
      means: 'Cal.com refuses one of our API keys: nothing is told to it with that key.',
      metric: counted(METRIC.credentialsRefused, Stats.SUM),
      from: 1,
    },
    'CalCom/Throttled': {
      severity: 'tomorrow',
      means:
        'Cal.com turns our requests away again and again: rooms are told late, and what changed is read late.',
      metric: counted(METRIC.calThrottled, Stats.SUM, QUARTER_HOUR),
      from: 3,
    },
    'Publishing/LocationParked': {
      severity: 'tomorrow',
      means: 'A room could not be told to Cal.com and waits for staff.',
      metric: counted(METRIC.locationsParked, Stats.MAXIMUM, swept(settings).now),
      from: 1,
    },
    'Publishing/OwedTooLong': {
      severity: 'wake me',
      means: 'A room has been owed to Cal.com for more than an hour.',
      metric: counted(METRIC.oldestOwedSeconds, Stats.MAXIMUM, swept(settings).owed),
      from: 3600,
      periods: sweepAlarmTimes(settings.sweepMinutes).owed.periods,
    },
    'Publishing/DuplicateMails': {
      severity: 'wake me',
      means: 'A patient was mailed the same room twice, because Cal.com answered the first time too late.',
      metric: counted(METRIC.duplicateMails, Stats.SUM),
      from: 1,
    },
    'Reconciliation/Behind': {
      severity: 'tomorrow',
      means:
        'Cal.com’s bookings have not been read through for two hours: what no webhook told of is not found.',
      // Three times the half hour in which each reading begins; and half an hour more, for a key that is new or back.
      metric: counted(METRIC.horizonAgeSeconds, Stats.MAXIMUM, swept(settings).behind),
      from: 5400,
      periods: sweepAlarmTimes(settings.sweepMinutes).behind.periods,
    },
    'Reconciliation/RowUnreadable': {
      severity: 'tomorrow',
      means: 'A booking in Cal.com’s lists cannot be read: if no webhook told of it, it has no room.',
      // Each reading of the horizon meets it again, every half hour.
      metric: counted(METRIC.rowsUnreadable, Stats.SUM, Duration.hours(1)),
      from: 1,
    },
    'Availability/Behind': {
      severity: 'tomorrow',
      means:
        'For an hour what Cal.com offers was not seen as it should be, or could not be told: starts without a room may be offered.',
      metric: counted(METRIC.offerAgeSeconds, Stats.MAXIMUM, swept(settings).now),
      from: 3600,
    },
    'Availability/FeedUnknown': {
      severity: 'tomorrow',
      means:
        'Cal.com asked for a calendar of when there is no room and was given none: it offers all starts meanwhile.',
      metric: counted(METRIC.feedsUnknown, Stats.SUM),
      from: 1,
    },
    'Sweep/StepFailed': {
      severity: 'tomorrow',
      means: 'A part of the sweep fails again and again, while the others go on.',
      // Longer than the longest time for which a step that fails is left out.
      metric: counted(METRIC.stepsFailed, Stats.SUM, swept(settings).stepFailed),
      from: 1,
      periods: sweepAlarmTimes(settings.sweepMinutes).stepFailed.periods,
    },
    'Sweep/Missed': {
      severity: 'tomorrow',
      means: 'Several sweeps could not be started or failed.',
      metric: sweeping.missed.metricNumberOfMessagesSent({
        statistic: Stats.SUM,
        period: swept(settings).missed,
      }),
      from: 1,
      periods: sweepAlarmTimes(settings.sweepMinutes).missed.periods,
      ofThem: sweepAlarmTimes(settings.sweepMinutes).missed.ofThem,
    },
    ...(news && {
      'News/Untold': {
        severity: 'tomorrow',
        means: 'Other systems of the clinic were not told of rooms that changed, after an hour of trying.',
        metric: waitingIn(news.untold),
        from: 1,
      },
      'News/Delayed': {
        severity: 'tomorrow',
        means: 'Other systems of the clinic hear of rooms a quarter of an hour late.',
        metric: news.tell.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: MINUTE }),
        from: 900_000,
      },
    }),
  };
};
