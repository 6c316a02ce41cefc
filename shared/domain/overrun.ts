/**
 * How many minutes longer than booked the visits of a type last: half of them at most `p50`, four of five at most `p80`, nineteen
 * of twenty at most `p95`. A visit that ends in time, or early, lasts 0 longer.
 */
export type Overrun = { readonly p50: number; readonly p80: number; readonly p95: number };

/**
 * What a minute below the 80 % quantile weighs: more than two gaps can cost together that are both at least their own. So anyone who
 * sits too close to the next visit goes to a room, where one is free, in which no gap is as short.
 */
export const gapWeight = (overruns: readonly Overrun[]): number =>
  1 + 2 * overruns.reduce((most, { p80, p95 }) => Math.max(most, p95 - p80), 0);

/**
 * The price of so many whole minutes between the end of what a visit occupies and the beginning of what the next in its room
 * does. Convex, and 0 from the 95 % quantile on: a minute counts once below that, `weight` times below the 80 % quantile, as much
 * again below the half.
 */
export const gapPrice = ({ p50, p80, p95 }: Overrun, minutes: number, weight: number): number =>
  weight * (Math.max(0, p50 - minutes) + Math.max(0, p80 - minutes)) + Math.max(0, p95 - minutes);
