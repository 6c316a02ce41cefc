import type { BlockView, BoardView, BookingView, RoomView } from '../../../../../shared/board/board-view.ts';

const MINUTE = 60_000;
/** One column of the timeline, in minutes. */
export const COLUMN_MINUTES = 5;

/** What a visit's words take at most, in columns. */
const WORDS_COLUMNS = 18;

export type Span = { readonly start: number; readonly end: number };

/** Where something stands in its row: CSS grid lines, the first is 1. */
export type Lines = { readonly from: number; readonly to: number };

export type TimelineVisit = {
  readonly booking: BookingView;
  readonly lines: Lines;
  /** How far to the right its words may run: to whatever comes next in its row. */
  readonly reach: number;
  /** How much of its box is setup, and how much turnaround: between 0 and 1. */
  readonly before: number;
  readonly after: number;
};

export type TimelineRow = {
  readonly room: RoomView;
  readonly visits: readonly TimelineVisit[];
  readonly blocks: readonly { readonly block: BlockView; readonly lines: Lines }[];
  readonly closed: readonly Lines[];
};

export type Timeline = {
  readonly span: Span;
  readonly columns: number;
  readonly hours: readonly { readonly at: number; readonly line: number }[];
  readonly rows: readonly TimelineRow[];
  readonly waiting: readonly TimelineVisit[];
  /** Between 0 and 1; absent where now is not in it. */
  readonly now: number | undefined;
};

const HOUR = 60 * MINUTE;

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

/** The Day as rows of boxes. Times are rounded outward to columns, never so far that a box vanishes. */
export const timelineOf = (board: BoardView, now: number): Timeline => {
  const span = spanOf(board);
  const columns = Math.round((span.end - span.start) / (COLUMN_MINUTES * MINUTE));
  const lineAt = (at: number, round: (x: number) => number): number =>
    1 + Math.min(columns, Math.max(0, round((at - span.start) / (COLUMN_MINUTES * MINUTE))));
  const linesOf = (start: number, end: number): Lines => {
    const from = Math.min(columns, lineAt(start, Math.floor));
    return { from, to: Math.max(from + 1, lineAt(end, Math.ceil)) };
  };
  const visitOf = (booking: BookingView): Omit<TimelineVisit, 'reach'> => {
    const start = Date.parse(booking.start);
    const end = Math.max(start, Date.parse(booking.end));
    const from = Date.parse(booking.from ?? booking.start);
    const to = Date.parse(booking.to ?? booking.end);
    const length = Math.max(1, to - from);
    return {
      booking,
      lines: linesOf(from, to),
      before: Math.max(0, (start - from) / length),
      after: Math.max(0, (to - end) / length),
    };
  };
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  return {
    span,
    columns,
    hours: Array.from({ length: Math.floor((span.end - span.start) / HOUR) }, (_, hour) => ({
      at: span.start + hour * HOUR,
      line: 1 + (hour * 60) / COLUMN_MINUTES,
    })),
    rows: board.rooms.map((room) => ({
      room,
      visits: reaching((byRoom.get(room.id) ?? []).map(visitOf), columns),
      blocks: room.blocks
        .filter((block) => block.reason !== 'overrun')
        .map((block) => ({
          block,
          lines: linesOf(Date.parse(block.start), block.end === undefined ? span.end : Date.parse(block.end)),
        })),
      closed: closedIn(span, room.open).map((each) => linesOf(each.start, each.end)),
    })),
    waiting: (byRoom.get(null) ?? []).map(visitOf).map((visit) => ({
      ...visit,
      reach: Math.max(visit.lines.to, Math.min(columns + 1, visit.lines.from + WORDS_COLUMNS)),
    })),
    now: now >= span.start && now < span.end ? (now - span.start) / (span.end - span.start) : undefined,
  };
};

/** Words run on to where the next visit begins, or as far as any words need. */
const reaching = (visits: readonly Omit<TimelineVisit, 'reach'>[], columns: number): TimelineVisit[] => {
  const starts = visits.map(({ lines }) => lines.from).sort((a, b) => a - b);
  return visits.map((visit) => {
    const next = starts.find((start) => start >= visit.lines.to) ?? columns + 1;
    return {
      ...visit,
      reach: Math.max(visit.lines.to, Math.min(next, visit.lines.from + WORDS_COLUMNS)),
    };
  });
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
