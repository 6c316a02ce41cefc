import type { Instant, Interval } from './instant.ts';
import { type ClockTime, instantAt, type LocalDate, localDateOf } from './local-time.ts';
import { memoize } from './memoize.ts';

/** How a clinic's day is parted: by its lunch, and by the evening after its ordinary hours. */
const PARTED: readonly ClockTime[] = ['00:00', '13:00', '18:00', '24:00'];

const halvesOf = memoize((date: LocalDate, timeZone: string): readonly Interval[] => {
  const at = PARTED.map((time) => instantAt(date, time, timeZone));
  return at.slice(1).map((end, half) => ({ start: at[half] ?? end, end }));
});

/** The half-day in which an instant lies, by the wall of the Site: anyone who sees patients has one session in each. */
export const halfDayOf = (at: Instant, timeZone: string): Interval =>
  halvesOf(localDateOf(at, timeZone), timeZone).find(({ start, end }) => start <= at && at < end) ?? {
    start: at,
    end: at + 1,
  };
