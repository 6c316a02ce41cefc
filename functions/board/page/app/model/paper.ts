import type {
  BlockView,
  BoardView,
  BookingView,
  RoomView,
} from '../../../../../shared/board/view/board-view.ts';
import type { Words } from '../words.ts';

/** What a sheet of paper is for: it is handed to whatever works there. */
export const PAPER_KINDS = ['floor', 'practitioner'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** One line of paper: a visit, or a block of a room. */
export type PaperRow = {
  readonly start: string;
  readonly end: string | undefined;
  readonly room: string | null;
} & ({ readonly booking: BookingView } | { readonly block: BlockView });

export type PaperSheet = {
  readonly of:
    | { readonly floor: string; readonly building: string }
    /** Absent: of visits with someone that the clinic file does not name. */
    | { readonly practitioner: string | undefined }
    | 'blocks'
    | 'nowhere'
    /** A day on which nothing is: the paper says of which day, and where, that is true. */
    | 'nothing';
  /** Those without a room first, then by time. */
  readonly rows: readonly PaperRow[];
  /** Rooms of the floor in which nothing is that day. */
  readonly unused: readonly RoomView[];
};

/** The Day on paper: each visit once, each block in each room that it keeps from others. */
export const paperSheets = (board: BoardView, kind: PaperKind): readonly PaperSheet[] => {
  const sheets = kind === 'floor' ? byFloor(board) : byPractitioner(board);
  return sheets.length === 0 ? [{ of: 'nothing', rows: [], unused: board.rooms }] : sheets;
};

const byFloor = ({ rooms, bookings }: BoardView): readonly PaperSheet[] => {
  const placed = Map.groupBy(bookings, ({ roomId }) => rooms.find(({ id }) => id === roomId)?.id);
  const nowhere = (placed.get(undefined) ?? []).map(visitRow);
  const floors = [...Map.groupBy(rooms, ({ building, floor }) => JSON.stringify([building, floor])).values()];
  const sheets = floors.map((ofFloor): PaperSheet => {
    const [{ building = '', floor = '' } = {}] = ofFloor;
    const rows = ofFloor.flatMap((room) => [
      ...(placed.get(room.id) ?? []).map(visitRow),
      ...blockRows(room),
    ]);
    const used = new Set(rows.map(({ room }) => room));
    return {
      of: { building, floor },
      rows: inOrder(rows),
      unused: ofFloor.filter(({ id }) => !used.has(id)),
    };
  });
  const [first, ...others] = sheets;
  if (nowhere.length === 0) return sheets;
  // On the sheet that lies on top, no matter which floor that is.
  return first === undefined
    ? [{ of: 'nowhere', rows: inOrder(nowhere), unused: [] }]
    : [{ ...first, rows: [...inOrder(nowhere), ...first.rows] }, ...others];
};

const byPractitioner = ({ rooms, bookings }: BoardView): readonly PaperSheet[] => {
  const sheets = [...Map.groupBy(bookings, ({ practitioner }) => practitioner)]
    .toSorted(([a = '\uffff'], [b = '\uffff']) => a.localeCompare(b))
    .map(
      ([practitioner, visits]): PaperSheet => ({
        of: { practitioner },
        rows: inOrder(visits.map(visitRow)),
        unused: [],
      }),
    );
  const blocks = inOrder(rooms.flatMap(blockRows));
  return blocks.length === 0 ? sheets : [...sheets, { of: 'blocks', rows: blocks, unused: [] }];
};

const visitRow = (booking: BookingView): PaperRow => ({
  start: booking.start,
  end: booking.end,
  room: booking.roomId,
  booking,
});

/** A visit that runs late says so itself. */
const blockRows = ({ id, blocks }: RoomView): readonly PaperRow[] =>
  blocks
    .filter(({ reason }) => reason !== 'overrun')
    .map((block) => ({ start: block.start, end: block.end, room: id, block }));

const inOrder = (rows: readonly PaperRow[]): readonly PaperRow[] =>
  rows.toSorted(
    (a, b) =>
      Number(a.room !== null) - Number(b.room !== null) ||
      compare(a.start, b.start) ||
      compare(a.room ?? '', b.room ?? ''),
  );

/** What paper says of a block: why, what is noted of the room, whether it comes again. */
export const blockOnPaper = ({ reason, note, repeats }: BlockView, words: Words) => ({
  what: [words.t('state:blocked'), words.named('reason', reason), note].filter(Boolean).join(' · '),
  status: repeats ? words.t('block.repeats') : '',
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
