import type { JSX } from 'preact';
import type { BookingView } from '../../../../../shared/board/view/board-view.ts';
import { bookingName, type Closing, Sheet, useDesk } from './parts.tsx';

/** To which other house. What it gets there is seen there: a room, or its place among those who wait. */
export const SiteSheet = ({ booking, onClose }: { booking: BookingView } & Closing): JSX.Element => {
  const { board, words, act } = useDesk();
  const others = board.sites?.filter(({ id }) => id !== board.site) ?? [];
  return (
    <Sheet title={words.t('site.title', { booking: bookingName(booking, words) })} onClose={onClose}>
      <p>{words.t(others.length === 0 ? 'site.none' : 'site.what')}</p>
      <ul class="picks">
        {others.map((to) => (
          <li key={to.id}>
            <button type="button" class="pick" onClick={() => act({ do: 'move-to-site', booking, to })}>
              <b>{to.name}</b>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
};
