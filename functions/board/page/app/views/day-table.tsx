import type { JSX } from 'preact';
import type { BoardView } from '../../../../../shared/board/view/board-view.ts';
import { HeadingRow } from './heading-row.tsx';
import { bookingName, PublicationMark, stateName, useDesk } from './parts.tsx';

/** The day's visits one under the other, for those who read a table better. */
export const DayTable = ({ board }: { board: BoardView }): JSX.Element => {
  const { words, open } = useDesk();
  const headings = [
    'table.start',
    'table.end',
    'booking.room',
    'table.booking',
    'booking.status',
    'booking.publication',
  ] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame" aria-label={words.t('day.table')} tabIndex={0}>
      <table>
        <caption>{words.t('table.caption', { date: words.date(board.date, true) })}</caption>
        <thead>
          <HeadingRow names={headings.map((each) => words.t(each))} />
        </thead>
        <tbody>
          {board.bookings.map((booking) => (
            <tr key={booking.uid}>
              <td class="figure">{words.time(booking.start)}</td>
              <td class="figure">{words.time(booking.end)}</td>
              <td class="strong">{words.room(booking.roomId ?? '–')}</td>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => open({ kind: 'booking', uid: booking.uid })}
                >
                  {bookingName(booking, words)}
                </button>
              </th>
              <td>{stateName(booking, words)}</td>
              <td>
                <PublicationMark booking={booking} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {board.bookings.length === 0 && <p class="empty">{words.t('room.visits.none')}</p>}
    </section>
  );
};
