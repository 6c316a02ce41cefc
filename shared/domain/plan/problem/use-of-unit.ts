import type { Instant, Interval, PlanProblem } from './problem.ts';

/**
 * For how long a visit that is in a room for a time uses a unit of a pool: as long, or during the turnaround alone, from the end
 * of the visit on. It may be no time at all.
 */
export const useOfUnit = (
  { pools }: Pick<PlanProblem, 'pools'>,
  tag: string,
  visit: { readonly end: Instant },
  inRoom: Interval,
): Interval =>
  pools.some((pool) => pool.tag === tag && pool.during === 'turnaround')
    ? { start: Math.max(visit.end, inRoom.start), end: inRoom.end }
    : inRoom;
