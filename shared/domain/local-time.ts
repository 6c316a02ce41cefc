import { Temporal } from 'temporal-polyfill';
import type { Instant, Interval } from './instant.ts';
import { memoize } from './memoize.ts';

/** A date on a Site's wall, `YYYY-MM-DD`. */
export type LocalDate = string;

/** A time of day on a Site's wall, `HH:MM`; `24:00` is the end of the day. */
export type ClockTime = string;

/** Days of the week as a catalogue writes them, Monday first (ISO-8601). */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The date on the wall at an instant. */
export const localDateOf = (at: Instant, timeZone: string): LocalDate =>
  plainDates(Math.floor(at / DAY), timeZone).find(({ start, end }) => start <= at && at < end)?.date ??
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** The date `days` later (earlier when negative). */
export const addDays = memoize(
  (date: LocalDate, days: number): LocalDate => Temporal.PlainDate.from(date).add({ days }).toString(),
);

/**
 * The instant at which the wall shows `time` on `date`. Where a clock change skips or repeats that time,
 * Temporal's `compatible` rule holds: the later instant of a gap, the earlier of a repetition.
 */
export const instantAt = (date: LocalDate, time: ClockTime, timeZone: string): Instant =>
  time === '24:00'
    ? instantAt(addDays(date, 1), '00:00', timeZone)
    : Temporal.PlainDate.from(date).toZonedDateTime({
        timeZone,
        plainTime: Temporal.PlainTime.from(time),
      }).epochMilliseconds;

/** The whole local date as an interval: 23 or 25 hours long when the clocks change. */
export const dayInterval = memoize(
  (date: LocalDate, timeZone: string): Interval => ({
    start: Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds,
    end: Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds,
  }),
);

const DAY = 86_400_000;
/** Years of four digits and without a sign. */
const LAST_PLAIN_DAY = Date.UTC(9999, 0) / DAY;

/** The local dates around a UTC day of 24 hours each: no clock changes on them, and each instant shows one date. */
const plainDates = memoize((utcDay: number, timeZone: string) =>
  (utcDay > 0 && utcDay < LAST_PLAIN_DAY ? [utcDay - 1, utcDay, utcDay + 1] : [])
    .map((day) => new Date(day * DAY).toISOString().slice(0, 10))
    .map((date) => ({ date, ...dayInterval(date, timeZone) }))
    .filter(({ start, end }) => end - start === DAY),
);

/** Every local date that an interval touches, in order; an empty interval touches the date of its start. */
export const datesOf = (interval: Interval, timeZone: string): LocalDate[] => {
  const last = localDateOf(Math.max(interval.start, interval.end - 1), timeZone);
  const dates = [localDateOf(interval.start, timeZone)];
  for (let date = dates[0] as LocalDate; date < last; ) {
    date = addDays(date, 1);
    dates.push(date);
  }
  return dates;
};

/** What the wall clock shows at an instant, to the minute. */
export const wallTimeOf = (at: Instant, timeZone: string): ClockTime =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute', roundingMode: 'trunc' });

/** The day of the week of a local date. */
export const weekdayOf = memoize(
  (date: LocalDate): Weekday => WEEKDAYS[Temporal.PlainDate.from(date).dayOfWeek - 1] as Weekday,
);

/** Whether the text is a real calendar date written `YYYY-MM-DD`. */
export const isLocalDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

/** Whether this runtime knows the IANA time zone. */
export const isTimeZone = memoize((name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
});
