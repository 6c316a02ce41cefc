import type { PlanBooking, PlanProblem, PlanRoom } from './problem.ts';
import { visitsOfOne } from './ways-of.ts';

/** Two visits that one person goes to, one after the other. */
export type Pair = {
  readonly visits: readonly [PlanBooking, PlanBooking];
  /** The patient's, who is best left in the same room. */
  readonly linked: boolean;
};

/** The visits that are better near each other: a patient's that are linked, and where there are ways a practitioner's too. */
export const pairsOf = (problem: Pick<PlanProblem, 'bookings' | 'ways' | 'nearness'>): readonly Pair[] => {
  if (problem.nearness === false) return [];
  const { bookings, ways = [] } = problem;
  const walked = ways.some(({ minutes }) => minutes > 0);
  return visitsOfOne(bookings).flatMap(({ who, visits }) => {
    if (who === 'practitioner' && !walked) return [];
    const inTurn = visits.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.uid < b.uid ? -1 : 1));
    return inTurn
      .slice(1)
      .map((next, at): Pair => ({ visits: [inTurn[at] ?? next, next], linked: who === 'patient' }));
  });
};

/** How far from one room to another: the same floor 0, another floor 1, another building 3; for a patient another room is 1 more. */
export const apartBy = (
  a: Pick<PlanRoom, 'id' | 'building' | 'floor'>,
  b: Pick<PlanRoom, 'id' | 'building' | 'floor'>,
  linked: boolean,
): number => {
  const floors = a.building !== b.building ? 3 : a.floor !== b.floor ? 1 : 0;
  return floors + (linked && a.id !== b.id ? 1 : 0);
};
