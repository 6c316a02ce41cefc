import type { Interval } from '../instant.ts';

/** A visit that could be had at one of the starts that Cal.com makes, and whether it would have a room. */
export type PossibleVisit = Interval & { readonly hasRoom: boolean };

/** Times at which a calendar keeps someone busy, and the visits with a room that it hides with those that have none. */
export type BusyTimes = { readonly busy: readonly Interval[]; readonly lost: readonly Interval[] };

/**
 * When someone must be busy so that none of these visits without a room can be booked, whatever its type: a calendar keeps off all
 * that it overlaps. A visit without a room may lie within others that have one, and then some of those go with it: as few as can be.
 */
export const busyTimes = (visits: readonly PossibleVisit[]): BusyTimes => {
  const parts = apart(visits).map(busyIn);
  return { busy: parts.flatMap(({ busy }) => busy), lost: parts.flatMap(({ lost }) => lost) };
};

/** Those that overlap, directly or through others, together. */
const apart = (visits: readonly PossibleVisit[]): readonly (readonly PossibleVisit[])[] => {
  const found: PossibleVisit[][] = [];
  let end = -Infinity;
  for (const visit of [...visits].sort((a, b) => a.start - b.start)) {
    if (visit.start >= end) found.push([]);
    found.at(-1)?.push(visit);
    end = Math.max(end, visit.end);
  }
  return found;
};

const busyIn = (visits: readonly PossibleVisit[]): BusyTimes => {
  const without = visits.filter(({ hasRoom }) => !hasRoom);
  if (without.length === 0) return { busy: [], lost: [] };
  const having = visits.filter(({ hasRoom }) => hasRoom);
  const hit = fewestHit(without, having);
  const lost = having.filter(({ start, end }) => hit.some((at) => start <= at && at < end));
  const kept = having.filter((visit) => !lost.includes(visit));
  return { busy: outside(joined(without), joined(kept)), lost };
};

/** The fewest visits with a room that are hit up to an instant, and the instant before. */
type Chosen = { readonly at: number; readonly hits: number; readonly before: Chosen | undefined };

/** Instants of which each visit without a room has one in it, and those with a room as few as can be. */
const fewestHit = (without: readonly Interval[], having: readonly Interval[]): readonly number[] => {
  // Between two of these nothing begins or ends, so that one instant stands for all.
  const edges = [...new Set([...without, ...having].flatMap(({ start, end }) => [start, end]))].sort(
    (a, b) => a - b,
  );
  const chosen: Chosen[] = [];
  for (const at of edges) {
    if (!without.some(({ start, end }) => start <= at && at < end)) continue;
    const around = having.filter(({ start, end }) => start <= at && at < end);
    // All without a room that are over by then must have had one before.
    const over = Math.max(-Infinity, ...without.filter(({ end }) => end <= at).map(({ start }) => start));
    let best: Chosen | undefined =
      over === -Infinity ? { at, hits: around.length, before: undefined } : undefined;
    for (const before of chosen) {
      if (before.at < over) continue;
      const hits = before.hits + around.filter(({ start }) => start > before.at).length;
      if (best === undefined || hits < best.hits) best = { at, hits, before };
    }
    if (best !== undefined) chosen.push(best);
  }
  const last = Math.max(...without.map(({ start }) => start));
  let step: Chosen | undefined;
  for (const each of chosen) if (each.at >= last && each.hits < (step?.hits ?? Infinity)) step = each;
  const hit: number[] = [];
  for (; step !== undefined; step = step.before) hit.push(step.at);
  return hit;
};

const joined = (all: readonly Interval[]): readonly Interval[] => {
  const found: Interval[] = [];
  for (const { start, end } of [...all].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || last.end < start) found.push({ start, end });
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return found;
};

const outside = (all: readonly Interval[], kept: readonly Interval[]): readonly Interval[] =>
  all.flatMap(({ start, end }) => {
    const left: Interval[] = [];
    let from = start;
    for (const each of kept) {
      if (each.end <= from || each.start >= end) continue;
      if (from < each.start) left.push({ start: from, end: each.start });
      from = Math.max(from, each.end);
    }
    return from < end ? [...left, { start: from, end }] : left;
  });
