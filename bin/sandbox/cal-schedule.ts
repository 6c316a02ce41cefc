import { type Interval, MINUTE, overlap } from '../../shared/domain/instant.ts';
import { addDays, instantAt, localDateOf, weekdayOf } from '../../shared/domain/local-time.ts';

/** A stretch of a date, as Cal.com writes it. */
export type Window = { readonly startTime: string; readonly endTime: string };
export type WeeklyWindow = Window & { readonly days: readonly string[] };
export type Override = Window & { readonly date: string };

/** A schedule of one user at Cal.com: hours of the week, and dates on which others hold. */
export type CalSchedule = {
  readonly id: number;
  readonly ownerId: number;
  readonly name: string;
  readonly timeZone: string;
  readonly availability: readonly WeeklyWindow[];
  readonly isDefault: boolean;
  readonly overrides: readonly Override[];
};

export const DAYS: Readonly<Record<string, string>> = {
  Monday: 'mon',
  Tuesday: 'tue',
  Wednesday: 'wed',
  Thursday: 'thu',
  Friday: 'fri',
  Saturday: 'sat',
  Sunday: 'sun',
};

/** When someone with this schedule can be booked: a date with overrides has those alone, what touches is one. */
export const windowsOf = (
  { timeZone, availability, overrides }: CalSchedule,
  { start, end }: Interval,
): readonly Interval[] => {
  const found: Interval[] = [];
  const last = addDays(localDateOf(end, timeZone), 1);
  for (let date = addDays(localDateOf(start, timeZone), -1); date <= last; date = addDays(date, 1)) {
    const own = overrides.filter((each) => each.date === date);
    const weekly = availability.filter(({ days }) => days.some((day) => DAYS[day] === weekdayOf(date)));
    for (const { startTime, endTime } of own.length > 0 ? own : weekly)
      found.push({ start: instantAt(date, startTime, timeZone), end: endOf(date, endTime, timeZone) });
  }
  return merged(found);
};

/** The page offers no later end than a minute to midnight, which means midnight. */
const endOf = (date: string, time: string, timeZone: string): number =>
  instantAt(date, time, timeZone) + (time === '23:59' ? MINUTE : 0);

/** In order; what touches or overlaps as one. */
export const merged = (all: readonly Interval[]): readonly Interval[] => {
  const found: Interval[] = [];
  for (const each of [...all].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || last.end < each.start) found.push(each);
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, each.end) };
  }
  return found;
};

/** What is left of stretches of time without others. */
export const without = (all: readonly Interval[], busy: readonly Interval[]): readonly Interval[] =>
  merged(busy).reduce<readonly Interval[]>(
    (left, taken) =>
      left.flatMap((each) =>
        overlap(each, taken)
          ? [
              { start: each.start, end: Math.min(each.end, taken.start) },
              { start: Math.max(each.start, taken.end), end: each.end },
            ].filter(({ start, end }) => start < end)
          : [each],
      ),
    all,
  );
