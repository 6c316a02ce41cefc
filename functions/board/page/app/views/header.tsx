import type { JSX } from 'preact';
import { modeText } from '../act-in-words.ts';
import { addDays } from '../dates.ts';
import { type Place, placeOf, searchOf, VIEWS, type View } from '../place.ts';
import { urgentIn } from './attention.tsx';
import { Icon } from './icons.tsx';
import { Button, useDesk } from './parts.tsx';
import { PrintButton } from './print-button.tsx';
import { Search } from './search.tsx';
import { SiteSwitch } from './site-switch.tsx';

const DAY_MS = 86_400_000;

/** Where and when one is, and the way to the other views. `open`: no one has to sign in here. */
export const Header = ({ open: isOpen }: { open: boolean }): JSX.Element => {
  const { board, now, today, words, place, go, open } = useDesk();
  const items = urgentIn(board.attention).length;
  // Another day has no now.
  const to = (view: View): Partial<Record<keyof Place, unknown>> =>
    view === 'now' ? { view, date: undefined } : { view };
  return (
    <header class="top">
      <time class="clock">{words.time(now)}</time>
      <h1>{board.siteName}</h1>
      <SiteSwitch />
      <DayPicker />
      <PrintButton />
      {(isOpen || board.publishing !== 'on') && (
        <p class="marks">
          {isOpen && <span class="chip">{words.t('open.mode')}</span>}
          {board.publishing !== 'on' && (
            <span class="chip mark-warn">{modeText(board.publishing, words)}</span>
          )}
        </p>
      )}
      <nav class="tabs" aria-label={words.t('views')}>
        {VIEWS.map((view) => (
          <a
            key={view}
            href={`/${searchOf({ ...place, ...to(view) } as Place)}`}
            aria-current={place.view === view ? 'page' : undefined}
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
      <Search />
      {today && (
        <Button class="primary" onClick={() => open({ kind: 'seat' })}>
          {words.t('seat.someone')}
        </Button>
      )}
    </header>
  );
};

const DayPicker = (): JSX.Element => {
  const { board, todayDate, words, place, go } = useDesk();
  const shown = place.date ?? board.date;
  const near = words.nearDay(Math.round((Date.parse(shown) - Date.parse(todayDate)) / DAY_MS));
  const step = (days: number): void => {
    // From where the address is by now: the board of the last press need not be there yet.
    const from = placeOf(location.search).date ?? todayDate;
    go({ date: addDays(from, days) });
  };
  return (
    <div class="top-day">
      {place.date !== undefined && (
        <Button onClick={() => go({ date: undefined })}> {words.t('today')}</Button>
      )}
      <Button class="quiet icon-only" label={words.t('day.before')} onClick={() => step(-1)}>
        <Icon name="previous" />
      </Button>
      <span class="day-name">
        {near !== undefined && <b>{near} </b>}
        {words.date(shown, shown.slice(0, 4) !== todayDate.slice(0, 4))}
      </span>
      <Button class="quiet icon-only" label={words.t('day.after')} onClick={() => step(1)}>
        <Icon name="next" />
      </Button>
    </div>
  );
};
