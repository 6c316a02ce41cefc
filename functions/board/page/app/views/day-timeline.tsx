import type { CSSProperties, JSX, TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { lettersOf } from '../model/room-card.ts';
import { stopRowsOf } from '../model/stops.ts';
import { nowIn, QUARTER, type Timeline, timeAt } from '../model/timeline.ts';
import { visitBar } from './bars.tsx';
import { CarriedBar, StretchBar } from './drawn-over.tsx';
import { Icon } from './icons.tsx';
import { useDesk } from './parts.tsx';
import { A_LINE, useRoomRows } from './room-row.tsx';
import { useCarrying } from './use-carrying.ts';
import { usePointer } from './use-pointer.ts';
import { keyOf, type Pointed, useStops } from './use-stops.ts';

/** So many rooms or fewer are all on one screen, in lower rows where they must. */
const ON_ONE_SCREEN = 24;
const MINUTE = 60_000;

/**
 * Rooms by time: a row for each, under the names of their floors. Only what is near the screen is rendered; all of it is there. A
 * press or a key is heard by the whole of it.
 */
export const DayTimeline = ({ timeline }: { timeline: Timeline }): JSX.Element => {
  const { hours, floors, waiting } = timeline;
  const { words, now, open } = useDesk();
  const frame = useRef<HTMLElement>(null);
  const rows = useMemo(() => stopRowsOf(timeline), [timeline]);
  const count = floors.reduce((sum, each) => sum + each.rows.length, 0);
  const share = nowIn(hours, Math.floor(now / MINUTE) * MINUTE);
  // Where the day is wider than the screen, one begins at what goes on now, and stays where one goes from there.
  useLayoutEffect(() => {
    const at = frame.current as HTMLElement;
    if (share !== undefined) at.scrollLeft = share * at.scrollWidth - at.clientWidth / 2;
  }, []);

  /** What is past is not blocked any more; what has begun is from now on. */
  const choose = ({ roomId, start, end }: Pointed, isWhole = true): void => {
    if (end <= now) return;
    open({
      kind: 'block',
      roomId,
      ...(isWhole ? { start, end } : start > now ? { start } : { from: 'now' }),
    });
  };
  const stops = useStops(frame, rows, hours);
  const carrying = useCarrying(frame, rows);
  const pointer = usePointer(frame, hours, { ...carrying, point: stops.point, choose });
  const keyDown = (event: KeyboardEvent): void => {
    if (carrying.press(event) || stops.press(event) || event.key !== ' ') return;
    const [kind, uid = ''] = keyOf(event.target).split(/ (.*)/s);
    if (kind !== 'visit') return;
    event.preventDefault();
    carrying.lift(uid);
  };
  const press = ({ target, clientX, detail }: TargetedMouseEvent<HTMLElement>): void => {
    // What was dragged is not pressed, too; a key is no press of the mouse.
    if (detail > 0 && pointer.wasDragged()) return;
    const [kind, id = ''] = keyOf(target).split(/ (.*)/s);
    const element = target as HTMLElement;
    const roomId = element.closest<HTMLElement>('.far')?.dataset.focus?.slice('row '.length) ?? '';
    if (kind === 'visit') open({ kind: 'booking', uid: id });
    else if (kind === 'name' || kind === 'block') open({ kind: 'room', roomId });
    else if (kind === 'stretch' && stops.pointed) choose(stops.pointed);
    else if (kind === 'row' && element.matches('.lane')) {
      const start = timeAt(pointer.shareAt(element, clientX), hours);
      choose({ roomId, start, end: start + QUARTER }, false);
    }
  };

  const rowOf = useRoomRows(words);
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
    () => waiting.map((line) => line.map((visit) => visitBar(visit, words))),
    [waiting, words],
  );
  return (
    <div class="timeline-frame">
      <section
        ref={frame}
        class="timeline"
        data-now={share !== undefined || undefined}
        data-long={count > ON_ONE_SCREEN || undefined}
        style={sizesOf(timeline, count, share)}
        aria-label={words.t('day.timeline')}
        aria-describedby="timeline-keys"
        onClick={press}
        onKeyDown={keyDown}
        onFocusIn={stops.focused}
        onPointerDown={pointer.down}
        onPointerMove={pointer.move}
        onPointerUp={pointer.up}
        onPointerCancel={pointer.cancel}
      >
        <p id="timeline-keys" class="hidden">
          {words.t('day.keys')}
        </p>
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
          {stops.pointed && <StretchBar frame={frame} hours={hours} pointed={stops.pointed} />}
          {carrying.carried && (
            <CarriedBar frame={frame} timeline={timeline} carried={carrying.carried} fit={carrying.fit} />
          )}
        </div>
      </section>
    </div>
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
