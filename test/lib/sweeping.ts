import { beforeAll, describe, expect, test } from 'vitest';
import { METRIC } from '../../shared/metrics.ts';
import { groupOf } from '../../shared/sweeping/sweep-group.ts';
import { FUNCTIONS, KEYS_A_SWEEP, SWEEP_EVERY_MINUTES } from '../../shared/wiring.ts';
import { type Properties, say, synthesise } from './synthesise.ts';

let stack: ReturnType<typeof synthesise>;
beforeAll(() => {
  stack = synthesise();
});

const schedulesOf = (from: ReturnType<typeof synthesise>) =>
  Object.values(from.named('AWS::Scheduler::Schedule')).map(({ Properties }) => Properties);
const scheduleOf = (from: ReturnType<typeof synthesise>) => schedulesOf(from)[0];

describe('the sweep', () => {
  test('starts every minute, as an expression that the scheduler understands', () => {
    expect(scheduleOf(stack).ScheduleExpression).toBe('rate(1 minute)');
    expect(scheduleOf(synthesise({ sweepMinutes: 5 })).ScheduleExpression).toBe('rate(5 minutes)');
    expect(scheduleOf(stack)).toMatchObject({ State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect(Object.keys(stack.named('AWS::Events::Rule'))).toEqual([]);
  });

  test('is one as long as there are few keys, and is told of no groups', () => {
    expect(schedulesOf(synthesise({ credentials: KEYS_A_SWEEP }))).toHaveLength(1);
    expect(scheduleOf(stack).Target).not.toHaveProperty('Input');
  });

  test('is one for each group where there are many keys, all of one function, and each group is swept by one of them', () => {
    const many = synthesise({ credentials: 2 * KEYS_A_SWEEP + 1 });
    const schedules = schedulesOf(many);
    expect(schedules.map(({ Target }) => groupOf(JSON.parse(Target.Input)))).toEqual([
      { nth: 0, of: 3 },
      { nth: 1, of: 3 },
      { nth: 2, of: 3 },
    ]);
    expect([...new Set(schedules.map(({ Target }) => say(Target.Arn)))]).toEqual(['SweepingSweep']);
    expect(new Set(schedules.map(({ Target }) => JSON.stringify(Target.RoleArn))).size).toBe(1);
    for (const { Target, ScheduleExpression } of schedules) {
      expect(ScheduleExpression).toBe('rate(1 minute)');
      expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
      expect(say(Target.DeadLetterConfig.Arn)).toBe('SweepingMissed');
    }
  });

  describe('in ten groups', () => {
    const alarmOf = (name: string) =>
      Object.values(synthesise({ credentials: 10 * KEYS_A_SWEEP }).named('AWS::CloudWatch::Alarm')).find(
        ({ Properties }) => Properties.AlarmName === `RoomAssigner/prod/${name}`,
      )?.Properties;

    test('is missed where that of one group stays out', () => {
      expect(alarmOf('Sweep/Silent')?.Threshold).toBe(10);
    });

    test('shows on the dashboard what all of them owe and have given up, not the one that has most', () => {
      const [dashboard] = Object.values(
        synthesise({ credentials: 10 * KEYS_A_SWEEP }).named('AWS::CloudWatch::Dashboard'),
      );
      const drawn: unknown[][] = JSON.parse(say(dashboard?.Properties.DashboardBody)).widgets.flatMap(
        ({ properties }: Properties) => properties.metrics ?? [],
      );
      for (const metric of [METRIC.locationsOwed, METRIC.locationsParked]) {
        expect(drawn).toContainEqual([
          expect.objectContaining({ label: metric, expression: `10 * each${metric}` }),
        ]);
        // Where no statistic is named it is the average.
        expect(drawn.filter((each) => each.includes(metric)).map((each) => each.at(-1))).toEqual([
          { id: `each${metric}`, visible: false },
        ]);
      }
    });

    test('that fails for one group four minutes of five rings, and a minute in which none can be started does not', () => {
      const rings = (missed: (minute: number) => number): boolean => {
        const { Threshold, Period, EvaluationPeriods, DatapointsToAlarm } = alarmOf('Sweep/Missed') ?? {};
        const sums = Array.from({ length: EvaluationPeriods }, (_, nth) =>
          Array.from({ length: Period / 60 }, (_, minute) => missed((nth * Period) / 60 + minute)).reduce(
            (a, b) => a + b,
          ),
        );
        return sums.filter((sum) => sum >= Threshold).length >= (DatapointsToAlarm ?? EvaluationPeriods);
      };
      expect(rings((minute) => (minute % 5 === 0 ? 0 : 1))).toBe(true);
      expect(rings((minute) => (minute % 5 === 0 ? 1 : 0))).toBe(true);
      expect(rings((minute) => (minute === 7 ? 10 : 0))).toBe(false);
      expect(rings((minute) => (minute === 7 || minute === 8 ? 1 : 0))).toBe(false);
    });
  });

  test('ends before the next one starts', () => {
    expect(FUNCTIONS.sweep.timeoutSeconds).toBeLessThanOrEqual(SWEEP_EVERY_MINUTES * 60);
  });

  test('is never started twice for one minute, and a start that failed is written down', () => {
    const { Target } = scheduleOf(stack);
    expect(say(Target.Arn)).toBe('SweepingSweep');
    expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    expect(say(Target.DeadLetterConfig.Arn)).toBe('SweepingMissed');
  });

  test('is not run again when it failed, and the failure is written down', () => {
    const [config] = Object.values(stack.named('AWS::Lambda::EventInvokeConfig'));
    expect(say(config?.Properties.FunctionName)).toBe('SweepingSweep');
    expect(config?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    expect(say(config?.Properties.DestinationConfig.OnFailure.Destination)).toBe('SweepingMissed');
  });

  test('leaves its misses to be read for 14 days, and nothing receives them', () => {
    expect(stack.named('AWS::SQS::Queue').SweepingMissed?.Properties.MessageRetentionPeriod).toBe(
      14 * 24 * 3600,
    );
    const fed = Object.values(stack.named('AWS::Lambda::EventSourceMapping'));
    expect(fed.map((mapping) => say(mapping.Properties.EventSourceArn))).not.toContain('SweepingMissed');
  });
});
