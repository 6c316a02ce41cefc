import type { CSSProperties, JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Pointed } from '../model/pointed.ts';
import { type Stretch, shareOf, type Timeline } from '../model/timeline.ts';
import { useDesk, visitName } from './parts.tsx';
import type { Carried } from './use-carrying.ts';
import { named } from './use-stops.ts';

/** Puts what is drawn over the rows where one of them is. */
const useTopOf = (
  frame: RefObject<HTMLElement | null>,
  row: string | undefined,
): RefObject<HTMLElement | null> => {
  const own = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const there =
      row === undefined
        ? frame.current?.querySelector<HTMLElement>('.waiting-row')
        : named(frame.current, `row ${row}`);
    own.current?.style.setProperty('--top', `${there?.offsetTop ?? 0}px`);
  });
  return own;
};

const across = ({ from, to }: Stretch): CSSProperties =>
  ({ '--from': from, '--wide': to - from }) as CSSProperties;

/** The free time that is pointed at, as a button: by keys, or while a mouse is drawn along it. */
export const StretchBar = ({
  frame,
  hours,
  pointed,
}: {
  frame: RefObject<HTMLElement | null>;
  hours: Timeline['hours'];
  pointed: Pointed;
}): JSX.Element => {
  const { words } = useDesk();
  const { roomId, start, end } = pointed;
  const own = useTopOf(frame, roomId) as RefObject<HTMLButtonElement>;
  const time = `${words.time(start)}–${words.time(end)}`;
  return (
    <button
      ref={own}
      type="button"
      tabIndex={-1}
      class="over-rows stretch"
      style={across({ from: shareOf(start, hours), to: shareOf(end, hours) })}
      aria-label={words.t('stretch', { time, room: words.room(roomId) })}
      data-focus="stretch"
    >
      {time}
    </button>
  );
};

/** A visit on its way to another room, and whether it may be there. */
export const CarriedBar = ({
  frame,
  timeline: { floors, waiting },
  carried: { booking, over, pulled },
  fit,
}: {
  frame: RefObject<HTMLElement | null>;
  timeline: Timeline;
  carried: Carried;
  fit: string | undefined;
}): JSX.Element | null => {
  const { words } = useDesk();
  const own = useTopOf(frame, over ?? undefined) as RefObject<HTMLDivElement>;
  const visits = [...waiting, ...floors.flatMap(({ rows }) => rows.map((row) => row.visits))].flat();
  const visit = visits.find((each) => each.booking.uid === booking.uid);
  if (visit === undefined) return null;
  return (
    <div
      ref={own}
      class="over-rows carried"
      style={{ ...across(visit.stretch), '--pulled': `${pulled}px` } as CSSProperties}
      aria-hidden="true"
    >
      <b>{visitName(booking, words)}</b>
      <span class="fit">{fit}</span>
    </div>
  );
};
