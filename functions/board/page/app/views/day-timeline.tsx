import type { CSSProperties, JSX, TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { lettersOf } from '../model/room-card.ts';
import { nowIn, type Timeline, type TimelineRow, timeAt } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { at, blockBar, visitBar } from './bars.tsx';
import { Icon } from './icons.tsx';
import { useDesk } from './parts.tsx';

/** So many rooms or fewer are all on one screen, in lower rows where they must. */
const ON_ONE_SCREEN = 24;
const MINUTE = 60_000;

/** Rooms by time: a row for each, under the names of their floors. Row by row only what is near the screen is rendered; all of it is there. */
export const DayTimeline = ({ hours, floors, waiting }: Timeline): JSX.Element => {
  const { words, now, today, open } = useDesk();
  const rows = floors.flatMap((each) => each.rows);
  const share = nowIn(hours, Math.floor(now / MINUTE) * MINUTE);
  const sizes = {
    '--hours': hours.length,
    '--rows': rows.length + waiting.length,
    '--floors': floors.length,
    '--longest': Math.max(
      2,
      ...rows.map(({ room }) => Math.max(lettersOf(room), Math.min(room.name.length, 12))),
    ),
    ...(share !== undefined && { '--now': share }),
  } as CSSProperties;
  const frame = useRef<HTMLElement>(null);
  // Where the day is wider than the screen, one begins at what goes on now, and stays where one goes from there.
  useLayoutEffect(() => {
    const at = frame.current as HTMLElement;
    if (share !== undefined) at.scrollLeft = share * at.scrollWidth - at.clientWidth / 2;
  }, []);
  const drawn = useMemo(
    () =>
      floors.map(({ building, floor, rows }) => [
        floors.length > 1 && (
          <h2 key={`${building} ${floor}`} class="floor-name">
            <span>{words.t('building.floor', { building, floor })}</span>
          </h2>
        ),
        rows.map((row) => rowOf(row, words)),
      ]),
    [floors, words],
  );
  const waits = useMemo(
    () => waiting.map((line) => line.map((visit) => visitBar(visit, words))),
    [waiting, words],
  );
  const press = ({ target, offsetX }: TargetedMouseEvent<HTMLElement>): void => {
    const pressed = (target as Element).closest<HTMLElement>('button, .lane');
    const [kind, id = ''] = splitName(pressed?.dataset.focus);
    const roomId = splitName(pressed?.closest<HTMLElement>('.row')?.dataset.focus)[1];
    if (kind === 'visit') open({ kind: 'booking', uid: id });
    else if (roomId === undefined) return;
    else if (!pressed?.matches('.lane')) open({ kind: 'room', roomId });
    else if (pressed === target) {
      // An empty stretch is blocked from there on.
      const start = timeAt(offsetX / pressed.clientWidth, hours);
      if (today || start > now) open({ kind: 'block', roomId, ...(start > now && { start }) });
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: what is pressed are buttons, and the room's sheet blocks it by keyboard
    <section
      ref={frame}
      class="timeline"
      data-now={share !== undefined || undefined}
      data-long={rows.length > ON_ONE_SCREEN || undefined}
      style={sizes}
      aria-label={words.t('day.timeline')}
      onClick={press}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
      tabIndex={0}
    >
      <div class="grid">
        <div class="quarters" />
        <div class="row hours" aria-hidden="true">
          <span class="row-name" />
          <div class="scale">
            {hours.map((hour) => (
              <span key={hour} class="hour">
                {words.time(hour)}
              </span>
            ))}
            {share !== undefined && <b class="now-time">{words.time(now)}</b>}
          </div>
        </div>
        {waits.length > 0 && (
          <div class="row waiting-row">
            <span class="row-name">
              <Icon name="warning" />
              {words.t('booking.state:waiting')}
            </span>
            <div>
              {waits.map((line) => (
                <div key={line[0]?.key} class="lane">
                  {line}
                </div>
              ))}
            </div>
          </div>
        )}
        {drawn}
      </div>
    </section>
  );
};

const splitName = (name = ''): [string, string?] => {
  const at = name.indexOf(' ');
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
};

/** A room's day. */
const rowOf = ({ room, visits, blocks, closed }: TimelineRow, words: Words): JSX.Element => (
  <div key={room.id} class="row far" data-focus={`row ${room.id}`}>
    <button type="button" class="row-name" title={room.name}>
      {room.name}
    </button>
    <div class="lane">
      {closed.map((stretch) => (
        <span key={stretch.from} class="closed" style={at(stretch)} />
      ))}
      {blocks.map(({ block, stretch }) => blockBar(block, stretch, words))}
      {visits.map((visit) => visitBar(visit, words))}
    </div>
  </div>
);
