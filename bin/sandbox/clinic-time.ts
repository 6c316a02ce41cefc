import { Temporal } from 'temporal-polyfill';
import { badRequest } from './world.ts';

/**
 * An instant from what a patient types: `2026-12-01T09:00` is the clinic's own time, anything with a zone or
 * an offset is taken as it stands.
 */
export const patientTime = (typed: string, timeZone: string): number => {
  try {
    if (/(Z|[+-]\d{2}:\d{2})$/.test(typed)) return Temporal.Instant.from(typed).epochMilliseconds;
    // A time that the clocks skip or repeat would be a guess; the patient is asked for another.
    return Temporal.PlainDateTime.from(typed.replace(' ', 'T')).toZonedDateTime(timeZone, {
      disambiguation: 'reject',
    }).epochMilliseconds;
  } catch {
    throw badRequest(`"${typed}" is no time; write 2026-12-01T09:00 (clinic time, ${timeZone})`);
  }
};

/** Ten o'clock, clinic time, on the first weekday after today. */
export const nextWeekdayAtTen = (now: number, timeZone: string): number => {
  let day = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  return day.toZonedDateTime({ timeZone, plainTime: '10:00' }).epochMilliseconds;
};

/** `Tue 24 Nov 2026, 10:00–10:45`. */
export const shownTime = (start: number, end: number, timeZone: string): string => {
  const date = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${date.format(start).replace(/^(\w+),/, '$1')}, ${time.format(start)}–${time.format(end)}`;
};
