import type { WeeklyHours } from '../domain/catalogue.ts';
import { type ClockTime, WEEKDAYS, type Weekday } from '../domain/local-time.ts';
import { didYouMean } from './did-you-mean.ts';

type Stretch = { from: ClockTime; to: ClockTime };
type Complain = (path: (string | number)[], message: string) => void;

const isWeekday = (text: string): text is Weekday => WEEKDAYS.some((day) => day === text);

/** `mon` or `mon-fri`; undefined when it is neither. */
export const daysOf = (text: string): readonly Weekday[] | undefined => {
  const [first = '', last = first, ...rest] = text.split('-');
  if (!isWeekday(first) || !isWeekday(last) || rest.length > 0) return undefined;
  const days = WEEKDAYS.slice(WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last) + 1);
  return days.length === 0 ? undefined : days;
};

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const isClock = (text: string): boolean => CLOCK.test(text);

/** `07:00-19:00`, or what is wrong with it. */
export const stretchOf = (text: string): Stretch | string => {
  const [from = '', to = '', ...rest] = text.split(/\s*[-–]\s*/);
  if (rest.length > 0 || !isClock(from) || !(isClock(to) || to === '24:00')) {
    return `"${text}" is not a stretch of time; write it like 07:00-19:00`;
  }
  if (from >= to) {
    return `${from} is not before ${to}; hours over midnight are written ${from}-24:00 on this day and 00:00-${to} on the next`;
  }
  return { from, to };
};

/**
 * Opening hours as a clinic writes them (`mon-fri: 07:00-19:00`, `sat: [08:00-11:00, 12:00-13:00]`) as the
 * domain reads them: each day's stretches in order. What is wrong is complained about with its place.
 */
export const weeklyHoursOf = (
  written: Readonly<Record<string, string | readonly string[]>>,
  complain: Complain,
): WeeklyHours => {
  const hours: WeeklyHours = {};
  const givenBy = new Map<Weekday, string>();
  for (const [key, value] of Object.entries(written)) {
    const days = daysOf(key);
    if (days === undefined) {
      complain(
        [key],
        `unknown day "${key}"; write mon, tue, … sun or a range like mon-fri${didYouMean(key, WEEKDAYS)}`,
      );
    }
    const texts = value === 'closed' ? [] : typeof value === 'string' ? [value] : value;
    const stretches: Stretch[] = [];
    for (const [index, text] of texts.entries()) {
      const stretch = stretchOf(text);
      const path = typeof value === 'string' ? [key] : [key, index];
      if (typeof stretch === 'string') complain(path, stretch);
      else if (stretches.some((other) => stretch.from < other.to && other.from < stretch.to)) {
        complain(path, `${text} overlaps another stretch of the same day`);
      } else stretches.push(stretch);
    }
    stretches.sort((a, b) => (a.from < b.from ? -1 : 1));
    for (const day of days ?? []) {
      const already = givenBy.get(day);
      if (already !== undefined) complain([key], `${day} is already given by "${already}"`);
      givenBy.set(day, key);
      if (stretches.length > 0) hours[day] = stretches;
    }
  }
  // Monday first, so that the same hours written in another order are the same catalogue.
  return Object.fromEntries(WEEKDAYS.flatMap((day) => (hours[day] ? [[day, hours[day]]] : [])));
};
