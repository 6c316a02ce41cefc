import { Temporal } from 'temporal-polyfill';
import { type Instant, type Interval, MINUTE } from '../../shared/domain/instant.ts';

type GridTerms = {
  /** All of these in minutes. */
  readonly length: number;
  readonly slotInterval: number | null;
  readonly offsetStart: number;
  readonly minimumBookingNotice: number;
  /** The patient's, by whose full hours starts are rounded. */
  readonly timeZone: string;
};

/** Starts fall on the first of these parts of an hour that the interval is a multiple of. */
const PARTS_OF_AN_HOUR = [60, 30, 20, 15, 10, 5];

/**
 * The starts that Cal.com makes of free time. Each window begins its own row of starts, at the next part of an hour; so what follows
 * a cut is shifted where the interval does not divide what was cut off, and a row is joined to the one before where they would meet.
 */
export const startsIn = (
  windows: readonly Interval[],
  { length, slotInterval, offsetStart, minimumBookingNotice, timeZone }: GridTerms,
  now: Instant,
): readonly Instant[] => {
  const interval = Math.max(1, slotInterval ?? length);
  const part = PARTS_OF_AN_HOUR.find((minutes) => interval % minutes === 0) ?? 1;
  const step = (interval + offsetStart) * MINUTE;
  const earliest = now + minimumBookingNotice * MINUTE;
  const starts = new Set<Instant>();
  for (const window of [...windows].sort((a, b) => a.start - b.start)) {
    let at = rounded(Math.max(window.start, earliest), part, timeZone) + offsetStart * MINUTE;
    const before = Math.max(...[...starts].filter((start) => start < at));
    if (before + step > at) at = before >= window.start ? before : before + step;
    for (; at + length * MINUTE <= window.end; at += step) starts.add(at);
  }
  return [...starts].sort((a, b) => a - b);
};

const rounded = (at: Instant, part: number, timeZone: string): Instant => {
  const full = Math.ceil(at / MINUTE) * MINUTE;
  const { minute } = Temporal.Instant.fromEpochMilliseconds(full).toZonedDateTimeISO(timeZone);
  return full + (Math.ceil(minute / part) * part - minute) * MINUTE;
};
