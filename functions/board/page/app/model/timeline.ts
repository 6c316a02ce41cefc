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
/** In less than so many minutes there is no room for a time beside what sort of visit it is. */
const LEAST_TIMED_MS = 20 * MINUTE;

type Span = { readonly start: number; readonly end: number };

/** Where something stands in its row: 0 is where the row begins, 1 where it ends. */
export type Stretch = { readonly from: number; readonly to: number };

export type TimelineVisit = {
  readonly booking: BookingView;
  readonly stretch: Stretch;
  /** How much of the row is its setup, and how much its turnaround. */
  readonly before: number;
  readonly after: number;
  /** Whether its time may stand in it, beside what sort of visit it is. */
  readonly timed: boolean;
  /** Someone is in the room longer than they booked it for. */
  readonly late: boolean;
};

export type TimelineRow = {
  readonly room: RoomView;
  readonly visits: readonly TimelineVisit[];
  readonly blocks: readonly { readonly block: BlockView; readonly stretch: Stretch }[];
  readonly closed: readonly Stretch[];
};

export type TimelineFloor = {
  readonly building: string;
  readonly floor: string;
  readonly rows: readonly TimelineRow[];
};

export type Timeline = {
  /** Each whole hour of it. */
  readonly hours: readonly number[];
  /** As the catalogue lists them: from the ground up. */
  readonly floors: readonly TimelineFloor[];
  /** One under the other where they would cover each other. */
  readonly waiting: readonly (readonly TimelineVisit[])[];
};

/** The hours worth showing: from the first opening, visit or block of that date alone to the last, whole hours. */
const spanOf = (board: BoardView): Span => {
  const dates = dateIn(board.timeZone);
  // The midnight after a day is the end of it.
  const isOfDate = ({ start, end }: BlockView): boolean =>
    end !== undefined &&
    [Date.parse(start), Date.parse(end) - 1].every((at) => dates.format(at) === board.date);
  const times = [
    ...board.rooms.flatMap(({ blocks }) =>
      blocks.filter(isOfDate).flatMap(({ start, end = start }) => [start, end]),
    ),
    ...board.rooms.flatMap((room) => room.open.flatMap((each) => [each.start, each.end])),
    ...board.bookings.flatMap((each) => [each.from ?? each.start, each.to ?? each.end]),
  ].map((iso) => Date.parse(iso));
  if (times.length === 0) return usualHours(board);
  return {
    start: Math.floor(Math.min(...times) / HOUR) * HOUR,
    end: Math.ceil(Math.max(...times) / HOUR) * HOUR,
  };
};

/** A night's block that is over before the first hour shown, or begins after the last, is in none of them. */
const isWithin = ({ start, end }: BlockView, span: Span): boolean =>
  Date.parse(start) < span.end && (end === undefined || Date.parse(end) > span.start);

/** Of a date on which nothing is open and no one comes: eight to six. */
const usualHours = ({ date, timeZone }: BoardView): Span => {
  const dates = dateIn(timeZone);
  let midnight = Date.parse(`${date}T00:00Z`) - 14 * HOUR;
  while (dates.format(midnight) !== date) midnight += 15 * MINUTE;
  return { start: midnight + 8 * HOUR, end: midnight + 18 * HOUR };
};

/** Where now is in these hours, between 0 and 1; `undefined` where it is not in them. */
export const nowIn = (hours: readonly number[], now: number): number | undefined => {
  const share = (now - (hours[0] ?? 0)) / (hours.length * HOUR);
  return share >= 0 && share < 1 ? share : undefined;
};

/** The Day as rows of boxes. */
export const timelineOf = (board: BoardView): Timeline => {
  const span = spanOf(board);
  const length = span.end - span.start;
  const stretchOf = (start: number, end: number): Stretch => {
    const from = Math.min(Math.max(start, span.start), span.end - LEAST_MS);
    const to = Math.min(Math.max(end, from + LEAST_MS), span.end);
    return { from: (from - span.start) / length, to: (to - span.start) / length };
  };
  const lookedAt = Date.parse(board.now);
  const boxOf = (booking: BookingView): TimelineVisit => {
    const start = Date.parse(booking.start);
    // Who needs the room for longer is in it as long; only what follows is turnaround.
    const end = Date.parse(booking.end) + (booking.overrunMinutes ?? 0) * MINUTE;
    const from = Date.parse(booking.from ?? booking.start);
    const to = Date.parse(booking.to ?? booking.end);
    return {
      booking,
      stretch: stretchOf(from, to),
      before: Math.max(0, start - from) / length,
      // Who began early and is done is out before the room was to be theirs.
      after: Math.max(0, to - Math.max(end, from)) / length,
      timed: end - start >= LEAST_TIMED_MS,
      late: booking.state === 'in-use' && Date.parse(booking.end) < lookedAt,
    };
  };
  const byRoom = Map.groupBy(board.bookings, (booking) => booking.roomId);
  const boxesIn = (roomId: string | null): TimelineVisit[] => (byRoom.get(roomId) ?? []).map(boxOf);
  const rows = board.rooms.map(
    (room): TimelineRow => ({
      room,
      visits: boxesIn(room.id),
      blocks: room.blocks
        .filter((block) => block.reason !== 'overrun' && isWithin(block, span))
        .map((block) => ({
          block,
          stretch: stretchOf(Date.parse(block.start), block.end ? Date.parse(block.end) : span.end),
        })),
      closed: closedIn(span, room.open).map((each) => stretchOf(each.start, each.end)),
    }),
  );
  return {
    hours: Array.from({ length: length / HOUR }, (_, hour) => span.start + hour * HOUR),
    floors: floorsOf(rows),
    waiting: linesOf(boxesIn(null)),
  };
};

const floorsOf = (rows: readonly TimelineRow[]): TimelineFloor[] =>
  [...Map.groupBy(rows, ({ room }) => JSON.stringify([room.building, room.floor])).values()].flatMap(
    (group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ building: first.room.building, floor: first.room.floor, rows: group }];
    },
  );

/** Each on the first line where it covers no one. */
const linesOf = (boxes: readonly TimelineVisit[]): TimelineVisit[][] => {
  const lines: TimelineVisit[][] = [];
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

/** As exactly as one can point. */
export const QUARTER = HOUR / 4;

/** The quarter of an hour that lies there in the hours shown. */
export const timeAt = (share: number, hours: readonly number[]): number =>
  (hours[0] ?? 0) + Math.floor(share * hours.length * 4) * QUARTER;

/** Where a time lies in them. */
export const shareOf = (time: number, hours: readonly number[]): number =>
  Math.min(1, Math.max(0, (time - (hours[0] ?? 0)) / (hours.length * HOUR)));
