import type { Repeating } from '../domain/catalogue.ts';
import { WEEKDAYS, type Weekday } from '../domain/local-time.ts';
import { fallsOnAny } from '../domain/repeating.ts';
import { didYouMean } from './did-you-mean.ts';
import { daysOf, stretchOf } from './weekly-hours-text.ts';

/** A repetition as a clinic writes it. */
export type WrittenRepeating = {
  readonly every: string;
  readonly on: string | readonly string[];
  readonly time?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

type Complain = (path: (string | number)[], message: string) => void;

const WHOLE_DAY = { from: '00:00', to: '24:00' };
const ORDINALS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };

/** iCalendar's name of a day. */
const code = (day: Weekday): string => day.slice(0, 2).toUpperCase();

/** `first mon` as `1MO`; undefined when it is no such thing. */
const inMonth = (text: string): string | undefined => {
  const [which = '', name = '', ...rest] = text.split(/\s+/);
  const day = WEEKDAYS.find((each) => each === name);
  const nth = ORDINALS[which];
  return day === undefined || nth === undefined || rest.length > 0 ? undefined : `${nth}${code(day)}`;
};

/**
 * What comes again, as a clinic writes it (`every: 2 weeks`, `on: [mon, wed-fri]`, `every: month`, `on: first mon`), as the
 * domain reads it. What is wrong is complained about with its place.
 */
export const repeatingOf = (
  { every, on, time, from, until }: WrittenRepeating,
  complain: Complain,
): Repeating | undefined => {
  const rhythm = /^(?:([2-9]|1[0-2]) )?(week|month)s?$/.exec(every);
  if (rhythm === null)
    complain(['every'], `"${every}" is no rhythm; write week, 2 weeks, month or 3 months, up to 12 of them`);
  const interval = Number(rhythm?.[1] ?? 1);
  const isMonthly = rhythm?.[2] === 'month';
  if (interval > 1 && from === undefined)
    complain(['from'], `which ${rhythm?.[2]} is the first? Write its date`);
  const days = (typeof on === 'string' ? [on] : on).flatMap((text, index): string[] => {
    const path = typeof on === 'string' ? ['on'] : ['on', index];
    if (isMonthly) {
      const nth = inMonth(text);
      if (nth === undefined)
        complain(path, `"${text}" is no day of a month; write it like first mon or last fri`);
      return nth === undefined ? [] : [nth];
    }
    const found = daysOf(text);
    if (found === undefined)
      complain(
        path,
        `unknown day "${text}"; write mon, tue, … sun or a range like mon-fri${didYouMean(text, WEEKDAYS)}`,
      );
    return (found ?? []).map(code);
  });
  const stretch = time === undefined ? WHOLE_DAY : stretchOf(time);
  if (typeof stretch === 'string') complain(['time'], stretch);
  if (from !== undefined && until !== undefined && until < from)
    complain(['until'], `${until} is before ${from}`);
  if (rhythm === null || typeof stretch === 'string' || days.length === 0) return undefined;
  const repeating: Repeating = {
    repeats: [
      `FREQ=${isMonthly ? 'MONTHLY' : 'WEEKLY'}`,
      ...(interval > 1 ? [`INTERVAL=${interval}`] : []),
      `BYDAY=${[...new Set(days)].join(',')}`,
    ].join(';'),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    time: stretch,
  };
  if (from !== undefined && until !== undefined && until >= from && !fallsOnAny(repeating, from, until))
    complain(['on'], `no such day comes from ${from} to ${until}`);
  return repeating;
};
