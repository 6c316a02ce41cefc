import type { Claim, Model, Seat } from './model.ts';

/** Seats of which only one may be taken, wherever and whenever they are. */
export type Gate = readonly number[];

/**
 * What each seat claims so that of every gate's seats one is taken at most, and how many resources that needs besides those
 * before `first`. A gate is a moment of a resource that is no place: the moments are those of the Day, so that no further
 * ones need be looked at, and each is the gate's alone.
 */
export const claimsOfGates = (
  gates: readonly Gate[],
  times: readonly number[],
  first: number,
): { readonly claims: ReadonlyMap<number, readonly Claim[]>; readonly resources: number } => {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const perResource = moments.length - 1;
  const claims = new Map<number, Claim[]>();
  gates.forEach((seats, gate) => {
    const at = gate % perResource;
    const claim = {
      resource: first + Math.floor(gate / perResource),
      from: moments[at] ?? 0,
      to: moments[at + 1] ?? 0,
    };
    for (const seat of seats) {
      const own = claims.get(seat);
      if (own === undefined) claims.set(seat, [claim]);
      else own.push(claim);
    }
  });
  return { claims, resources: Math.ceil(gates.length / Math.max(1, perResource)) };
};

/** Whether two seats are of one gate: then they cannot both be taken. */
export const shareGate = ({ problem }: Pick<Model, 'problem'>, a: Seat, b: Seat): boolean => {
  const first = problem.rooms.length + problem.pools.length;
  return (a.aside ?? []).some(
    ({ resource, from }) =>
      resource >= first && b.aside?.some((each) => each.resource === resource && each.from === from),
  );
};
