import { beforeAll, describe, expect, test } from 'vitest';
import { groupOf } from '../../shared/sweeping/sweep-group.ts';
import { FUNCTIONS, KEYS_A_SWEEP, SWEEP_EVERY_MINUTES } from '../../shared/wiring.ts';
import { say, synthesise } from './synthesise.ts';

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

  test('of one group that stays out is missed, and a minute in which none can be started is no alarm', () => {
    const thresholdOf = (name: string, credentials: number) =>
      Object.values(synthesise({ credentials }).named('AWS::CloudWatch::Alarm')).find(
        ({ Properties }) => Properties.AlarmName === `RoomAssigner/prod/${name}`,
      )?.Properties.Threshold;
    expect(thresholdOf('Sweep/Silent', 1)).toBe(1);
    expect(thresholdOf('Sweep/Missed', 1)).toBe(3);
    expect(thresholdOf('Sweep/Silent', 2 * KEYS_A_SWEEP + 1)).toBe(3);
    expect(thresholdOf('Sweep/Missed', 2 * KEYS_A_SWEEP + 1)).toBe(9);
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
