import type { Way } from './stops.ts';
import { QUARTER, shareOf, type Timeline } from './timeline.ts';

/** An empty stretch of a room's day that is pointed at, in milliseconds. */
export type Pointed = { readonly roomId: string; readonly start: number; readonly end: number };

/** It, longer or shorter by a quarter: sideways its end, up and down its beginning. The same where it may not be so. */
export const stretched = (pointed: Pointed, way: Way, hours: Timeline['hours']): Pointed => {
  const { start, end } = pointed;
  const by = way === 'earlier' || way === 'up' ? -QUARTER : QUARTER;
  const isEnd = way === 'earlier' || way === 'later';
  const next = isEnd ? { ...pointed, end: end + by } : { ...pointed, start: start + by };
  const isWithin = shareOf(next.start, hours) < 1 && shareOf(next.end, hours) > 0;
  return next.end - next.start >= QUARTER && isWithin ? next : pointed;
};
