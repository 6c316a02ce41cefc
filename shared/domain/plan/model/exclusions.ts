import type { Claim, Model, Seat } from './model.ts';

/** Seats of which only one may be taken, wherever and whenever they are. */
export type Exclusion = readonly number[];

/**
 * What each seat claims so that of every exclusion's seats one is taken at most, and how many resources that needs besides those
 * before `first`. An exclusion is a moment of a resource that is no place: the moments are those of the Day, so that no further
 * ones need be looked at, and each is the exclusion's alone.
 */
export const claimsOfExclusions = (
  exclusions: readonly Exclusion[],
  times: readonly number[],
  first: number,
): { readonly claims: ReadonlyMap<number, readonly Claim[]>; readonly resources: number } => {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const perResource = moments.length - 1;
  const claims = new Map<number, Claim[]>();
  exclusions.forEach((seats, exclusion) => {
    const at = exclusion % perResource;
    const claim = {
      resource: first + Math.floor(exclusion / perResource),
      from: moments[at] ?? 0,
      to: moments[at + 1] ?? 0,
    };
    for (const seat of seats) {
      const own = claims.get(seat);
      if (own === undefined) claims.set(seat, [claim]);
      else own.push(claim);
    }
  });
  return { claims, resources: Math.ceil(exclusions.length / Math.max(1, perResource)) };
};

/** Whether two seats are of one exclusion: then they cannot both be taken. */
export const areExclusive = ({ problem }: Pick<Model, 'problem'>, a: Seat, b: Seat): boolean => {
  const first = problem.rooms.length + problem.pools.length;
  return (a.aside ?? []).some(
    ({ resource, from }) =>
      resource >= first && b.aside?.some((each) => each.resource === resource && each.from === from),
  );
};
