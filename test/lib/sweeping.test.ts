import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTIONS, SWEEP_EVERY_MINUTES } from '../../shared/wiring.ts';
import { say, synthesise } from './synthesise.ts';

let stack: ReturnType<typeof synthesise>;
beforeAll(() => {
  stack = synthesise();
});

const scheduleOf = (from: ReturnType<typeof synthesise>) =>
  Object.values(from.named('AWS::Scheduler::Schedule'))[0]?.Properties;

describe('the sweep', () => {
  test('starts every minute, as an expression that the scheduler understands', () => {
    expect(scheduleOf(stack).ScheduleExpression).toBe('rate(1 minute)');
    expect(scheduleOf(synthesise({ sweepMinutes: 5 })).ScheduleExpression).toBe('rate(5 minutes)');
    expect(scheduleOf(stack)).toMatchObject({ State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect(Object.keys(stack.named('AWS::Events::Rule'))).toEqual([]);
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
