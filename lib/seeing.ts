import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
  type Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DELIVERY_METRICS, METRIC, type MetricName } from '../shared/metrics.ts';
import { sweepsAtOnce } from '../shared/wiring.ts';
import { oldestIn, type Watched } from './alarm-rules.ts';
import { countedAt } from './counted-at.ts';
import type { Settings } from './settings/settings-schema.ts';

const FIVE_MINUTES = Duration.minutes(5);

/** One graph of the row that tells a booking's way. */
type Column = {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right: readonly IMetric[];
};

/** A booking's way on one screen, from left to right: delivered, assigned, told, planned again, agreed with Cal.com, looked at. */
export class Seeing extends Construct {
  constructor(scope: Construct, id: string, watched: Watched & { readonly alarms: readonly IAlarm[] }) {
    super(scope, id);
    const { settings, functions, frontDoor, ingest, ledger, publishing, alarms } = watched;
    const counted = countedAt(settings);
    const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `RoomAssigner-${settings.stage}` });
    const columns: readonly Column[] = [
      {
        title: 'Deliveries',
        left: [
          ...Object.values(DELIVERY_METRICS).map((name) => counted(name, Stats.SUM)),
          frontDoor.turnedAway.deliveries.metric(sum),
          ingest.receive.metricThrottles(sum),
        ],
        right: [counted(METRIC.hoursSilent, Stats.MAXIMUM)],
      },
      {
        title: 'Assigned, waiting, starting soon',
        left: [
          counted(METRIC.bookingsAssigned, Stats.SUM),
          counted(METRIC.bookingsWaiting, Stats.MAXIMUM),
          counted(METRIC.bookingsStartingSoon, Stats.MAXIMUM),
          counted(METRIC.bookingsUnmapped, Stats.SUM),
        ],
        right: [oldestIn(ingest.bookings.queue)],
      },
      {
        title: 'Owed, its age; mails, their pace',
        left: [
          this.#ofAllGroups(settings, METRIC.locationsOwed),
          this.#ofAllGroups(settings, METRIC.locationsParked),
          counted(METRIC.duplicateMails, Stats.SUM),
          counted(METRIC.locationsSent, Stats.SUM),
          this.#paceOf(settings, counted(METRIC.locationsSent, Stats.SUM)),
        ],
        right: [counted(METRIC.oldestOwedSeconds, Stats.MAXIMUM), oldestIn(publishing.wakeUps.queue)],
      },
      {
        title: 'Plans, proved or not, by how much',
        left: [
          counted(METRIC.planGap, Stats.SAMPLE_COUNT).with({ label: 'Plans' }),
          // Those without a gap.
          counted(METRIC.planGap, 'TC(:0.5)').with({ label: 'Proved' }),
          counted(METRIC.daysFailed, Stats.SUM),
          counted(METRIC.solverFailed, Stats.SUM),
        ],
        right: [
          counted(METRIC.planGap, Stats.MAXIMUM),
          functions.replan.metricDuration({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
        ],
      },
      {
        title: 'Cal.com’s answers',
        left: [
          counted(METRIC.calThrottled, Stats.SUM),
          counted(METRIC.calFailed, Stats.SUM),
          counted(METRIC.credentialsRefused, Stats.SUM),
          counted(METRIC.bookingsUntold, Stats.SUM),
          counted(METRIC.rowsUnreadable, Stats.SUM),
          counted(METRIC.feedsUnknown, Stats.SUM),
        ],
        right: [
          counted(METRIC.horizonAgeSeconds, Stats.MAXIMUM),
          counted(METRIC.offerAgeSeconds, Stats.MAXIMUM),
        ],
      },
      {
        title: 'Screens',
        left: [
          functions.board.metricInvocations(sum),
          counted(METRIC.boardRefused, Stats.SUM),
          counted(METRIC.signInsRefused, Stats.SUM),
          frontDoor.api.metricServerError(sum),
          frontDoor.turnedAway.others.metric(sum),
        ],
        right: [functions.board.metricDuration({ statistic: Stats.p(95), period: FIVE_MINUTES })],
      },
    ];
    dashboard.addWidgets(
      ...columns.map(
        ({ title, left, right }) =>
          new GraphWidget({
            title,
            left: [...left],
            right: [...right],
            width: 24 / columns.length,
            height: 8,
          }),
      ),
    );
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 12, height: 6 }),
      new GraphWidget({
        title: 'Functions: errors, and sweeps that came to their end',
        left: Object.values(functions).map((fn) => fn.metricErrors(sum)),
        right: [counted(METRIC.sweepsCompleted, Stats.SUM), counted(METRIC.stepsFailed, Stats.SUM)],
        width: 6,
        height: 6,
      }),
      new GraphWidget({
        title: 'Ledger',
        left: [
          ledger.metric('ConsumedReadCapacityUnits', FIVE_MINUTES),
          ledger.metric('ConsumedWriteCapacityUnits', FIVE_MINUTES),
        ],
        right: [
          ledger.metric('ReadThrottleEvents', FIVE_MINUTES),
          ledger.metric('WriteThrottleEvents', FIVE_MINUTES),
        ],
        width: 6,
        height: 6,
      }),
    );
  }

  /** What each group's sweep writes of its own, of all groups together: as many times as there are groups what one of them has on average. */
  #ofAllGroups(settings: Settings, metric: MetricName): MathExpression {
    return new MathExpression({
      label: metric,
      expression: `${sweepsAtOnce(settings.credentials)} * each${metric}`,
      usingMetrics: { [`each${metric}`]: countedAt(settings)(metric, Stats.AVERAGE) },
      period: FIVE_MINUTES,
    });
  }

  /** How much of what Cal.com's limit lets through is used, by all keys together. */
  #paceOf({ patchSeconds, credentials }: Settings, sent: Metric): MathExpression {
    const most = (FIVE_MINUTES.toSeconds() / patchSeconds) * credentials;
    return new MathExpression({
      label: 'Pace, %',
      expression: `100 * sent / ${most}`,
      usingMetrics: { sent },
      period: FIVE_MINUTES,
    });
  }
}
