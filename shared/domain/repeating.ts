import { RRuleTemporal } from 'rrule-temporal';
import type { Repeating, SiteEntry } from './catalogue.ts';
import type { Interval } from './instant.ts';
import { addDays, type LocalDate } from './local-time.ts';
import { memoize } from './memoize.ts';
import { wallInterval } from './opening-hours.ts';

/** Where a rule has no first date, it counts from here: each of its weeks or months is one, so that any date would do. */
const LONG_AGO = '2000-01-01';

/** Midnight of a date as iCalendar writes it. Dates repeat, not instants: no clock of any zone has a part in it. */
const stamp = (date: LocalDate): string => `${date.replaceAll('-', '')}T000000Z`;

/** The dates of a month on which a rule of RFC 5545 falls, of those from its first to its last. */
const datesInMonth = memoize(
  (repeats: string, from: LocalDate, until: LocalDate | '', month: string): ReadonlySet<LocalDate> => {
    const rule = new RRuleTemporal({
      rruleString: `DTSTART:${stamp(from)}\nRRULE:${repeats}${until === '' ? '' : `;UNTIL=${stamp(until)}`}`,
    });
    const first = new Date(`${month}-01T00:00:00Z`);
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0));
    return new Set(rule.between(first, last, true).map((each) => each.toPlainDate().toString()));
  },
);

/** Whether a repetition falls on a date of its Site's wall. */
export const fallsOn = ({ repeats, from = LONG_AGO, until = '' }: Repeating, date: LocalDate): boolean =>
  datesInMonth(repeats, from, until, date.slice(0, 7)).has(date);

/** Whether it falls on any date from the one to the other. */
export const fallsOnAny = (repeating: Repeating, from: LocalDate, until: LocalDate): boolean => {
  for (let date = from; date <= until; date = addDays(date, 1)) if (fallsOn(repeating, date)) return true;
  return false;
};

/**
 * The stretches of a repetition on these dates, with the date of each: from the first moment the wall shows its beginning or
 * later to the first that shows its end or later, as opening hours are. One that the clocks jump over is none.
 */
export const stretchesOn = (
  repeating: Repeating,
  { timeZone }: Pick<SiteEntry, 'timeZone'>,
  dates: readonly LocalDate[],
): (Interval & { readonly date: LocalDate })[] =>
  dates
    .filter((date) => fallsOn(repeating, date))
    .flatMap((date) => {
      const stretch = wallInterval(date, repeating.time, timeZone);
      return stretch === undefined ? [] : { ...stretch, date };
    });
