import type { ComponentChildren, ComponentProps, CSSProperties, JSX, RefObject } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { lettersOf } from '../model/room-card.ts';
import { nowIn, type Timeline } from '../model/timeline.ts';
import type { Words } from '../words.ts';
import { visitBar } from './bars.tsx';
import { Icon } from './icons.tsx';
import { A_LINE, useRoomRows } from './room-row.tsx';

/** So many rooms or fewer are all on one screen, in lower rows where they must. */
const ON_ONE_SCREEN = 24;
const MINUTE = 60_000;

/**
 * Rooms by time: a row for each, under the names of their floors. Only what is near the screen is rendered; all of it is there. Where
 * nothing is `heard`, it is a picture.
 */
export const DrawnDay = ({
  frame,
  timeline,
  now,
  words,
  label,
  heard,
  children,
}: {
  frame: RefObject<HTMLElement | null>;
  timeline: Timeline;
  now: number;
  words: Words;
  label: string;
  heard?: ComponentProps<'section'>;
  children?: ComponentChildren;
}): JSX.Element => {
  const { hours, floors, waiting } = timeline;
  const count = floors.reduce((sum, each) => sum + each.rows.length, 0);
  const share = nowIn(hours, Math.floor(now / MINUTE) * MINUTE);
  // Where the day is wider than the screen, one begins at what goes on now, and stays where one goes from there.
  useLayoutEffect(() => {
    const at = frame.current as HTMLElement;
    if (share === undefined) return;
    const from = share * at.scrollWidth - at.clientWidth / 2;
    // Written from the right, it is scrolled below zero.
    at.scrollLeft = at.matches(':dir(rtl)') ? -from : from;
  }, []);
  const isHeard = heard !== undefined;
  const rowOf = useRoomRows(words, isHeard);
  const drawn = useMemo(
    () =>
      floors.map(({ building, floor, rows }) => [
        floors.length > 1 && (
          <h2 key={`${building} ${floor}`} class="floor-name">
            <span>{words.t('building.floor', { building, floor })}</span>
          </h2>
        ),
        rows.map(rowOf),
      ]),
    [floors, words],
  );
  const waits = useMemo(
    () => waiting.map((line) => line.map((visit) => visitBar(visit, words, isHeard))),
    [waiting, words],
  );
  return (
    <section
      ref={frame}
      class="timeline"
      data-now={share !== undefined || undefined}
      data-long={count > ON_ONE_SCREEN || undefined}
      style={sizesOf(timeline, count, share)}
      aria-label={label}
      {...(isHeard ? { ...heard, 'aria-describedby': 'timeline-keys' } : { tabIndex: 0 })}
    >
      {isHeard && (
        <p id="timeline-keys" class="hidden">
          {words.t('day.keys')}
        </p>
      )}
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
        {children}
      </div>
    </section>
  );
};

/** Of a name in two lines, the letters of one. */
const lineOf = (letters: number): number =>
  letters > A_LINE ? Math.max(A_LINE, Math.ceil(letters / 2)) : letters;

const sizesOf = ({ hours, floors, waiting }: Timeline, count: number, share: number | undefined) => {
  const names = floors.flatMap(({ rows }) => rows.map(({ room }) => room));
  return {
    '--hours': hours.length,
    '--rows': count + waiting.length,
    '--floors': floors.length,
    '--longest': Math.max(2, ...names.map((room) => Math.max(lettersOf(room), lineOf(room.name.length)))),
    ...(share !== undefined && { '--now': share }),
  } as CSSProperties;
};
