import type { Interval } from '../problem/problem.ts';
import type { RoomIndex } from './room-index.ts';

/** A room a booking may have, as the webhook path sees it: closures are checked where the candidates are listed. */
export type Candidate = Interval & {
  readonly room: string;
  /** What it occupies: the room, its parts, and a unit of each portable need. */
  readonly things: readonly string[];
  /** Smaller is better; ties go to the earlier candidate. */
  readonly fit: number;
};

export type Step = {
  readonly uid: string;
  readonly to: Candidate;
};

export type PlaceNow = {
  readonly index: RoomIndex;
  /** The candidates of a booking that may move silently (tentative, not held fast), else undefined. */
  readonly movable: (uid: string) => readonly Candidate[] | undefined;
  /** At most so many moves of others in a row. */
  readonly depth?: number;
  /** Candidates to look at before giving up: work, not time. */
  readonly work?: number;
};

const DEPTH = 3;
const WORK = 600;

/**
 * Finds a room at once: the best free one, else a chain of at most `depth` silent moves of tentative bookings.
 * The steps are in the order in which they can be committed, the newcomer last. Empty: the booking must wait.
 * The index is left as it was.
 */
export const placeNow = (uid: string, candidates: readonly Candidate[], day: PlaceNow): readonly Step[] => {
  const free = bestFree(candidates, day.index);
  if (free !== undefined) return [{ uid, to: free }];
  const searchBudget = { left: day.work ?? WORK };
  for (let depth = 1; depth <= (day.depth ?? DEPTH); depth++) {
    const chain = search(uid, candidates, day, depth, searchBudget, new Set([uid]), []);
    if (chain !== undefined) return chain;
  }
  return [];
};

/** The best free candidate. */
export const bestFree = (candidates: readonly Candidate[], index: RoomIndex): Candidate | undefined => {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best !== undefined && best.fit <= candidate.fit) continue;
    if (index.holders(candidate.things, candidate).length === 0) best = candidate;
  }
  return best;
};

/** `taken` are seats promised along this chain: no one else of the chain may sit there too. */
const search = (
  uid: string,
  candidates: readonly Candidate[],
  day: PlaceNow,
  depth: number,
  searchBudget: { left: number },
  moving: Set<string>,
  taken: readonly Candidate[],
): readonly Step[] | undefined => {
  for (const to of candidates) {
    if (searchBudget.left-- <= 0) return undefined;
    if (taken.some((other) => meets(other, to))) continue;
    const holders = day.index.holders(to.things, to);
    const [holder] = holders;
    if (holder === undefined) return [{ uid, to }];
    if (depth === 0 || holders.length > 1 || moving.has(holder.uid)) continue;
    const others = day.movable(holder.uid);
    if (others === undefined) continue;
    moving.add(holder.uid);
    const rest = search(holder.uid, others, day, depth - 1, searchBudget, moving, [...taken, to]);
    moving.delete(holder.uid);
    if (rest !== undefined) return [...rest, { uid, to }];
  }
  return undefined;
};

const meets = (a: Candidate, b: Candidate): boolean => {
  return a.start < b.end && b.start < a.end && a.things.some((thing) => b.things.includes(thing));
};
