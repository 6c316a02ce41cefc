import type { CSSProperties, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { BoardView, RoomView } from '../../../../../shared/board/view/board-view.ts';
import { estimatedWidth } from '../model/lines-of.ts';
import { roomsOn, type Screen } from '../model/screen.ts';
import { screenRoom } from '../model/screen-room.ts';
import { sections, turnMs, wallLayout } from '../model/wall.ts';
import { useWakeLock } from '../use-wake-lock.ts';
import type { Words } from '../words.ts';
import { Icon } from './icons.tsx';
import { reasonName, throughText } from './parts.tsx';

/**
 * Rooms on a screen on the wall: nothing to press, nothing about any booking, as large as they all fit. Where they do not, pages
 * turn and say so. Those of several floors stand under the name of each, so that two floors of one name are two.
 */
export const KioskView = ({
  board,
  now,
  words,
  screen,
  staleSince,
}: {
  board: BoardView;
  now: number;
  words: Words;
  screen: Exclude<Screen, { kind: 'door' }>;
  staleSince: number | undefined;
}): JSX.Element => {
  useWakeLock();
  const shown = roomsOn(screen, board.rooms);
  const isOneFloor = new Set(shown.rooms.map(floorOf)).size === 1;
  const rooms = shown.rooms.map((room) => ({
    room,
    ...wallRoom(room, words, now),
    heading: isOneFloor || screen.kind === 'rooms' ? '' : whereOf(room, words),
  }));
  const list = useRef<HTMLDivElement>(null);
  const area = useArea(list);
  const said = JSON.stringify(rooms.map(({ name, state, detail }) => [name, state, detail]));
  const most = useFitting(list, `${area.width} ${area.height} ${said}`);
  // What is said of the rooms is all that it looks at.
  const widthOf = useWidths(list);
  const layout = useMemo(() => wallLayout(rooms, area, most, widthOf), [said, area, most, widthOf]);
  const turned = useTurning(layout.pages.length);
  const page = layout.pages[turned];
  const [first] = shown.rooms;
  const missing = missingOn(screen, shown, board.rooms, words);
  return (
    <main class={staleSince === undefined ? 'kiosk' : 'kiosk is-stale'}>
      <header class="kiosk-head">
        <h1>{isOneFloor && first ? whereOf(first, words) : titleOf(screen, board, words)}</h1>
        {layout.pages.length > 1 && (
          <span class="kiosk-page" data-pages={layout.pages.length}>
            {turned + 1}/{layout.pages.length}
          </span>
        )}
        <time class="kiosk-clock">{words.time(now)}</time>
      </header>
      {staleSince !== undefined && (
        <p class="kiosk-stale">
          <Icon name="offline" />
          {words.t('stale.kiosk', { time: words.time(staleSince) })}
        </p>
      )}
      {missing && <p class="kiosk-stale">{missing}</p>}
      <div ref={list} class="kiosk-rooms" style={`--size:${layout.size}px;--name:${layout.name}`}>
        {sections(page === undefined ? [] : rooms.slice(page.from, page.to)).map((section) => (
          <section
            key={section[0]?.heading}
            style={
              {
                '--columns': page?.columns ?? 1,
                '--rows': Math.ceil(section.length / (page?.columns ?? 1)),
              } as CSSProperties
            }
          >
            {section[0]?.heading && <h2>{section[0].heading}</h2>}
            <ul>
              {section.map(({ room, tone, name, state, detail }) => (
                <li key={room.id} class={`kiosk-room tone-${tone}`} data-room={room.id}>
                  <Icon name={tone} />
                  <b>{name}</b>
                  <span>
                    <strong>{state}</strong> {detail}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </main>
  );
};

const floorOf = ({ building, floor }: RoomView): string => JSON.stringify([building, floor]);
const whereOf = ({ building, floor }: RoomView, words: Words): string =>
  words.t('building.floor', { building, floor });

/** The texts of a room on a wall. */
const wallRoom = (room: RoomView, words: Words, now: number) => {
  const { tone, when } = screenRoom(room, now);
  const [message, values] = when;
  const reason = tone === 'blocked' && room.reason ? reasonName(room.reason, words) : '';
  const time = words.t(message, values && { time: words.time(values.time) });
  return {
    tone,
    name: room.name,
    state: words.t(`state:${tone}`),
    detail: [reason, time, throughText(room, words)].filter(Boolean).join(' · '),
  };
};

const titleOf = (
  screen: Exclude<Screen, { kind: 'door' }>,
  { siteName }: BoardView,
  words: Words,
): string => {
  if (screen.kind === 'floor') {
    const { floor, building } = screen;
    return building === undefined
      ? words.t('floor', { floor })
      : words.t('building.floor', { building, floor });
  }
  return screen.kind === 'building' ? screen.building : siteName;
};

/** What of it is not there, and what there is instead. */
const missingOn = (
  screen: Exclude<Screen, { kind: 'door' }>,
  { rooms, missing }: ReturnType<typeof roomsOn>,
  all: readonly RoomView[],
  words: Words,
): string | undefined => {
  const says = (what: string, there: readonly string[]): string =>
    words.t('kiosk.unknown', { floor: what, floors: words.list([...new Set(there)]) || '–' });
  if (missing.length > 0)
    return says(
      words.list(missing.map((room) => words.t('room', { room }))),
      all.map(({ name }) => name),
    );
  if (rooms.length > 0) return undefined;
  return screen.kind === 'building'
    ? says(
        screen.building,
        all.map(({ building }) => building),
      )
    : says(
        screen.kind === 'floor' ? titleOf(screen, { siteName: '' } as BoardView, words) : words.t('rooms'),
        all.map((room) => whereOf(room, words)),
      );
};

/** Measures words in the very face of the page, semi-bold: another function once that has been loaded. */
const useWidths = (list: { readonly current: HTMLElement | null }): ((word: string) => number) => {
  const [widthOf, setWidthOf] = useState(() => estimatedWidth);
  useLayoutEffect(() => {
    const { current } = list;
    const pen = document.createElement('canvas').getContext('2d');
    if (current === null || pen === null) return;
    const measure = (): void => {
      const { fontFamily } = getComputedStyle(current);
      setWidthOf(() => (word: string) => {
        pen.font = `600 ${MEASURED_AT}px ${fontFamily}`;
        return (pen.measureText(word).width / MEASURED_AT) * ROUNDED_UP;
      });
    };
    measure();
    document.fonts.addEventListener('loadingdone', measure);
    return () => document.fonts.removeEventListener('loadingdone', measure);
  }, [list]);
  return widthOf;
};

/** Words are measured in so many pixels; at other sizes they may be a little wider. */
const MEASURED_AT = 100;
const ROUNDED_UP = 1.02;

/** What is left of the screen for the rooms, in pixels. */
const useArea = (list: { readonly current: HTMLElement | null }) => {
  const [area, setArea] = useState({ width: innerWidth * 0.96, height: innerHeight * 0.8 });
  useLayoutEffect(() => {
    const { current } = list;
    if (current === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = current;
      setArea((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(current);
    return () => watching.disconnect();
  }, [list]);
  return area;
};

/**
 * How many rooms fit on one page: as many as were reckoned, until one is seen to be cut. Tried anew whenever `occasion` changes.
 */
const useFitting = (list: { readonly current: HTMLElement | null }, occasion: string): number => {
  const [fitting, setFitting] = useState({ occasion, most: Number.POSITIVE_INFINITY });
  const most = fitting.occasion === occasion ? fitting.most : Number.POSITIVE_INFINITY;
  // After every drawing: what a room does is said in more words or fewer.
  useLayoutEffect(() => {
    const { current } = list;
    const rooms = [...(current?.querySelectorAll<HTMLElement>('[data-room]') ?? [])];
    const isCut = (room: HTMLElement): boolean =>
      room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1;
    const overflows = current !== null && current.scrollHeight > current.clientHeight + 1;
    if (rooms.length > 1 && (overflows || rooms.some(isCut)))
      setFitting({ occasion, most: rooms.length - 1 });
  });
  return most;
};

const useTurning = (pages: number): number => {
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (pages < 2) return;
    const turning = setInterval(() => setPage((before) => before + 1), turnMs(pages));
    return () => clearInterval(turning);
  }, [pages]);
  return page % Math.max(1, pages);
};
