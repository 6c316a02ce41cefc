import type { CSSProperties, JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isWanted, roomCards } from '../model/room-card.ts';
import { type Lines, type Timeline, type TimelineVisit, timelineOf } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { Filters } from './filters.tsx';
import { Icon } from './icons.tsx';
import {
  Button,
  bookingName,
  type Desk,
  reasonName,
  stateName,
  TellingMark,
  useDesk,
  visitName,
} from './parts.tsx';

/** The day: rooms by time, or the same as a table. */
export const DayView = (): JSX.Element => {
  const { board, now, place, words, go } = useDesk();
  const wanted = new Set(
    roomCards(board, now)
      .filter(isWanted(place))
      .map(({ room }) => room.id),
  );
  const shown = {
    ...board,
    rooms: board.rooms.filter((room) => wanted.has(room.id)),
    bookings: board.bookings.filter((each) => each.roomId === null || wanted.has(each.roomId)),
  };
  return (
    <>
      <div class="day-head">
        <Filters rooms={board.rooms} />
        {!place.table && <Legend />}
        <fieldset class="switch">
          <legend class="hidden">{words.t('day.show')}</legend>
          {([false, true] as const).map((table) => (
            <Button key={String(table)} aria-pressed={place.table === table} onClick={() => go({ table })}>
              {words.t(table ? 'day.table' : 'day.timeline')}
            </Button>
          ))}
        </fieldset>
      </div>
      {place.table ? (
        <DayTable board={shown} />
      ) : (
        <DayTimeline timeline={timelineOf(shown, now)} words={words} />
      )}
    </>
  );
};

const Legend = (): JSX.Element => {
  const { words } = useDesk();
  return (
    <ul class="legend">
      <li>
        <span class="swatch visit" />
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

const at = ({ from, to }: Lines): CSSProperties => ({ gridColumn: `${from} / ${to}` });

const DayTimeline = ({ timeline, words }: { timeline: Timeline; words: Words }): JSX.Element => {
  const { open } = useDesk();
  const sizes = { '--columns': timeline.columns, '--rows': timeline.rows.length } as CSSProperties;
  const frame = useNowInSight(timeline.now);
  return (
    <>
      {/* Scrolled by keyboard as well. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus */}
      <section ref={frame} class="timeline" style={sizes} aria-label={words.t('day.timeline')} tabIndex={0}>
        {timeline.now !== undefined && (
          <div class="now-layer" aria-hidden="true">
            <span class="now-line" style={{ left: percent(timeline.now) }} />
          </div>
        )}
        <div class="row hours" aria-hidden="true">
          <span class="row-name" />
          <div class="lane">
            {timeline.hours.map(({ at: hour, line }) => (
              <span key={hour} class="hour" style={{ gridColumn: `${line} / span 12` }}>
                {words.time(hour)}
              </span>
            ))}
          </div>
        </div>
        {timeline.waiting.length > 0 && (
          <div class="row waiting-row">
            <span class="row-name">
              <Icon name="warning" />
              {words.t('booking.state:waiting')}
            </span>
            <div class="lane stacked">
              {timeline.waiting.map((visit) => (
                <Visit key={visit.booking.uid} visit={visit} words={words} open={open} />
              ))}
            </div>
          </div>
        )}
        {timeline.rows.map(({ room, visits, blocks, closed }) => (
          <div class="row" key={room.id} data-focus={`row ${room.id}`}>
            <button type="button" class="row-name" onClick={() => open({ kind: 'room', roomId: room.id })}>
              {room.id}
            </button>
            <div class="lane">
              {closed.map((lines) => (
                <span key={lines.from} class="closed" style={at(lines)} />
              ))}
              {blocks.map(({ block, lines }) => (
                <span key={block.id} class="block" style={at(lines)}>
                  <span class="hidden">{words.t('state:blocked')} </span>
                  <span>{reasonName(block.reason, words)}</span>
                </span>
              ))}
              {visits.map((visit) => (
                <Visit key={visit.booking.uid} visit={visit} words={words} open={open} />
              ))}
            </div>
          </div>
        ))}
      </section>
    </>
  );
};

/** Where the day is wider than the screen, one begins at what goes on now, and stays where one goes from there. */
const useNowInSight = (now: number | undefined): RefObject<HTMLElement | null> => {
  const frame = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current && now !== undefined)
      current.scrollLeft = now * current.scrollWidth - current.clientWidth / 2;
  }, []);
  return frame;
};

const Visit = ({
  visit,
  words,
  open,
}: { visit: TimelineVisit; words: Words } & Pick<Desk, 'open'>): JSX.Element => {
  const { booking, lines, reach, before, after } = visit;
  const name = bookingName(booking, words);
  const share = (lines.to - lines.from) / (reach - lines.from);
  return (
    <button
      type="button"
      class={`visit visit-${booking.state}`}
      style={at({ from: lines.from, to: reach })}
      title={`${words.span(booking.start, booking.end)} ${name}`}
      data-focus={`visit ${booking.uid}`}
      onClick={() => open({ kind: 'booking', uid: booking.uid })}
    >
      <span class="visit-words">
        <b>{words.time(booking.start)}</b>
        <span class="hidden">
          –{words.time(booking.end)} {name}
        </span>{' '}
        <span aria-hidden="true">{visitName(booking, words)}</span>
      </span>
      <span
        class="visit-bar"
        style={{
          width: percent(share),
          paddingLeft: percent(before * share),
          paddingRight: percent(after * share),
        }}
      >
        <span />
      </span>
    </button>
  );
};

/** Of the button's width: that is what CSS takes a padding's percentage of. */
const percent = (share: number): string => `${share * 100}%`;

const DayTable = ({ board }: { board: Parameters<typeof timelineOf>[0] }): JSX.Element => {
  const { words, open } = useDesk();
  const headings = [
    'table.start',
    'table.end',
    'booking.room',
    'table.booking',
    'booking.status',
    'booking.telling',
  ] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
    <section class="table-frame" aria-label={words.t('day.table')} tabIndex={0}>
      <table>
        <caption>{words.t('table.caption', { date: words.date(`${board.date}T12:00Z`) })}</caption>
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
              <td class="strong">{booking.roomId ?? '–'}</td>
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
                <TellingMark booking={booking} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {board.bookings.length === 0 && <p class="empty">{words.t('room.visits.none')}</p>}
    </section>
  );
};
