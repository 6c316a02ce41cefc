import type { Weekday } from '../../../../shared/domain/local-time.ts';
import type { Words } from './words.ts';

/** Monday first, as in the domain, whose own list would bring its calendars along. */
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** What a language calls a day of the week. */
export const dayName = (day: Weekday, { language }: Words, length: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(
    MONDAY + WEEKDAYS.indexOf(day) * 86_400_000,
  );
