import type { Instant, Interval } from '../instant.ts';
import {
  type ClockTime,
  instantAt,
  type LocalDate,
  localDateOf,
  WEEKDAYS,
  wallTimeOf,
  weekdayOf,
} from '../local-time.ts';

/** A stretch of a date as Cal.com writes it; its last minute of a day, 23:59, means midnight. */
type ScheduleWindow = { readonly startTime: ClockTime; readonly endTime: ClockTime };
/** What holds on a date in place of the hours of its weekday; from 00:00 to 00:00 it is a day off. */
export type ScheduleOverride = ScheduleWindow & { readonly date: LocalDate };

/** When someone can be booked, by a schedule at Cal.com. */
export type CalSchedule = {
  readonly timeZone: string;
  readonly availability: readonly (ScheduleWindow & { readonly days: readonly string[] })[];
  readonly overrides: readonly ScheduleOverride[];
};

const LAST_MINUTE: ClockTime = '23:59';
const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The overrides of a date, as they are compared: in order. */
export const overridesOn = (
  overrides: readonly ScheduleOverride[],
  date: LocalDate,
): readonly ScheduleOverride[] =>
  overrides
    .filter((each) => each.date === date)
    .sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0));

/** When a schedule is open on a date: in order, what touches as one. */
export const windowsOn = (schedule: CalSchedule, date: LocalDate): readonly Interval[] => {
  const own = overridesOn(schedule.overrides, date);
  const day = DAY_NAMES[WEEKDAYS.indexOf(weekdayOf(date))] ?? '';
  const given = own.length > 0 ? own : schedule.availability.filter(({ days }) => days.includes(day));
  return joined(given.map((each) => intervalOf(each, date, schedule.timeZone)));
};

const intervalOf = ({ startTime, endTime }: ScheduleWindow, date: LocalDate, timeZone: string): Interval => ({
  start: instantAt(date, startTime, timeZone),
  end: instantAt(date, endTime === LAST_MINUTE ? '24:00' : endTime, timeZone),
});

const joined = (all: readonly Interval[]): readonly Interval[] => {
  const found: Interval[] = [];
  for (const each of all.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || last.end < each.start) found.push(each);
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, each.end) };
  }
  return found;
};

/** Open at these times of a date and at no other; what a wall that is put back cannot say plainly is left out. */
export const overridesFor = (
  date: LocalDate,
  windows: readonly Interval[],
  timeZone: string,
): readonly ScheduleOverride[] => {
  const said = windows.flatMap((window): readonly ScheduleOverride[] => {
    const override = {
      date,
      startTime: wallTimeOf(window.start, timeZone),
      endTime: endTimeOf(window.end, date, timeZone),
    };
    const { start, end } = intervalOf(override, date, timeZone);
    return start === window.start && start < end && end <= window.end ? [override] : [];
  });
  return said.length > 0 ? said : [{ date, startTime: '00:00', endTime: '00:00' }];
};

const endTimeOf = (end: Instant, date: LocalDate, timeZone: string): ClockTime => {
  if (localDateOf(end, timeZone) !== date) return LAST_MINUTE;
  const time = wallTimeOf(end, timeZone);
  return time === LAST_MINUTE ? '23:58' : time;
};
