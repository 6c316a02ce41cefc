import type { BlockView, BoardView, BookingView, RoomView } from '../../../../../shared/board/board-view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whatever is shown is as wide as so many minutes, or wider: else it could not be pressed. */
const LEAST_MS = 5 * MINUTE;
/** What a visit's words take at most. */
const WORDS_MS = 90 * MINUTE;
/** Cut to less than so many minutes, words are letters. */
const LEAST_WORDS_MS = 20 * MINUTE;

export type Span = { readonly start: number; readonly end: number };

/** Where something stands in its row: 0 is where the row begins, 1 where it ends. */
export type Stretch = { readonly from: number; readonly to: number };

export type TimelineVisit = {
  readonly booking: BookingView;
  readonly stretch: Stretch;
  /** How far to the right its words may run: to whatever comes next in its row. */
  readonly reach: number;
  /** Whether they can be read there. */
  readonly wordy: boolean;
  /** How much of its box is setup, and how much turnaround: between 0 and 1. */
  readonly before: number;
  readonly after: number;
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
export const spanOf = (board: BoardView): Span => {
  const times = [
    ...board.rooms.flatMap((room) => room.open.flatMap((each) => [each.start, each.end])),
    ...board.bookings.flatMap((each) => [each.from ?? each.start, each.to ?? each.end]),
  ].map((iso) => Date.parse(iso));
  if (times.length === 0) return { start: Date.parse(board.now), end: Date.parse(board.now) + HOUR };
  return {
    start: Math.floor(Math.min(...times) / HOUR) * HOUR,
    end: Math.ceil(Math.max(...times) / HOUR) * HOUR,
  };
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
  const visitOf = (booking: BookingView): Omit<TimelineVisit, 'reach' | 'wordy'> => {
    const start = Date.parse(booking.start);
    const end = Math.max(start, Date.parse(booking.end));
    const from = Date.parse(booking.from ?? booking.start);
    const to = Date.parse(booking.to ?? booking.end);
    const whole = Math.max(1, to - from);
    return {
      booking,
      stretch: stretchOf(from, to),
      before: Math.max(0, (start - from) / whole),
      after: Math.max(0, (to - end) / whole),
    };
  };
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  return {
    hours: Array.from({ length: Math.floor(length / HOUR) }, (_, hour) => span.start + hour * HOUR),
    rows: board.rooms.map((room) => ({
      room,
      visits: reaching((byRoom.get(room.id) ?? []).map(visitOf), length),
      blocks: room.blocks
        .filter((block) => block.reason !== 'overrun')
        .map((block) => ({
          block,
          stretch: stretchOf(
            Date.parse(block.start),
            block.end === undefined ? span.end : Date.parse(block.end),
          ),
        })),
      closed: closedIn(span, room.open).map((each) => stretchOf(each.start, each.end)),
    })),
    waiting: linesOf((byRoom.get(null) ?? []).flatMap((booking) => reaching([visitOf(booking)], length))),
    now: now >= span.start && now < span.end ? (now - span.start) / length : undefined,
  };
};

/** Words run on to where the next visit begins, or as far as any words need. */
const reaching = (
  visits: readonly Omit<TimelineVisit, 'reach' | 'wordy'>[],
  length: number,
): TimelineVisit[] => {
  const starts = visits.map(({ stretch }) => stretch.from).sort((a, b) => a - b);
  return visits.map((visit) => {
    const { from, to } = visit.stretch;
    const next = starts.find((start) => start >= to) ?? 1;
    const reach = Math.max(to, Math.min(next, from + WORDS_MS / length));
    return { ...visit, reach, wordy: (reach - from) * length >= LEAST_WORDS_MS };
  });
};

/** Each on the first line where it covers nobody. */
const linesOf = (visits: readonly TimelineVisit[]): TimelineVisit[][] => {
  const lines: TimelineVisit[][] = [];
  for (const visit of visits) {
    const line = lines.find((each) => (each.at(-1)?.reach ?? 0) <= visit.stretch.from);
    if (line) line.push(visit);
    else lines.push([visit]);
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
