import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { WeekView as Week } from '../../../../../shared/board/view/known-weeks.ts';
import { addDays, mondayOf } from '../dates.ts';
import { lettersOf } from '../model/room-card.ts';
import { type Load, shares } from '../model/week-load.ts';
import { queryOf } from '../place.ts';
import { useAnswer } from '../use-answer.ts';
import { Icon } from './icons.tsx';
import { useDesk } from './parts.tsx';

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** How full each room is on each day of the week: a press on one leads to that room on that day. */
export const WeekView = (): JSX.Element => {
  const { board, now, todayDate, words, place, go } = useDesk();
  const table = useRef<HTMLTableElement>(null);
  // One of all cells is reached with Tab, the others from there.
  const [[row, column], stand] = useState<readonly [number, number]>([0, 0]);
  const from = mondayOf(place.date ?? todayDate);
  const path = `/api/week${queryOf({ site: board.site, from })}`;
  const found = useAnswer<Week>(path, Math.floor(now / 60_000));
  const week = found?.from === from && found.site === board.site ? found : undefined;
  if (week === undefined) return <p class="empty">{words.t('loading')}</p>;

  const cellAt = (line: number, day: number): HTMLButtonElement | null | undefined =>
    table.current?.querySelector<HTMLButtonElement>(`[data-cell="${line} ${day}"]`);
  const move = (event: TargetedKeyboardEvent<HTMLTableElement>): void => {
    const [down, right] = ARROWS[event.key] ?? [];
    if (down === undefined || right === undefined) return;
    const ahead = getComputedStyle(event.currentTarget).direction === 'rtl' ? -right : right;
    const cell = cellAt(row + down, column + ahead);
    if (cell === null || cell === undefined) return;
    event.preventDefault();
    cell.focus();
  };
  const waiting = week.days.some((day) => day.waiting > 0);
  return (
    <section class="week" aria-labelledby="week-title">
      <h2 id="week-title">
        {words.t('week.title', { from: words.date(week.from), to: words.date(week.to, true) })}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus */}
      <section class="table-frame" aria-label={words.t('view:week')} tabIndex={0}>
        <table ref={table} class="week-table" onKeyDown={move}>
          <caption>{words.t('week.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.t('booking.room')}</th>
              {week.days.map(({ date }) => (
                <th key={date} scope="col" aria-current={date === todayDate ? 'date' : undefined}>
                  <button type="button" class="link" onClick={() => go({ view: 'day', date })}>
                    {words.shortDate(date)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {waiting && (
              <tr class="week-waiting">
                <th scope="row">
                  <Icon name="warning" />
                  {words.t('booking.state:waiting')}
                </th>
                {week.days.map((day) => (
                  <td key={day.date}>{day.waiting === 0 ? '' : day.waiting}</td>
                ))}
              </tr>
            )}
            {week.rooms.map((room, line) => (
              <tr key={room.id}>
                <th scope="row" style={`--letters:${lettersOf(room)}`}>
                  {room.name}
                </th>
                {room.days.map((load, index) => {
                  const date = addDays(week.from, index);
                  return (
                    <td key={date}>
                      <button
                        type="button"
                        class="week-cell"
                        data-cell={`${line} ${index}`}
                        data-focus={`week ${line} ${index}`}
                        tabIndex={line === row && index === column ? 0 : -1}
                        onFocus={() => stand([line, index])}
                        onClick={() => {
                          go({ view: 'day', date });
                          standAt(room.id);
                        }}
                      >
                        <span class="hidden">
                          {words.room(room.id)}, {words.date(date)}:{' '}
                        </span>
                        <Cell load={load} />
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
};

/** The Day is drawn a while after it is gone to: looked for so often, after so many milliseconds each. */
const TRIES = 200;
const AGAIN_MS = 50;

/** Brings a room into sight on the Day that is being opened, and stands there. */
const standAt = (room: string, tries = TRIES): void => {
  const row = document.querySelector<HTMLElement>(`[data-focus="row ${CSS.escape(room)}"]`);
  if (row === null && tries > 1) setTimeout(standAt, AGAIN_MS, room, tries - 1);
  row?.scrollIntoView({ block: 'center' });
  row?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
};

/** Said by figures, drawn by lengths: nothing by colour alone. */
const Cell = ({ load }: { load: Load }): JSX.Element => {
  const { words } = useDesk();
  if (load.open === 0) return <span class="quiet">{words.t('state:closed')}</span>;
  const { held, blocked } = shares(load);
  return (
    <>
      <span class="week-figures">
        <b>{words.percent(held)}</b>
        <span class="hidden"> {words.t('week.booked')}, </span>
        {load.visits > 0 && <span>{words.counted('week.visits', load.visits)}</span>}
      </span>
      <span class="week-bar">
        <span class="week-held" style={`width:${held * 100}%`} />
        {blocked > 0 && <span class="week-blocked" style={`width:${blocked * 100}%`} />}
      </span>
      {blocked > 0 && <span class="quiet">{words.t('week.blocked', { minutes: load.blocked })}</span>}
    </>
  );
};
