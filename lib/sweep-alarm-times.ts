/** How an alarm looks at what sweeps write: so many minutes at a time, so many times one after the other, or `ofThem` only so many. */
export type AlarmTimes = { readonly minutes: number; readonly periods: number; readonly ofThem?: number };

/** Minutes in which sweeps must have been missed for `Sweep/Missed` to ring. */
const MISSED_SWEEPS = 3;

/**
 * The times of the alarms on what sweeps write, for sweeps so many minutes apart. CloudWatch cuts time into periods of its own: one
 * shorter than two sweeps may hold none, and a period without data is no alarm.
 */
export const sweepAlarmTimes = (sweepMinutes: number) => {
  const holdsASweep = (least: number): number => Math.max(least, 2 * sweepMinutes);
  const lasting = (wholeMinutes: number, minutes: number): AlarmTimes => ({
    minutes,
    periods: Math.ceil(wholeMinutes / minutes),
  });
  return {
    /** What is true now: written by every sweep. */
    now: { minutes: holdsASweep(5), periods: 1 },
    /** The same, twice. */
    owed: lasting(10, holdsASweep(5)),
    /** The same, for half an hour. */
    behind: lasting(30, holdsASweep(5)),
    stepFailed: { minutes: holdsASweep(15), periods: 2 },
    /**
     * Minute by minute, for as long as it takes one group to miss so many. Minutes are counted, not sweeps: one group that fails time
     * after time rings as a lone sweep does, and a minute in which none could be started is no more than one.
     */
    missed: { minutes: 1, periods: Math.max(15, (MISSED_SWEEPS + 1) * sweepMinutes), ofThem: MISSED_SWEEPS },
  } as const satisfies Record<string, AlarmTimes>;
};
