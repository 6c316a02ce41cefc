import type {
  BlockView,
  BoardView,
  BookingView,
  RoomView,
} from '../../../../../shared/board/view/board-view.ts';
import { dateIn } from '../dates.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whatever is shown is as wide as so many minutes, or wider: else it could not be pressed. */
const LEAST_MS = 5 * MINUTE;
/** What a visit's words take at most. */
const WORDS_MS = 90 * MINUTE;
/** Cut to less than so many minutes, words are letters. */
const LEAST_WORDS_MS = 20 * MINUTE;

type Span = { readonly start: number; readonly end: number };

/** Where something stands in its row: 0 is where the row begins, 1 where it ends. */
export type Stretch = { readonly from: number; readonly to: number };

type Box = {
  readonly booking: BookingView;
  readonly stretch: Stretch;
  /** How much of it is setup, and how much turnaround: between 0 and 1. */
  readonly before: number;
  readonly after: number;
};

export type TimelineVisit = Box & {
  /** How far to the right its words may run: to whatever comes next in its row. */
  readonly reach: number;
  /** Whether they can be read there. */
  readonly wordy: boolean;
};

export type TimelineRow = {
  readonly room: RoomView;
  readonly visits: readonly TimelineVisit[];
  readonly blocks: readonly { readonly block: BlockView; readonly stretch: Stretch }[];
  readonly closed: readonly Stretch[];
};

export type Timeline = {
  /** Each whole hour of it. */
  readonly hours: readonly number[];
  readonly rows: readonly TimelineRow[];
  /** One under the other where they would cover each other. */
  readonly waiting: readonly (readonly TimelineVisit[])[];
  /** Between 0 and 1; absent where now is not in it. */
  readonly now: number | undefined;
};

/** The hours worth showing: from the first opening or visit to the last, whole hours. */
const spanOf = (board: BoardView): Span => {
  const times = [
    ...board.rooms.flatMap((room) => room.open.flatMap((each) => [each.start, each.end])),
    ...board.bookings.flatMap((each) => [each.from ?? each.start, each.to ?? each.end]),
  ].map((iso) => Date.parse(iso));
  if (times.length === 0) return usualHours(board);
  return {
    start: Math.floor(Math.min(...times) / HOUR) * HOUR,
    end: Math.ceil(Math.max(...times) / HOUR) * HOUR,
  };
};

/** Of a date on which nothing is open and no one comes: eight to six. */
const usualHours = ({ date, timeZone }: BoardView): Span => {
  const dates = dateIn(timeZone);
  let midnight = Date.parse(`${date}T00:00Z`) - 14 * HOUR;
  while (dates.format(midnight) !== date) midnight += 15 * MINUTE;
  return { start: midnight + 8 * HOUR, end: midnight + 18 * HOUR };
};

/** The Day as rows of boxes. */
export const timelineOf = (board: BoardView, now: number): Timeline => {
  const span = spanOf(board);
  const length = span.end - span.start;
  const stretchOf = (start: number, end: number): Stretch => {
    const from = Math.min(Math.max(start, span.start), span.end - LEAST_MS);
    const to = Math.min(Math.max(end, from + LEAST_MS), span.end);
    return { from: (from - span.start) / length, to: (to - span.start) / length };
  };
  const boxOf = (booking: BookingView): Box => {
    const start = Date.parse(booking.start);
    // Who needs the room for longer is in it as long; only what follows is turnaround.
    const end = Date.parse(booking.end) + (booking.overrunMinutes ?? 0) * MINUTE;
    const from = Date.parse(booking.from ?? booking.start);
    const to = Date.parse(booking.to ?? booking.end);
    // Who began early and is done is out before the room was to be theirs.
    const whole = Math.max(1, to - from);
    return {
      booking,
      stretch: stretchOf(from, to),
      before: Math.max(0, (start - from) / whole),
      after: Math.max(0, (to - end) / whole),
    };
  };
  /** Words run on to where the next visit begins, or as far as any words need. */
  const reaching = (visits: readonly Box[]): TimelineVisit[] =>
    visits.map((visit) => {
      const { from, to } = visit.stretch;
      const next = visits.map(({ stretch }) => stretch.from).filter((start) => start >= to);
      const reach = Math.min(1, from + WORDS_MS / length, ...next);
      return { ...visit, reach: Math.max(to, reach), wordy: (reach - from) * length >= LEAST_WORDS_MS };
    });
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  const boxesIn = (roomId: string | null): Box[] => (byRoom.get(roomId) ?? []).map(boxOf);
  return {
    hours: Array.from({ length: length / HOUR }, (_, hour) => span.start + hour * HOUR),
    rows: board.rooms.map((room) => ({
      room,
      visits: reaching(boxesIn(room.id)),
      blocks: room.blocks
        .filter((block) => block.reason !== 'overrun')
        .map((block) => ({
          block,
          stretch: stretchOf(Date.parse(block.start), block.end ? Date.parse(block.end) : span.end),
        })),
      closed: closedIn(span, room.open).map((each) => stretchOf(each.start, each.end)),
    })),
    waiting: linesOf(boxesIn(null)).map(reaching),
    now: now >= span.start && now < span.end ? (now - span.start) / length : undefined,
  };
};

/** Each on the first line where it covers no one. */
const linesOf = (boxes: readonly Box[]): Box[][] => {
  const lines: Box[][] = [];
  for (const box of boxes) {
    const line = lines.find((each) => (each.at(-1)?.stretch.to ?? 0) <= box.stretch.from);
    if (line) line.push(box);
    else lines.push([box]);
  }
  return lines;
};

const closedIn = (span: Span, open: RoomView['open']): Span[] => {
  const gaps: Span[] = [];
  let at = span.start;
  for (const each of open) {
    const start = Date.parse(each.start);
    if (start > at) gaps.push({ start: at, end: start });
    at = Math.max(at, Date.parse(each.end));
  }
  if (at < span.end) gaps.push({ start: at, end: span.end });
  return gaps;
};

/** The half hour that lies there in the hours shown: as exactly as one can point. */
export const timeAt = (share: number, hours: readonly number[]): number =>
  (hours[0] ?? 0) + Math.floor(share * hours.length * 2) * (HOUR / 2);
