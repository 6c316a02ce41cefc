import type { CSSProperties, JSX, TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFreeNow, isWantedRoom, lettersOf, roomCards } from '../model/room-card.ts';
import {
  type Stretch,
  type Timeline,
  type TimelineRow,
  type TimelineVisit,
  timeAt,
  timelineOf,
} from '../model/timeline.ts';
import { Filters } from './filters.tsx';
import { Icon } from './icons.tsx';
import {
  Button,
  bookingName,
  type Desk,
  PublicationMark,
  reasonName,
  stateName,
  useDesk,
  visitName,
} from './parts.tsx';

/** The day: rooms by time, or the same as a table. */
export const DayView = (): JSX.Element => {
  const { board, today, now, place, words, go, open } = useDesk();
  const free = today && place.freeNow ? roomCards(board, now).filter(isFreeNow) : undefined;
  const wanted = new Set(
    board.rooms
      .filter(isWantedRoom(place))
      .filter(({ id }) => free === undefined || free.some(({ room }) => room.id === id))
      .map(({ id }) => id),
  );
  const shown = {
    ...board,
    rooms: board.rooms.filter((room) => wanted.has(room.id)),
    bookings: board.bookings.filter((each) => each.roomId === null || wanted.has(each.roomId)),
  };
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
      {place.table ? <DayTable board={shown} /> : <DayTimeline {...timelineOf(shown, now)} />}
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

const at = ({ from, to }: Stretch): string => `left:${percent(from)};width:${percent(to - from)}`;

const percent = (share: number): string => `${share * 100}%`;

const DayTimeline = ({ hours, rows, waiting, now }: Timeline): JSX.Element => {
  const desk = useDesk();
  const { words } = desk;
  const sizes = {
    '--hours': hours.length,
    '--rows': rows.length,
    '--longest': Math.max(2, ...rows.map(({ room }) => lettersOf(room))),
  } as CSSProperties;
  const frame = useRef<HTMLElement>(null);
  // Where the day is wider than the screen, one begins at what goes on now, and stays where one goes from there.
  useLayoutEffect(() => {
    const at = frame.current as HTMLElement;
    if (now !== undefined) at.scrollLeft = now * at.scrollWidth - at.clientWidth / 2;
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section ref={frame} class="timeline" style={sizes} aria-label={words.t('day.timeline')} tabIndex={0}>
      {now !== undefined && (
        <div class="now-layer" aria-hidden="true">
          <span class="now-line" style={`left:${percent(now)}`} />
        </div>
      )}
      <div class="row hours" aria-hidden="true">
        <span class="row-name" />
        <div class="scale">
          {hours.map((hour) => (
            <span key={hour} class="hour">
              {words.time(hour)}
            </span>
          ))}
        </div>
      </div>
      {waiting.length > 0 && (
        <div class="row waiting-row">
          <span class="row-name">
            <Icon name="warning" />
            {words.t('booking.state:waiting')}
          </span>
          <div>
            {waiting.map((line) => (
              <div key={line[0]?.booking.uid} class="lane">
                {line.map((visit) => visitButton(visit, desk))}
              </div>
            ))}
          </div>
        </div>
      )}
      {rows.map((row) => (
        <Row key={row.room.id} row={row} hours={hours} />
      ))}
    </section>
  );
};

/** A room's day. All of it is there for paper and for anyone who searches; what is far off the screen is not rendered. */
const Row = ({
  row: { room, visits, blocks, closed },
  hours,
}: {
  row: TimelineRow;
  hours: readonly number[];
}): JSX.Element => {
  const desk = useDesk();
  const { words, open, now, today } = desk;
  /** An empty stretch is blocked from there on. */
  const blockFrom = ({ target, currentTarget, offsetX }: TargetedMouseEvent<HTMLElement>): void => {
    if (target !== currentTarget) return;
    const start = timeAt(offsetX / currentTarget.clientWidth, hours);
    if (today || start > now) open({ kind: 'block', roomId: room.id, ...(start > now && { start }) });
  };
  return (
    <div class="row far" data-focus={`row ${room.id}`}>
      <button
        type="button"
        class="row-name"
        style={`--letters:${lettersOf(room)}`}
        onClick={() => open({ kind: 'room', roomId: room.id })}
      >
        {room.name}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: a shorter way for the mouse; the room's sheet has it for keys */}
      <div class="lane" onClick={blockFrom}>
        {closed.map((stretch) => (
          <span key={stretch.from} class="closed" style={at(stretch)} />
        ))}
        {blocks.map(({ block, stretch }) => (
          <span key={block.id} class="block" style={at(stretch)}>
            <span class="hidden">{words.t('state:blocked')} </span>
            {reasonName(block.reason, words)}
          </span>
        ))}
        {visits.map((visit) => visitButton(visit, desk))}
      </div>
    </div>
  );
};

/** Named by its title. Not a component of its own: hundreds of them are drawn at once. */
const visitButton = (visit: TimelineVisit, { words, open }: Desk): JSX.Element => {
  const { booking, stretch, reach, wordy, before, after } = visit;
  const { from, to } = stretch;
  // Of the button's width: that is what CSS takes a padding's percentage of, too.
  const share = (to - from) / (reach - from);
  return (
    <button
      key={booking.uid}
      type="button"
      class={`visit visit-${booking.state}`}
      style={at({ from, to: reach })}
      title={`${words.span(booking.start, booking.end)} ${bookingName(booking, words)}`}
      data-focus={`visit ${booking.uid}`}
      onClick={() => open({ kind: 'booking', uid: booking.uid })}
    >
      {wordy && (
        <span class="visit-words" aria-hidden="true">
          <b>{words.time(booking.start)}</b>
          {visitName(booking, words)}
        </span>
      )}
      <span
        class="visit-bar"
        style={`width:${percent(share)};padding:0 ${percent(after * share)} 0 ${percent(before * share)}`}
      />
    </button>
  );
};

const DayTable = ({ board }: { board: Parameters<typeof timelineOf>[0] }): JSX.Element => {
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
          <tr>
            {headings.map((each) => (
              <th key={each} scope="col">
                {words.t(each)}
              </th>
            ))}
          </tr>
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
