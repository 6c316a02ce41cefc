import type { Interval } from './instant.ts';
import { type ClockTime, datesOf, instantAt } from './local-time.ts';

/** How a clinic's day is parted: by its lunch, and by the evening after its ordinary hours. */
const PARTED: readonly ClockTime[] = ['00:00', '13:00', '18:00', '24:00'];

/** The half-days that an interval touches, by the wall of the Site: whoever sees patients has one session in each. */
export const halfDaysOf = (interval: Interval, timeZone: string): readonly Interval[] =>
  datesOf(interval, timeZone)
    .flatMap((date) => {
      const at = PARTED.map((time) => instantAt(date, time, timeZone));
      return at.slice(1).map((end, half) => ({ start: at[half] ?? end, end }));
    })
    .filter(({ start, end }) => start < interval.end && interval.start < end);
