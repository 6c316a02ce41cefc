import type { JSX } from 'preact';
import type { BoardView } from '../../../../../shared/board/view/board-view.ts';
import { dateIn } from '../dates.ts';
import {
  blockOnPaper,
  PAPER_KINDS,
  type PaperKind,
  type PaperRow,
  type PaperSheet,
  paperSheets,
} from '../model/paper.ts';
import type { Words } from '../words.ts';
import { HeadingRow } from './heading-row.tsx';
import { Button, bookingName, stateName } from './parts.tsx';

/** The Day as it is printed: a sheet for each floor or practitioner, in black and white, on whatever paper there is. */
export const Paper = ({
  board,
  now,
  asOf,
  words,
  kind,
  choose,
}: {
  board: BoardView;
  now: number;
  /** Where it is a plan that was kept: from when. */
  asOf?: number;
  words: Words;
  kind: PaperKind;
  choose: (kind: PaperKind) => void;
}): JSX.Element => {
  const printed = [
    asOf !== undefined && words.t('kept.as.of', { time: words.when(asOf, board.date) }),
    words.t('paper.printed', {
      date: words.date(dateIn(board.timeZone).format(now), true),
      time: words.time(now),
    }),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <>
      <div class="paper-head">
        <fieldset class="switch">
          <legend>{words.t('paper.for')}</legend>
          {PAPER_KINDS.map((each) => (
            <Button key={each} aria-pressed={each === kind} onClick={() => choose(each)}>
              {words.t(`paper.for:${each}`)}
            </Button>
          ))}
        </fieldset>
        <Button class="primary" onClick={() => print()}>
          {words.t('print')}
        </Button>
      </div>
      <div class="paper">
        {paperSheets(board, kind).map((sheet) => (
          <Sheet key={JSON.stringify(sheet.of)} sheet={sheet} board={board} words={words} printed={printed} />
        ))}
        {board.bookings.length === 0 && <p>{words.t('room.visits.none')}</p>}
      </div>
    </>
  );
};

const COLUMNS = [
  'paper.time',
  'booking.room',
  'booking.time',
  'booking.practitioner',
  'booking.status',
] as const;

/** What it is of stands in the head of the table, which a browser repeats on each page. */
const Sheet = ({
  sheet: { of, rows, unused },
  board,
  words,
  printed,
}: {
  sheet: PaperSheet;
  board: BoardView;
  words: Words;
  printed: string;
}): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
  <section class="paper-sheet table-frame" aria-label={sheetName(of, words)} tabIndex={0}>
    <table>
      <thead>
        <tr>
          <th colSpan={COLUMNS.length} class="paper-of">
            <b>{sheetName(of, words)}</b>
            {[board.siteName, words.date(board.date, true), printed].join(' · ')}
          </th>
        </tr>
        <HeadingRow names={COLUMNS.map((each) => words.t(each))} />
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={`${row.room} ${'booking' in row ? row.booking.uid : row.block.id}`}
            row={row}
            board={board}
            words={words}
          />
        ))}
        {unused.length > 0 && (
          <tr>
            <td colSpan={COLUMNS.length}>
              {words.t('paper.unused', { rooms: words.list(unused.map(({ name }) => name)) })}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  </section>
);

const sheetName = (of: PaperSheet['of'], words: Words): string => {
  if (of === 'blocks') return words.t('room.blocks');
  if (of === 'nowhere') return words.t('booking.state:waiting');
  if (of === 'nothing') return words.t('rooms');
  return 'floor' in of
    ? words.t('building.floor', of)
    : (of.practitioner ?? words.t('paper.practitioner.none'));
};

const Row = ({ row, board, words }: { row: PaperRow; board: BoardView; words: Words }): JSX.Element => {
  const { start, end, room } = row;
  const until = end === undefined ? words.t('card.open.end') : words.when(Date.parse(end), board.date);
  const visit = 'booking' in row ? row.booking : undefined;
  const { what, status } =
    'booking' in row
      ? { what: bookingName(row.booking, words), status: visitState(row.booking, words) }
      : blockOnPaper(row.block, words);
  return (
    <tr class={room === null ? 'paper-waits' : undefined} data-visit={visit && words.visit(visit.uid)}>
      <td class="figure">
        {words.when(Date.parse(start), board.date)}
        {end === undefined ? ' ' : '–'}
        {until}
      </td>
      <td class="strong">{room === null ? words.t('booking.state:waiting') : words.room(room)}</td>
      <td>{what}</td>
      <td>{visit?.practitioner}</td>
      <td>{status}</td>
    </tr>
  );
};

/** How far it is, and what anyone who has only this paper must know of it. */
const visitState = (visit: BoardView['bookings'][number], words: Words): string => {
  const { encounter, status, overrunMinutes, pinned } = visit;
  return [
    encounter === 'planned' ? stateName(visit, words) : words.t(`encounter:${encounter}`),
    status === 'tentative' && words.t('status.tentative'),
    overrunMinutes !== undefined && words.t('card.late', { minutes: overrunMinutes }),
    pinned && words.t('card.pinned'),
  ]
    .filter(Boolean)
    .join(' · ');
};
