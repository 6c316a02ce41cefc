import type { JSX } from 'preact';
import { modeText } from '../act-in-words.ts';
import { addDays } from '../dates.ts';
import { searchOf, VIEWS } from '../place.ts';
import { urgentIn } from './attention.tsx';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';

/** Where and when one is, and the way to the other views. `open`: nobody has to sign in here. */
export const Header = ({ open }: { open: boolean }): JSX.Element => {
  const { board, now, words, place, go } = useDesk();
  const items = urgentIn(board.attention).length;
  return (
    <header class="top">
      <h1>{board.siteName}</h1>
      <time class="clock">{words.time(now)}</time>
      {(open || board.publishing !== 'on') && (
        <p class="marks">
          {open && <span class="chip">{words.t('open.mode')}</span>}
          {board.publishing !== 'on' && (
            <span class="chip mark-warn">{modeText(board.publishing, words)}</span>
          )}
        </p>
      )}
      <nav class="tabs" aria-label={words.t('views')}>
        {VIEWS.map((view) => (
          <a
            key={view}
            href={`/${searchOf({ ...place, view })}`}
            aria-current={place.view === view ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go({ view });
            }}
          >
            {words.t(`view:${view}`)}
            {view === 'attention' && items > 0 && <b class="badge">{items}</b>}
          </a>
        ))}
      </nav>
      <DayPicker />
    </header>
  );
};

const DayPicker = (): JSX.Element => {
  const { board, words, place, go } = useDesk();
  // What the rooms do now is nothing of another day.
  const step = (days: number): void =>
    go({ date: addDays(board.date, days), ...(place.view === 'now' && { view: 'day' }) });
  return (
    <div class="top-day">
      {place.date !== undefined && (
        <Button onClick={() => go({ date: undefined })}> {words.t('today')}</Button>
      )}
      <Button class="quiet icon-only" label={words.t('day.before')} onClick={() => step(-1)}>
        <Icon name="previous" />
      </Button>
      <span class="day-name">{words.date(`${board.date}T12:00Z`)}</span>
      <Button class="quiet icon-only" label={words.t('day.after')} onClick={() => step(1)}>
        <Icon name="next" />
      </Button>
    </div>
  );
};
