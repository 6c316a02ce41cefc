import type { JSX } from 'preact';
import { modeText } from '../act-in-words.ts';
import { urgentIn } from '../model/attention-kinds.ts';
import { type Place, searchOf, VIEWS, type View } from '../place.ts';
import { DayPicker } from './day-picker.tsx';
import { Button, useDesk } from './parts.tsx';
import { PrintButton } from './print-button.tsx';
import { Search } from './search.tsx';
import { SiteSwitch } from './site-switch.tsx';

/** Where and when one is, and the way to the other views. `open`: no one has to sign in here. */
export const Header = ({ open: isOpen }: { open: boolean }): JSX.Element => {
  const { board, now, today, words, place, go, open } = useDesk();
  const items = urgentIn(board.attention).length;
  // Another day has no now, and what was is seen in no view.
  const to = (view: View): Partial<Record<keyof Place, unknown>> =>
    view === 'now' ? { view, date: undefined, at: undefined } : { view, at: undefined };
  return (
    <header class="top">
      <time class="clock">{words.time(now)}</time>
      <h1>{board.siteName}</h1>
      <SiteSwitch />
      <DayPicker />
      <PrintButton />
      {(isOpen || board.publishing !== 'on') && (
        <p class="marks">
          {board.publishing !== 'on' && (
            <span class="chip mark-warn" title={modeText(board.publishing, words)}>
              {modeText(board.publishing, words)}
            </span>
          )}
          {isOpen && (
            <span class="chip" title={words.t('open.mode')}>
              {words.t('open.mode')}
            </span>
          )}
        </p>
      )}
      <nav class="tabs" aria-label={words.t('views')}>
        {VIEWS.map((view) => (
          <a
            key={view}
            href={`/${searchOf({ ...place, ...to(view) } as Place)}`}
            aria-current={place.view === view && place.at === undefined ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(to(view));
            }}
          >
            {words.t(`view:${view}`)}
            {view === 'attention' && items > 0 && <b class="badge">{items}</b>}
          </a>
        ))}
      </nav>
      {place.at === undefined && <Search />}
      {today && place.at === undefined && (
        <Button class="primary" onClick={() => open({ kind: 'seat' })}>
          {words.t('seat.someone')}
        </Button>
      )}
    </header>
  );
};
