import { Temporal } from 'temporal-polyfill';
import { type Instant, type Interval, MINUTE } from '../instant.ts';

/** By what Cal.com makes starts of an event type, in minutes. */
export type StartTerms = {
  readonly length: number;
  /** Absent = the length. */
  readonly slotInterval?: number | undefined;
  readonly offsetStart?: number | undefined;
};

/** Cal.com begins a row of starts at the first of these parts of an hour that the interval is a multiple of. */
const PARTS_OF_AN_HOUR = [60, 30, 20, 15, 10, 5];

/**
 * Every start that Cal.com could make within these windows, whatever else keeps its host busy: a row of starts begins anew after
 * each booking and each cut, so where it begins is not known beforehand, but on which minutes of the hour it can.
 */
export const possibleStarts = (
  windows: readonly Interval[],
  { length, slotInterval = length, offsetStart = 0 }: StartTerms,
  timeZone: string,
): readonly Instant[] => {
  const part = PARTS_OF_AN_HOUR.find((minutes) => slotInterval % minutes === 0) ?? 1;
  const step = commonDivisor(part, offsetStart) * MINUTE;
  return windows.flatMap(({ start, end }) => {
    const found: Instant[] = [];
    for (let at = aligned(start, step, timeZone); at + length * MINUTE <= end; at += step) found.push(at);
    return found;
  });
};

/** The first instant from then on at which the wall shows a multiple of the step. */
const aligned = (at: Instant, step: number, timeZone: string): Instant => {
  const offset =
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1_000_000;
  return Math.ceil((at + offset) / step) * step - offset;
};

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
