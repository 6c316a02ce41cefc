import type { Interval } from '../../shared/domain/instant.ts';
import { instantAt, type LocalDate } from '../../shared/domain/local-time.ts';
import { BadUsage } from '../admin/command.ts';

const CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d|24:00';
const SPAN = new RegExp(`^(${CLOCK})-(${CLOCK})$`);

/** Whether an argument looks like `10:00-12:00`, rightly or not. */
export const isTimeSpan = (text: string): boolean => /^\d+:\d+-\d+:\d+$/.test(text);

/** The time on the wall as instants. @throws BadUsage where it is none, or ends before it begins. */
export const blockedTime = (span: string, date: LocalDate, timeZone: string): Interval => {
  const [, from, to] = SPAN.exec(span) ?? [];
  if (from === undefined || to === undefined)
    throw new BadUsage(`--block: "${span}" is no time of day; it is written 10:00-12:00`);
  const at = (time: string) => instantAt(date, time.padStart(5, '0'), timeZone);
  const time = { start: at(from), end: at(to) };
  if (time.end <= time.start) throw new BadUsage('--block: the end must be after the start');
  return time;
};
