import { Temporal } from 'temporal-polyfill';
import type { Room, Site } from './catalogue.ts';
import type { Instant, Interval } from './instant.ts';
import { addDays, type ClockTime, type LocalDate, weekdayOf } from './local-time.ts';
import { memoize } from './memoize.ts';

/**
 * The first instant at which the wall shows `time` on `date` or anything later. Where the clocks go forward over that
 * time, this is the moment they do; where they go back over it, its first showing.
 */
const firstShowing = memoize((date: LocalDate, time: ClockTime, timeZone: string): Instant => {
  const wall =
    time === '24:00'
      ? Temporal.PlainDate.from(addDays(date, 1)).toPlainDateTime()
      : Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const before = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  // In a gap, `earlier` is a moment before it whose wall time is too early by the length of the gap.
  const gap = before.toPlainDateTime().equals(wall) ? null : before.getTimeZoneTransition('next');
  return (gap ?? before).epochMilliseconds;
});

/** A stretch of the wall's day; `undefined` where the clocks jump over all of it. */
export const wallInterval = (
  date: LocalDate,
  { from, to }: { readonly from: ClockTime; readonly to: ClockTime },
  timeZone: string,
): Interval | undefined => {
  const [start, end] = [firstShowing(date, from, timeZone), firstShowing(date, to, timeZone)];
  return start < end ? { start, end } : undefined;
};

/**
 * When a Room is open over consecutive local dates: in order, without overlap, touching stretches merged, so that hours
 * to 24:00 run on into hours from 00:00. A room is open from the first moment its site's wall shows `from` or later until the
 * first moment it shows `to` or later; a stretch that the clocks jump over is no opening at all. Nothing opens on a
 * closed date of the Site.
 */
export const openIntervals = (
  room: Pick<Room, 'hours'>,
  site: Pick<Site, 'timeZone' | 'closedDates'>,
  dates: readonly LocalDate[],
): Interval[] => {
  const open: Interval[] = [];
  for (const date of dates.filter((each) => !site.closedDates.includes(each))) {
    for (const hours of room.hours[weekdayOf(date)] ?? []) {
      const stretch = wallInterval(date, hours, site.timeZone);
      if (stretch === undefined) continue;
      const { start, end } = stretch;
      const last = open.at(-1);
      if (last !== undefined && last.end >= start) {
        open[open.length - 1] = { start: last.start, end: Math.max(last.end, end) };
      } else open.push({ start, end });
    }
  }
  return open;
};
