import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { isFreeNow, isWantedRoom, roomCards } from '../model/room-card.ts';
import { timelineOf } from '../model/timeline.ts';
import { DayTable } from './day-table.tsx';
import { DayTimeline } from './day-timeline.tsx';
import { Filters } from './filters.tsx';
import { Button, useDesk } from './parts.tsx';

/** The day: rooms by time, or the same as a table. */
export const DayView = (): JSX.Element => {
  const { board, today, now, place, words, go, open } = useDesk();
  const free = today && place.freeNow ? roomCards(board, now).filter(isFreeNow) : undefined;
  const wanted = board.rooms
    .filter(isWantedRoom(place))
    .filter(({ id }) => free === undefined || free.some(({ room }) => room.id === id));
  // The page is drawn anew each second; its hundreds of bars only where something has changed.
  const shown = useMemo(
    () => ({
      ...board,
      rooms: wanted,
      bookings: board.bookings.filter(
        (each) => each.roomId === null || wanted.some(({ id }) => id === each.roomId),
      ),
    }),
    [board, wanted.map(({ id }) => id).join('\n')],
  );
  const timeline = useMemo(() => timelineOf(shown), [shown]);
  return (
    <>
      <p class="on-paper">
        {board.siteName} · {words.date(board.date, true)}
        {shown.rooms.length < board.rooms.length &&
          ` · ${words.t('day.some.rooms', { count: shown.rooms.length, all: board.rooms.length })}`}
      </p>
      <div class="day-head">
        <Filters rooms={board.rooms} />
        {!place.table && <Legend />}
        {board.offers && <Button onClick={() => open({ kind: 'offers' })}>{words.t('offers')}</Button>}
        <fieldset class="switch">
          <legend class="hidden">{words.t('day.show')}</legend>
          {([false, true] as const).map((table) => (
            <Button key={String(table)} aria-pressed={place.table === table} onClick={() => go({ table })}>
              {words.t(table ? 'day.table' : 'day.timeline')}
            </Button>
          ))}
        </fieldset>
      </div>
      {place.table ? <DayTable board={shown} /> : <DayTimeline timeline={timeline} />}
    </>
  );
};

const Legend = (): JSX.Element => {
  const { words } = useDesk();
  return (
    <ul class="legend">
      <li>
        <span class="swatch" />
        {words.t('booking.time')}
      </li>
      <li>
        <span class="swatch hatch" />
        {words.t('day.around')}
      </li>
      <li>
        <span class="swatch block" />
        {words.t('state:blocked')}
      </li>
      <li>
        <span class="swatch closed" />
        {words.t('state:closed')}
      </li>
    </ul>
  );
};
