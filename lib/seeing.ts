import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DELIVERY_METRICS, METRIC } from '../shared/metrics.ts';
import { oldestIn, type Watched } from './alarm-rules.ts';
import { countedAt } from './counted-at.ts';

const FIVE_MINUTES = Duration.minutes(5);

/** A booking's way on one screen, from left to right: delivered, assigned, told, planned again, agreed with Cal.com, looked at. */
export class Seeing extends Construct {
  constructor(scope: Construct, id: string, watched: Watched & { readonly alarms: readonly IAlarm[] }) {
    super(scope, id);
    const { settings, functions, frontDoor, ingest, ledger, publishing, replanning, alarms } = watched;
    const counted = countedAt(settings);
    const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
    const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []) =>
      new GraphWidget({ title, left: [...left], right: [...right], width: 4, height: 8 });
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `RoomAssigner-${settings.stage}` });
    dashboard.addWidgets(
      graph(
        'Deliveries',
        Object.values(DELIVERY_METRICS).map((name) => counted(name, Stats.SUM)),
      ),
      graph(
        'Assigned',
        [
          ingest.bookings.queue.metricNumberOfMessagesDeleted(sum),
          counted(METRIC.bookingsUnmapped, Stats.SUM),
        ],
        [oldestIn(ingest.bookings.queue)],
      ),
      graph(
        'Told to Cal.com',
        [counted(METRIC.locationsParked, Stats.MAXIMUM), counted(METRIC.duplicateMails, Stats.SUM)],
        [counted(METRIC.oldestOwedSeconds, Stats.MAXIMUM), oldestIn(publishing.wakeUps.queue)],
      ),
      graph(
        'Planned again',
        [counted(METRIC.daysFailed, Stats.SUM), counted(METRIC.solverFailed, Stats.SUM)],
        [
          oldestIn(replanning.days.queue),
          functions.replan.metricDuration({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
        ],
      ),
      graph(
        'As Cal.com has it',
        [
          counted(METRIC.bookingsUntold, Stats.SUM),
          counted(METRIC.rowsUnreadable, Stats.SUM),
          counted(METRIC.feedsUnknown, Stats.MAXIMUM),
          counted(METRIC.credentialsRefused, Stats.SUM),
        ],
        [counted(METRIC.horizonAgeSeconds, Stats.MAXIMUM), counted(METRIC.offerAgeSeconds, Stats.MAXIMUM)],
      ),
      graph(
        'Screens',
        [
          counted(METRIC.boardRefused, Stats.SUM),
          frontDoor.api.metricServerError(sum),
          frontDoor.turnedAway.metric(sum),
        ],
        [functions.board.metricDuration({ statistic: Stats.p(95), period: FIVE_MINUTES })],
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
}
