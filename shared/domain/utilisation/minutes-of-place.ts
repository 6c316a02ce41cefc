import { type Instant, type Interval, MINUTE, overlap } from '../instant.ts';
import type { Figures } from './figures.ts';
import type { Held } from './held.ts';

/** What a place is doing besides its visits. */
export type PlaceKept = {
  readonly open: readonly Interval[];
  readonly held: readonly Held[];
  /** Without the overruns, which belong to their visits. */
  readonly blocked: readonly Interval[];
};

type Minutes = Pick<Figures, 'open' | 'booked' | 'used' | 'turnaround' | 'blocked' | 'idle'>;

/**
 * How the open minutes within a stretch divide: each counts once, as booked before turnaround before blocked. All
 * times are whole minutes, so that the parts add up.
 */
export const minutesWithin = (stretch: Interval, { open, held, blocked }: PlaceKept): Minutes => {
  const minutes = { open: 0, booked: 0, used: 0, turnaround: 0, blocked: 0, idle: 0 };
  const near = held.filter((each) => overlap(each, stretch));
  const closed = blocked.filter((each) => overlap(each, stretch));
  for (const opening of open) {
    const within = { start: Math.max(opening.start, stretch.start), end: Math.min(opening.end, stretch.end) };
    if (within.start >= within.end) continue;
    const edges = [...near.flatMap((each) => [each, each.visit, each.used ?? each.visit]), ...closed];
    const cuts = cutsOf(within, edges);
    for (const [at, start] of cuts.entries()) {
      const end = cuts[at + 1];
      if (end === undefined) break;
      const length = (end - start) / MINUTE;
      const part = { start, end };
      minutes.open += length;
      minutes[stateOf(part, near, closed)] += length;
      if (near.some(({ used }) => used && overlap(used, part))) minutes.used += length;
    }
  }
  return minutes;
};

const stateOf = (
  part: Interval,
  held: readonly Held[],
  blocked: readonly Interval[],
): 'booked' | 'turnaround' | 'blocked' | 'idle' => {
  if (held.some(({ visit }) => overlap(visit, part))) return 'booked';
  if (held.some((each) => overlap(each, part))) return 'turnaround';
  return blocked.some((each) => overlap(each, part)) ? 'blocked' : 'idle';
};

/** Both ends, and each edge between them, in order. */
const cutsOf = ({ start, end }: Interval, edges: readonly Interval[]): readonly Instant[] =>
  [
    ...new Set([
      start,
      ...edges.flatMap((each) => [each.start, each.end]).filter((at) => start < at && at < end),
      end,
    ]),
  ].sort((a, b) => a - b);
