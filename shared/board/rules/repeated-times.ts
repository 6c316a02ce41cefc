import type { Interval } from '../../domain/instant.ts';
import { addDays, instantAt, type LocalDate, localDateOf, wallTimeOf } from '../../domain/local-time.ts';

/** Every day, or every week on the same day, up to a date and including it. */
export type Repeats = { readonly every: 'day' | 'week'; readonly until: LocalDate };

/** Dates that one press lays Blocks on: all of them stand with the Room, and are written in one transaction. */
export const MOST_DATES = 60;

const DAYS = { day: 1, week: 7 } as const;

/** The same times on the wall on each of the dates, the first included; one more than `MOST_DATES` where there would be more. */
export const repeatedTimes = (
  first: Interval,
  { every, until }: Repeats,
  timeZone: string,
): readonly Interval[] => {
  const [from, to] = [wallTimeOf(first.start, timeZone), wallTimeOf(first.end, timeZone)];
  const times = [first];
  let [starts, ends] = [localDateOf(first.start, timeZone), localDateOf(first.end, timeZone)];
  while (times.length <= MOST_DATES) {
    [starts, ends] = [addDays(starts, DAYS[every]), addDays(ends, DAYS[every])];
    if (starts > until) break;
    times.push({ start: instantAt(starts, from, timeZone), end: instantAt(ends, to, timeZone) });
  }
  return times;
};

/** It would begin again before it is over. */
export const overlapsItself = ({ start, end }: Interval, { every }: Pick<Repeats, 'every'>): boolean =>
  // An hour less, where a clock is put forward in between.
  end - start > (DAYS[every] * 24 - 1) * 3_600_000;
