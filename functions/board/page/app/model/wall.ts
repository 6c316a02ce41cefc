import { estimatedWidth, linesOf, wordsOf } from './lines-of.ts';

/** A room as a wall shows it: its name, under it what it does and until when, above both the heading that it shares with its neighbours. */
export type WallRoom = {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  /** `''`: none. */
  readonly heading: string;
};

/** The rooms from one number to before another, in so many columns. */
type WallPage = { readonly from: number; readonly to: number; readonly columns: number };

export type WallLayout = {
  /** Of the smallest letters, in pixels. */
  readonly size: number;
  /** Names are larger than those by so much. */
  readonly name: number;
  readonly pages: readonly WallPage[];
};

type Area = { readonly width: number; readonly height: number };

/** Read from three metres: letters are no smaller while every page comes round soon enough, and no larger. */
export const SMALLEST = 24;
const LARGEST = 96;
/** Sooner than hiding a room for long, a small screen writes smaller: people stand before it. */
const SMALLEST_OF_ALL = 12;
/** The sizes of a name that are tried, the largest first. */
const NAMES = [1.6, 1.3, 1];
/** No room is hidden for longer, in milliseconds; a page is there to be read for this long at least, and no longer than that. */
export const HIDDEN_MS = 20_000;
const SHORTEST_TURN_MS = 4_000;
const LONGEST_TURN_MS = 10_000;
const MOST_PAGES = 1 + HIDDEN_MS / SHORTEST_TURN_MS;
const MOST_COLUMNS = 12;
/** Width by height of a room that is shaped best. */
const WELL_SHAPED = 2.6;

/** The measures of a room in parts of its smallest letters; `kiosk.css` has the same. */
const HEADING = 1.1;
const LINE = 1.15;
const GAP = 0.4;
/** Above and below; at both sides, with the bar of its colour; the picture of its state beside the name. */
const PADDING = { block: 0.7, inline: 1.5, icon: 1.9 };

/** A page is shown for so long, in milliseconds. */
export const turnMs = (pages: number): number =>
  Math.max(SHORTEST_TURN_MS, Math.min(LONGEST_TURN_MS, HIDDEN_MS / Math.max(1, pages - 1)));

/**
 * The largest letters with which all rooms are seen whole on one page; where that takes letters too small, as few pages as do, as
 * even as may be. `most`: no page has more rooms, as has been seen on the very screen. `widthOf`: of a word, in parts of its size.
 */
export const wallLayout = (
  rooms: readonly WallRoom[],
  area: Area,
  most = Number.POSITIVE_INFINITY,
  widthOf = estimatedWidth,
): WallLayout => {
  const measured = rooms.map((room) => measuredRoom(room, widthOf));
  const fewest = Math.max(1, Math.ceil(rooms.length / most));
  const mostPages = Math.max(fewest, MOST_PAGES);
  for (const [from, smallest] of [
    [fewest, SMALLEST],
    [mostPages, SMALLEST_OF_ALL],
  ] as const)
    for (let pages = from; pages <= mostPages; pages += 1)
      for (const name of NAMES) {
        const layout = largest(measured, area, { pages, name, smallest });
        if (layout !== undefined) return layout;
      }
  // A screen on which nothing fits: what is cut is seen there, and fewer are tried.
  const pages = Math.max(fewest, Math.min(MOST_PAGES, rooms.length));
  const drawn = evenly(rooms.length, pages).map((page) => ({ ...page, columns: 1 }));
  return { size: SMALLEST_OF_ALL, name: 1, pages: drawn };
};

const measuredRoom = ({ name, state, detail, heading }: WallRoom, widthOf: (word: string) => number) => ({
  heading,
  name: wordsOf(name).map(widthOf),
  text: wordsOf(`${state} ${detail}`).map(widthOf),
});
type Measured = ReturnType<typeof measuredRoom>;

const largest = (
  rooms: readonly Measured[],
  area: Area,
  { pages, name, smallest }: { readonly pages: number; readonly name: number; readonly smallest: number },
): WallLayout | undefined => {
  const parts = evenly(rooms.length, pages);
  const at = (size: number): WallLayout | undefined => {
    const em = { width: area.width / size, height: area.height / size };
    for (const ofPages of pages > 1 ? [byHeading(rooms, parts), parts] : [parts]) {
      const drawn = drawnAt(rooms, ofPages, em, name);
      if (drawn !== undefined) return { size, name, pages: drawn };
    }
    return undefined;
  };
  // What fits in no size fits least in a larger one: halved again and again, in steps of two pixels.
  let best = at(smallest);
  let above = LARGEST + 2;
  while (best !== undefined && above - best.size > 2) {
    const size = best.size + 2 * Math.floor((above - best.size) / 4 || 1);
    const larger = at(size);
    if (larger === undefined) above = size;
    else best = larger;
  }
  return best;
};

type Part = Omit<WallPage, 'columns'>;

const drawnAt = (
  rooms: readonly Measured[],
  parts: readonly Part[],
  em: Area,
  name: number,
): readonly WallPage[] | undefined => {
  const drawn: WallPage[] = [];
  for (const part of parts) {
    const columns = columnsFor(rooms.slice(part.from, part.to), em, name);
    if (columns === undefined) return undefined;
    drawn.push({ ...part, columns });
  }
  return drawn;
};

/** A page ends with a floor where one ends nearby. */
const byHeading = (rooms: readonly Measured[], parts: readonly Part[]): Part[] => {
  const reach = rooms.length / parts.length / 2;
  const ends = rooms.flatMap((room, index) =>
    index > 0 && rooms[index - 1]?.heading !== room.heading ? index : [],
  );
  const turns = parts.slice(1).map(({ from }) => {
    const [nearest] = ends.toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from));
    return nearest !== undefined && Math.abs(nearest - from) < reach ? nearest : from;
  });
  return parts.map((_, page) => ({ from: turns[page - 1] ?? 0, to: turns[page] ?? rooms.length }));
};

const evenly = (rooms: number, pages: number): Part[] =>
  Array.from({ length: pages }, (_, page) => ({
    from: Math.round((page * rooms) / pages),
    to: Math.round(((page + 1) * rooms) / pages),
  }));

/** In so many columns the rooms are seen whole, and shaped best; all measures are in parts of the smallest letters. */
const columnsFor = (
  rooms: readonly Measured[],
  { width, height }: Area,
  name: number,
): number | undefined => {
  let best: { readonly columns: number; readonly badness: number } | undefined;
  const groups = sections(rooms);
  for (let columns = 1; columns <= Math.min(MOST_COLUMNS, Math.max(1, rooms.length)); columns += 1) {
    const each = (width - (columns - 1) * GAP) / columns;
    if (heightOf(groups, columns, each, name) > height) continue;
    const rows = groups.reduce((sum, group) => sum + Math.ceil(group.length / columns), 0);
    const badness = Math.abs(Math.log((each * rows) / height / WELL_SHAPED));
    if (best === undefined || badness < best.badness) best = { columns, badness };
  }
  return best?.columns;
};

/** Rows of a section are of one height. */
const heightOf = (groups: readonly Measured[][], columns: number, width: number, name: number): number =>
  groups.reduce((height, group) => {
    const rows = Math.ceil(group.length / columns);
    const heading = group[0]?.heading ? HEADING * LINE + GAP : 0;
    return height + heading + rows * (GAP + Math.max(...group.map((room) => roomHeight(room, width, name))));
  }, -GAP);

const roomHeight = ({ name, text }: Measured, width: number, larger: number): number => {
  const inner = width - PADDING.inline;
  const lines = larger * linesOf(name, (inner - PADDING.icon) / larger) + linesOf(text, inner);
  return lines * LINE + PADDING.block;
};

/** Neighbours under one heading. */
export const sections = <T extends { readonly heading: string }>(rooms: readonly T[]): T[][] => {
  const all: T[][] = [];
  for (const room of rooms) {
    const last = all.at(-1);
    if (last !== undefined && last[0]?.heading === room.heading) last.push(room);
    else all.push([room]);
  }
  return all;
};
