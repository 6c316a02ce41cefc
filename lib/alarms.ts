import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DELIVERY_METRICS, METRIC, METRICS, type MetricName } from '../shared/metrics.ts';
import type { FrontDoor } from './front-door.ts';
import type { Ingest } from './ingest.ts';
import type { Publishing } from './publishing.ts';
import type { Replanning } from './replanning.ts';
import type { Settings } from './settings/settings-schema.ts';
import { type AlarmTimes, MISSED_SWEEPS, sweepAlarmTimes } from './sweep-alarm-times.ts';
import type { Sweeping } from './sweeping.ts';

type AlarmsProps = {
  readonly settings: Settings;
  readonly frontDoor: FrontDoor;
  readonly ingest: Ingest;
  readonly publishing: Publishing;
  readonly replanning: Replanning;
  readonly sweeping: Sweeping;
};

/** Rings when the metric reaches `from` in each of so many periods one after the other. */
type Rule = {
  readonly means: string;
  readonly metric: IMetric;
  readonly from: number;
  readonly periods?: number;
};

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

/** What the functions of a stage count themselves. */
const countedAt =
  ({ stage }: Settings) =>
  (metricName: MetricName, statistic: string, period = FIVE_MINUTES): Metric =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { service: METRICS.service(stage) },
      statistic,
      period,
    });

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

/** What must wake the operator. Each has its heading in RUNBOOK.md: what it means, what to do, with which command. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly #stage: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#stage = props.settings.stage;
    this.topic = this.#topic(props.settings);
    for (const [name, rule] of Object.entries(rules(props))) {
      this.#addAlarm(
        name,
        rule,
        ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        TreatMissingData.NOT_BREACHING,
      );
    }
    // The one alarm on silence: here missing data is the news.
    const silence = {
      means: 'No sweep has reached its end for a while: nothing that was missed is found.',
      metric: countedAt(props.settings)(
        METRIC.sweepsCompleted,
        Stats.SUM,
        Duration.minutes(props.settings.sweepMinutes),
      ),
      from: 1,
      periods: 5,
    };
    this.#addAlarm(
      'Sweep/Silent',
      silence,
      ComparisonOperator.LESS_THAN_THRESHOLD,
      TreatMissingData.BREACHING,
    );
  }

  #addAlarm(
    name: string,
    rule: Rule,
    comparisonOperator: ComparisonOperator,
    treatMissingData: TreatMissingData,
  ): void {
    const alarm = new Alarm(this, name.replace('/', ''), {
      alarmName: `RoomAssigner/${this.#stage}/${name}`,
      alarmDescription: `${rule.means} What to do: lib/RUNBOOK.md.`,
      metric: rule.metric,
      threshold: rule.from,
      evaluationPeriods: rule.periods ?? 1,
      comparisonOperator,
      treatMissingData,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  #topic(settings: Settings): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: `Room assigner (${settings.stage})`,
      enforceSSL: true,
    });
    // A topic with a policy of its own lets in only who that policy names.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    return topic;
  }
}

const rules = ({
  settings,
  frontDoor,
  ingest,
  publishing,
  replanning,
  sweeping,
}: AlarmsProps): Record<string, Rule> => {
  const counted = countedAt(settings);
  return {
    'Webhook/DeliveryFailed': {
      means:
        'A delivery could not be taken: no secret, or the queue refused. Cal.com does not send it twice.',
      metric: counted(DELIVERY_METRICS.failed, Stats.SUM),
      from: 1,
    },
    'Webhook/Silent': {
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
      means: 'Someone, Cal.com or staff, was answered with a 5xx.',
      metric: frontDoor.api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Webhook/Throttled': {
      means: 'Deliveries were turned away because the account runs too many functions at once.',
      metric: ingest.receive.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      from: 1,
    },
    'Webhook/DeliveryRefused': {
      means:
        'Many deliveries with a missing or wrong signature: the secret here is not the one at Cal.com, or someone tries.',
      metric: counted(DELIVERY_METRICS.refused, Stats.SUM, Duration.minutes(15)),
      from: 5,
    },
    'Webhook/DeliveryQuarantined': {
      means: 'A rightly signed delivery could not be read.',
      metric: counted(DELIVERY_METRICS.quarantined, Stats.SUM),
      from: 1,
    },
    'Board/Refused': {
      means:
        'The board turned many requests away: a screen whose sign-in has ended, wrong groups, or someone tries.',
      // A screen that was signed out asks every few seconds, and is one screen: this is several.
      metric: counted(METRIC.boardRefused, Stats.SUM, Duration.minutes(15)),
      from: 300,
    },
    'Bookings/DlqNotEmpty': {
      means: 'A booking event could not be assigned after many tries and is parked.',
      metric: waitingIn(ingest.bookings.deadLetters),
      from: 1,
    },
    'Bookings/Delayed': {
      means: 'Bookings wait minutes for a decision.',
      metric: ingest.bookings.queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: MINUTE,
      }),
      from: 300,
      periods: 3,
    },
    'Replanning/DlqNotEmpty': {
      means: 'A Day could not be planned again after several tries.',
      metric: waitingIn(replanning.days.deadLetters),
      from: 1,
    },
    'Replanning/DayFailed': {
      means: 'A Day cannot be planned: no one on it is moved, or given a room that becomes free.',
      metric: counted(METRIC.daysFailed, Stats.SUM),
      from: 1,
    },
    'Replanning/SolverFailed': {
      means: 'The solver fails again and again: Days are planned without it, not proven.',
      metric: counted(METRIC.solverFailed, Stats.SUM, Duration.minutes(15)),
      from: 3,
    },
    'Publishing/DlqNotEmpty': {
      means: 'Waking the publisher failed several times over.',
      metric: waitingIn(publishing.wakeUps.deadLetters),
      from: 1,
    },
    'Publishing/CredentialRefused': {
      means: 'Cal.com refuses one of our API keys: nothing is told to it with that key.',
      metric: counted(METRIC.credentialsRefused, Stats.SUM),
      from: 1,
    },
    'Publishing/LocationParked': {
      means: 'A room could not be told to Cal.com and waits for staff.',
      metric: counted(METRIC.locationsParked, Stats.MAXIMUM, swept(settings).now),
      from: 1,
    },
    'Publishing/OwedTooLong': {
      means: 'A room has been owed to Cal.com for more than an hour.',
      metric: counted(METRIC.oldestOwedSeconds, Stats.MAXIMUM, swept(settings).owed),
      from: 3600,
      periods: sweepAlarmTimes(settings.sweepMinutes).owed.periods,
    },
    'Publishing/DuplicateMails': {
      means: 'A patient was mailed the same room twice, because Cal.com answered the first time too late.',
      metric: counted(METRIC.duplicateMails, Stats.SUM),
      from: 1,
    },
    'Reconciliation/Behind': {
      means:
        'Cal.com’s bookings have not been read through for two hours: what no webhook told of is not found.',
      // Three times the half hour in which each reading begins; and half an hour more, for a key that is new or back.
      metric: counted(METRIC.horizonAgeSeconds, Stats.MAXIMUM, swept(settings).behind),
      from: 5400,
      periods: sweepAlarmTimes(settings.sweepMinutes).behind.periods,
    },
    'Reconciliation/RowUnreadable': {
      means: 'A booking in Cal.com’s lists cannot be read: if no webhook told of it, it has no room.',
      // Each reading of the horizon meets it again, every half hour.
      metric: counted(METRIC.rowsUnreadable, Stats.SUM, Duration.hours(1)),
      from: 1,
    },
    'Availability/Behind': {
      means:
        'For an hour what Cal.com offers was not seen as it should be, or could not be told: starts without a room may be offered.',
      metric: counted(METRIC.offerAgeSeconds, Stats.MAXIMUM, swept(settings).now),
      from: 3600,
    },
    'Availability/FeedUnknown': {
      means:
        'Cal.com asked for a calendar of when there is no room and was given none: it offers all starts meanwhile.',
      metric: counted(METRIC.feedsUnknown, Stats.SUM),
      from: 1,
    },
    'Sweep/StepFailed': {
      means: 'A part of the sweep fails again and again, while the others go on.',
      // Longer than the longest time for which a step that fails is left out.
      metric: counted(METRIC.stepsFailed, Stats.SUM, swept(settings).stepFailed),
      from: 1,
      periods: sweepAlarmTimes(settings.sweepMinutes).stepFailed.periods,
    },
    'Sweep/Missed': {
      means: 'Several sweeps could not be started or failed.',
      metric: sweeping.missed.metricNumberOfMessagesSent({
        statistic: Stats.SUM,
        period: swept(settings).missed,
      }),
      from: MISSED_SWEEPS,
    },
  };
};
