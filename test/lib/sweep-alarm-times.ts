import { describe, expect, test } from 'vitest';
import { type AlarmTimes, sweepAlarmTimes } from '../../lib/sweep-alarm-times.ts';
import { HORIZON_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { synthesise } from './synthesise.ts';

const ALLOWED = Array.from({ length: 15 }, (_, index) => index + 1);
/** A sweep starts and writes up to so many minutes after its time. */
const LATEST = 1;

/** How many sweeps fall into each whole period of a day, the first of them at so many minutes past midnight. */
const sweepsIn = (
  { minutes }: AlarmTimes,
  sweepMinutes: number,
  first: number,
  late: () => number,
): number[] => {
  const counts: number[] = Array.from({ length: Math.floor(1440 / minutes) }, () => 0);
  for (let at = first; at < 1440; at += sweepMinutes) {
    const period = Math.floor((at + late()) / minutes);
    if (counts[period] !== undefined) counts[period] += 1;
  }
  return counts.slice(1, -1);
};

/** Sweeps that are late in turns, so that two come close together and then none for longest. */
const inTurns = (): (() => number) => {
  let turn = 0;
  return () => {
    turn += 1;
    return turn % 2 === 0 ? LATEST : 0;
  };
};

describe.each(ALLOWED)('with sweeps %d minutes apart', (sweepMinutes) => {
  const times = sweepAlarmTimes(sweepMinutes);
  const firsts = Array.from({ length: sweepMinutes }, (_, minute) => minute);

  test('that are all missed, the alarm rings within every period, wherever it begins', () => {
    const { minutes, periods, ofThem } = times.missed;
    const fewest = firsts.map((first) => {
      const missed = sweepsIn(times.missed, sweepMinutes, first, inTurns()).map((sweeps) =>
        Number(sweeps > 0),
      );
      const begun = missed.slice(periods - 1);
      return Math.min(...begun.map((_, from) => missed.slice(from, from + periods).reduce((a, b) => a + b)));
    });
    expect(Math.min(...fewest)).toBeGreaterThanOrEqual(ofThem);
    expect(minutes * periods).toBeLessThanOrEqual(Math.max(15, 4 * sweepMinutes));
  });

  test('of which two are missed, it does not ring', () => {
    expect(times.missed.ofThem).toBeGreaterThan(2);
  });

  test('no period of what they write is without one, so that an alarm of several periods can ring', () => {
    for (const each of [times.now, times.owed, times.behind, times.stepFailed])
      for (const first of firsts)
        expect(Math.min(...sweepsIn(each, sweepMinutes, first, inTurns()))).toBeGreaterThanOrEqual(1);
  });

  test('what must last for half an hour is looked at for no less, and CloudWatch takes every alarm', () => {
    expect(times.behind.minutes * times.behind.periods * 60_000).toBeGreaterThanOrEqual(HORIZON_EVERY_MS);
    for (const { minutes, periods } of Object.values(times)) {
      expect(Number.isInteger(minutes)).toBe(true);
      expect(minutes * periods).toBeLessThanOrEqual(24 * 60);
    }
  });
});

test.each([1, 15])('the template carries these times, sweeps %d minutes apart', (sweepMinutes) => {
  const times = sweepAlarmTimes(sweepMinutes);
  const alarms = Object.values(synthesise({ sweepMinutes }).named('AWS::CloudWatch::Alarm'));
  const timesOf = (name: string) => {
    const { Period, EvaluationPeriods, DatapointsToAlarm } =
      alarms.find(({ Properties }) => Properties.AlarmName === `RoomAssigner/prod/${name}`)?.Properties ?? {};
    const ofThem = DatapointsToAlarm === undefined ? {} : { ofThem: DatapointsToAlarm };
    return { minutes: Period / 60, periods: EvaluationPeriods, ...ofThem };
  };
  expect(timesOf('Sweep/Missed')).toEqual(times.missed);
  expect(timesOf('Sweep/StepFailed')).toEqual(times.stepFailed);
  expect(timesOf('Reconciliation/Behind')).toEqual(times.behind);
  expect(timesOf('Publishing/OwedTooLong')).toEqual(times.owed);
  expect(timesOf('Publishing/LocationParked')).toEqual(times.now);
});
