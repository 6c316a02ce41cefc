import type { JSX, TargetedMouseEvent } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Pointed } from '../model/pointed.ts';
import { stopRowsOf } from '../model/stops.ts';
import { QUARTER, type Timeline, timeAt } from '../model/timeline.ts';
import { DrawnDay } from './drawn-day.tsx';
import { CarriedBar, StretchBar } from './drawn-over.tsx';
import { useDesk } from './parts.tsx';
import { useCarrying } from './use-carrying.ts';
import { usePointer } from './use-pointer.ts';
import { keyOf, useStops } from './use-stops.ts';

/** The Day as drawn, and what is done in it: a press or a key is heard by the whole of it. */
export const DayTimeline = ({ timeline }: { timeline: Timeline }): JSX.Element => {
  const { hours } = timeline;
  const { words, now, open } = useDesk();
  const frame = useRef<HTMLElement>(null);
  const rows = useMemo(() => stopRowsOf(timeline), [timeline]);

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

  return (
    <div class="timeline-frame">
      <DrawnDay
        frame={frame}
        timeline={timeline}
        now={now}
        words={words}
        label={words.t('day.timeline')}
        heard={{
          onClick: press,
          onKeyDown: keyDown,
          onFocusIn: stops.focused,
          onPointerDown: pointer.down,
          onPointerMove: pointer.move,
          onPointerUp: pointer.up,
          onPointerCancel: pointer.cancel,
        }}
      >
        {stops.pointed && <StretchBar frame={frame} hours={hours} pointed={stops.pointed} />}
        {carrying.carried && (
          <CarriedBar frame={frame} timeline={timeline} carried={carrying.carried} fit={carrying.fit} />
        )}
      </DrawnDay>
    </div>
  );
};
