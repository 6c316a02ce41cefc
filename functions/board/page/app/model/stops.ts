import type { Timeline, TimelineRow, TimelineVisit } from './timeline.ts';

/** What one comes to with the arrow keys: what a room is called, a visit, a block, or the free time between them. */
export type Stop = {
  readonly kind: 'name' | 'visit' | 'block' | 'free';
  /** As `data-focus` names it. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
};

/** Without a room: those who wait. */
export type StopRow = { readonly roomId?: string; readonly stops: readonly Stop[] };

export const stopRowsOf = ({ hours, floors, waiting }: Timeline): StopRow[] => [
  ...waiting.map((line) => ({ stops: line.map(visitStop) })),
  ...floors.flatMap(({ rows }) =>
    rows.map((row) => ({ roomId: row.room.id, stops: stopsOf(row, 1 / (hours.length * 4)) })),
  ),
];

const visitStop = ({ booking, stretch }: TimelineVisit): Stop => ({
  kind: 'visit',
  key: `visit ${booking.uid}`,
  ...stretch,
});

const stopsOf = ({ room, visits, blocks, closed }: TimelineRow, quarter: number): Stop[] => {
  const taken: Stop[] = [
    ...visits.map(visitStop),
    ...blocks.map(({ block, stretch }): Stop => ({ kind: 'block', key: `block ${block.id}`, ...stretch })),
  ];
  const free: Stop[] = [];
  let at = 0;
  for (const { from, to } of [...taken, ...closed, { from: 1, to: 1 }].sort((a, b) => a.from - b.from)) {
    // A little less than a quarter is one: shares of a day are no round numbers.
    if (from - at > 0.99 * quarter)
      free.push({ kind: 'free', key: `free ${room.id} ${free.length}`, from: at, to: from });
    at = Math.max(at, to);
  }
  return [
    { kind: 'name', key: `name ${room.id}`, from: -1, to: -1 },
    ...[...taken, ...free].sort((a, b) => a.from - b.from),
  ];
};

/** Where a key leads, in time or among the rooms: which of left and right is later, the direction of writing says. */
export type Way = 'earlier' | 'later' | 'up' | 'down' | 'first' | 'last';

export const wayOf = (key: string, isFromTheRight: boolean): Way | undefined => {
  switch (key) {
    case 'ArrowLeft':
      return isFromTheRight ? 'later' : 'earlier';
    case 'ArrowRight':
      return isFromTheRight ? 'earlier' : 'later';
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return undefined;
  }
};

/**
 * Where one comes that way from there; the same stop where it leads nowhere. `whole`: to where the whole day begins or ends. `column`: where
 * one was before one went up or down, so that one comes back to it.
 */
export const stopAfter = (
  rows: readonly StopRow[],
  key: string,
  way: Way,
  { whole = false, column }: { readonly whole?: boolean; readonly column?: number | undefined } = {},
): Stop | undefined => {
  const at = rows.findIndex(({ stops }) => stops.some((each) => each.key === key));
  const stops = rows[at]?.stops ?? [];
  const index = stops.findIndex((each) => each.key === key);
  const here = stops[index];
  switch (way) {
    case 'earlier':
      return stops[index - 1] ?? here;
    case 'later':
      return stops[index + 1] ?? here;
    case 'up':
      return nearest(rows[at - 1], here, column);
    case 'down':
      return nearest(rows[at + 1], here, column);
    case 'first':
      return (whole ? rows[0]?.stops : stops)?.[0] ?? here;
    case 'last':
      return (whole ? rows.at(-1)?.stops : stops)?.at(-1) ?? here;
  }
};

export const middleOf = ({ from, to }: Stop): number => (from + to) / 2;

/** What stands there at the same time, or is nearest to it. */
const nearest = (
  row: StopRow | undefined,
  here: Stop | undefined,
  column: number | undefined,
): Stop | undefined => {
  if (row === undefined || here === undefined) return here;
  const middle = column ?? middleOf(here);
  const distance = ({ from, to }: Stop): number => Math.max(from - middle, middle - to, 0);
  return [...row.stops].sort((a, b) => distance(a) - distance(b))[0] ?? here;
};
