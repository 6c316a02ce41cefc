import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALARM_METRICS } from '../../bin/cost/monthly-bill.ts';
import { DELIVERY_METRICS, METRIC, METRICS } from '../../shared/metrics.ts';
import { HORIZON_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { LONGEST_WAIT_MS } from '../../shared/sweeping/steps.ts';
import { type Properties, say, synthesise } from './synthesise.ts';

const runbook = readFileSync(new URL('../../lib/RUNBOOK.md', import.meta.url), 'utf8');

let stack: ReturnType<typeof synthesise>;
let alarms: Properties[];
beforeAll(() => {
  stack = synthesise({
    alarmEmail: 'alarms@clinic.example',
    runbookUrl: 'https://wiki.clinic.example/runbook',
    // Its alarms, too.
    news: true,
  });
  alarms = Object.values(stack.named('AWS::CloudWatch::Alarm')).map((alarm) => alarm.Properties);
});

const alarm = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `RoomAssigner/prod/${name}`);

describe('an alarm', () => {
  test('has its heading in the runbook, and no heading is without its alarm', () => {
    const headings = [...runbook.matchAll(/^## (\S+\/\S+)$/gm)].map(
      ([, name]) => `RoomAssigner/prod/${name}`,
    );
    expect(headings.sort()).toEqual(alarms.map(({ AlarmName }) => AlarmName).sort());
  });

  test('is in the reckoning of costs with each metric that it looks at', () => {
    const looksAt = ({ Metrics }: Properties): number =>
      Metrics?.filter(({ MetricStat }: Properties) => MetricStat !== undefined).length ?? 1;
    // News are beyond it: their page says what they cost.
    const reckoned = Object.values(synthesise().named('AWS::CloudWatch::Alarm'));
    expect(reckoned.reduce((sum, { Properties }) => sum + looksAt(Properties), 0)).toBe(ALARM_METRICS);
  });

  test('finds in the runbook what it means, what to do and a command', () => {
    const sections = runbook.split(/^## (?=\S+\/\S+$)/m).slice(1);
    for (const section of sections) {
      expect(section, section.split('\n')[0]).toMatch(/\*\*Means\.\*\*[\s\S]*\*\*Do\.\*\*[\s\S]*```sh/);
    }
  });

  test('is heard when it begins and when it is over: it speaks to the topic, and the topic lets alarms speak', () => {
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmActions?.map(say), OKActions?.map(say)], AlarmName).toEqual([
        ['AlarmsTopic'],
        ['AlarmsTopic'],
      ]);
    }
    const [policy] = Object.values(stack.named('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
      }),
    );
    expect(Object.values(stack.named('AWS::SNS::Subscription'))[0]?.Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'alarms@clinic.example',
    });
  });

  test('says first whether it must wake anyone, and last where to read what to do', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const heading = AlarmName.replace('RoomAssigner/prod/', '');
      const anchor = heading.replace('/', '').toLowerCase();
      expect(AlarmDescription, AlarmName).toMatch(/^\[(wake me|tomorrow)\] /);
      expect(AlarmDescription, AlarmName).toMatch(
        new RegExp(`: https://wiki\\.clinic\\.example/runbook#${anchor}$`),
      );
    }
    const { AlarmDescription } = alarm('Webhook/DeliveryFailed') ?? {};
    expect(AlarmDescription).toMatch(/^\[wake me\]/);
  });

  test('leads each time to one log', () => {
    const groups = Object.keys(stack.named('AWS::Logs::LogGroup'));
    const names = new Set([...runbook.matchAll(/\blogs ([A-Z]\w+)/g)].map(([, name]) => name));
    expect(names.size).toBeGreaterThan(5);
    for (const name of names)
      expect(
        groups.filter((id) => id.includes(`${name}Log`)),
        name,
      ).toHaveLength(1);
    expect(runbook).toContain("contains(LogicalResourceId, '$1Log')");
  });

  test.each([
    ['Webhook/TurnedAway', '=', 'DeliveriesTurnedAway'],
    ['FrontDoor/TurnedAway', '!=', 'RequestsTurnedAway'],
  ])(
    '%s rings for requests turned away at the front door, where the access log says so',
    (name, is, counts) => {
      const filters = Object.values(stack.named('AWS::Logs::MetricFilter')).map(
        ({ Properties }) => Properties,
      );
      const filter = filters.find(({ MetricTransformations: [to] }) => to.MetricName === counts);
      expect(filter).toMatchObject({
        FilterPattern: `{ ($.status = "429") && ($.route ${is} "POST /api/webhooks/cal") }`,
        MetricTransformations: [{ MetricNamespace: 'RoomAssigner/prod' }],
      });
      expect(say(filter?.LogGroupName)).toBe('FrontDoorAccessLog');
      expect(alarm(name)).toMatchObject({ Namespace: 'RoomAssigner/prod', MetricName: counts, Threshold: 1 });
      // What is turned away at the webhook is a booking that is known late; all else can wait.
      expect(alarm(name)?.AlarmDescription).toContain(is === '=' ? '[wake me]' : '[tomorrow]');
    },
  );

  test('rings where any function that a queue feeds fails, and where the oldest message of any queue is old', () => {
    const watched = alarm('Functions/Failed')?.Metrics.flatMap(({ MetricStat }: Properties) =>
      MetricStat ? [say(MetricStat.Metric.Dimensions[0].Value)] : [],
    );
    const fed = Object.values(stack.named('AWS::Lambda::EventSourceMapping'));
    expect(watched.sort()).toEqual(fed.map(({ Properties }) => say(Properties.FunctionName)).sort());
    const old = alarms
      .filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage')
      .map(({ Dimensions }) => say(Dimensions[0].Value));
    const queues = Object.keys(stack.named('AWS::SQS::Queue')).filter((name) => name.endsWith('Queue'));
    expect(old.sort()).toEqual(queues.sort());
  });

  test('stands on the dashboard, beside all that is counted', () => {
    const [dashboard] = Object.values(stack.named('AWS::CloudWatch::Dashboard'));
    expect(dashboard?.Properties.DashboardName).toBe('RoomAssigner-prod');
    const body = say(dashboard?.Properties.DashboardBody);
    for (const metric of [...Object.values(METRIC), ...Object.values(DELIVERY_METRICS)])
      expect(body).toContain(`"${metric}"`);
    for (const name of Object.keys(stack.named('AWS::CloudWatch::Alarm'))) expect(body).toContain(name);
    // More than fifty on one dashboard are paid for, however few dashboards there are.
    const drawn = JSON.parse(body).widgets.flatMap(({ properties }: Properties) =>
      (properties.metrics ?? []).map((metric: unknown[]) =>
        metric.filter((each) => typeof each === 'string').join(),
      ),
    );
    expect(new Set(drawn.filter((id: string) => id !== '')).size).toBeLessThanOrEqual(50);
    const [first = [], ...row] = JSON.parse(body).widgets.map(({ y, properties }: Properties) => [
      y,
      properties.title,
    ]);
    expect([first, ...row].filter(([y]) => y === 0).map(([, title]) => title)).toEqual([
      'Deliveries',
      'Assigned, waiting, starting soon',
      'Owed, its age; mails, their pace',
      'Plans, proved or not, by how much',
      'Cal.com’s answers',
      'Screens',
    ]);
  });

  test('rings on silence for the sweep, and only for it', () => {
    const onSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(onSilence).toEqual([alarm('Sweep/Silent')]);
    expect(alarm('Sweep/Silent')).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
    });
  });

  test('rings where bookings are found that no webhook told of: three, or one in an hour without any delivery', () => {
    const { Metrics, Threshold } = alarm('Webhook/Silent') ?? {};
    expect(Threshold).toBe(1);
    expect(Metrics).toMatchObject([
      { Expression: 'IF(found >= 3 OR (found >= 1 AND FILL(accepted, 0) == 0), 1, 0)' },
      {
        Id: 'found',
        MetricStat: { Metric: { MetricName: METRIC.bookingsUntold }, Period: 3600, Stat: 'Sum' },
      },
      {
        Id: 'accepted',
        MetricStat: { Metric: { MetricName: DELIVERY_METRICS.accepted }, Period: 3600, Stat: 'Sum' },
      },
    ]);
  });

  test('rings where the horizon was not read through for four times as long as that should take', () => {
    const { MetricName, Statistic, Threshold, Period, EvaluationPeriods } =
      alarm('Reconciliation/Behind') ?? {};
    expect({ MetricName, Statistic }).toEqual({
      MetricName: METRIC.horizonAgeSeconds,
      Statistic: 'Maximum',
    });
    expect(Threshold).toBe((3 * HORIZON_EVERY_MS) / 1000);
    expect(Period * EvaluationPeriods).toBe(HORIZON_EVERY_MS / 1000);
  });

  test('for a step of the sweep that fails rings though it is left out for a while between its tries', () => {
    const { MetricName, Threshold, Period, EvaluationPeriods } = alarm('Sweep/StepFailed') ?? {};
    expect({ MetricName, Threshold, EvaluationPeriods }).toEqual({
      MetricName: METRIC.stepsFailed,
      Threshold: 1,
      EvaluationPeriods: 2,
    });
    expect(Period * 1000).toBeGreaterThan(LONGEST_WAIT_MS);
  });

  test('watches every dead-letter queue', () => {
    const watched = alarms
      .filter(({ AlarmName }) => AlarmName.endsWith('/DlqNotEmpty'))
      .map(({ MetricName, Threshold, Dimensions }) => [MetricName, Threshold, say(Dimensions[0].Value)]);
    const queues = Object.keys(stack.named('AWS::SQS::Queue')).filter((name) => name.endsWith('DeadLetters'));
    // A queue's name is asked of it by Fn::GetAtt, so `say` gives the queue itself.
    expect(watched.sort()).toEqual(
      queues.map((queue) => ['ApproximateNumberOfMessagesVisible', 1, queue]).sort(),
    );
    expect(queues).toHaveLength(3);
  });

  test('of our own counting finds the metric where the functions write it, and each has its alarm or needs none', () => {
    const ours = alarms
      .flatMap((each) => [
        each,
        ...(each.Metrics ?? []).map(({ MetricStat }: Properties) => MetricStat?.Metric),
      ])
      .filter((each) => each?.Namespace === METRICS.namespace);
    for (const { MetricName, Dimensions } of ours) {
      expect(Dimensions, MetricName).toEqual([{ Name: 'service', Value: METRICS.service('prod') }]);
    }
    // Ordinary: what is neither news nor bad, event types that take no room; and what another alarm speaks of where it lasts.
    const onlyCounted = [
      DELIVERY_METRICS.ignored,
      METRIC.bookingsAssigned,
      METRIC.bookingsUnmapped,
      METRIC.bookingsWaiting,
      METRIC.calFailed,
      METRIC.locationsOwed,
      METRIC.locationsSent,
      METRIC.planGap,
    ];
    expect([...ours.map(({ MetricName }) => MetricName), ...onlyCounted].sort()).toEqual(
      [...Object.values(METRIC), ...Object.values(DELIVERY_METRICS)].sort(),
    );
    for (const { Properties } of Object.values(stack.named('AWS::Lambda::Function'))) {
      expect(Properties.Environment.Variables).toMatchObject({
        POWERTOOLS_METRICS_NAMESPACE: METRICS.namespace,
        POWERTOOLS_SERVICE_NAME: METRICS.service('prod'),
      });
    }
  });
});
