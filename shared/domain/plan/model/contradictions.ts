import { areExclusive } from './exclusions.ts';
import { leaveAsIs } from './leave-as-is.ts';
import type { Model, Seat } from './model.ts';

/** Announced visits that hold one room, or one unit, at one time: not all of them can stay, whatever the plan. */
type Contradictions = {
  /** For each that has to change, the start of the earliest visit that it stands in contradiction with, itself included. */
  readonly since: readonly number[];
  /** All visits that stand in one: any of them may be the one to change. */
  readonly members: ReadonlySet<number>;
};

/** Where the present rooms of announced visits contradict each other. `model`: its allowances are not looked at. */
export const contradictions = (model: Model): Contradictions => {
  const asIs = leaveAsIs(model);
  const { seekers } = model;
  const told = seekers.flatMap(({ toldIfWaiting, displaced }, at) =>
    toldIfWaiting === 1 && !displaced ? [at] : [],
  );
  const mustLeave = told.filter((at) => asIs[at] === undefined);
  const members = new Set<number>();
  const since = mustLeave.map((at) => {
    const group = new Set([at]);
    for (const one of group)
      for (const other of told)
        if (
          !group.has(other) &&
          inTheWay(model, seekers[one]?.keep, seekers[other]?.keep, mustLeave.includes(one))
        )
          group.add(other);
    for (const each of group) members.add(each);
    return Math.min(...[...group].map((each) => seekers[each]?.booking.start ?? Number.POSITIVE_INFINITY));
  });
  return { since, members };
};

/** Whether two cannot both stay; of a pool's users only those are looked at beside which someone has to leave. */
const inTheWay = (model: Model, a: Seat | undefined, b: Seat | undefined, mustLeave: boolean): boolean => {
  if (a === undefined || b === undefined) return false;
  if (areExclusive(model, a, b)) return true;
  const isUsed = (a.aside ?? []).some((one) =>
    b.aside?.some((other) => one.resource === other.resource && one.from < other.to && other.from < one.to),
  );
  if (mustLeave && isUsed) return true;
  if (a.to <= b.from || b.to <= a.from) return false;
  return a.claims.some(
    (claim) => b.claims.includes(claim) && (mustLeave || claim < model.problem.rooms.length),
  );
};
