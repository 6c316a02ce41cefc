import type { CSSProperties, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BoardView } from '../../../../../shared/board/view/board-view.ts';
import { byFloor, lettersOf, roomCards } from '../model/room-card.ts';
import { wallGrid, wallPages } from '../model/wall.ts';
import type { Words } from '../words.ts';
import { whenOf } from './card.tsx';
import { Icon } from './icons.tsx';
import { reasonName, throughText } from './parts.tsx';

/** A page of rooms stays so long, in milliseconds, where there are more than one. */
const PAGE_MS = 10_000;

/**
 * A floor's rooms on a screen on the wall: nothing to press, nothing about any booking, as large as they all fit. Where they
 * do not, pages turn and say so; floors of the same name are pages of their own, each named by its building.
 */
export const KioskView = ({
  board,
  now,
  words,
  floor,
  building,
  staleSince,
}: {
  board: BoardView;
  now: number;
  words: Words;
  floor: string;
  building: string | undefined;
  staleSince: number | undefined;
}): JSX.Element => {
  useWakeLock();
  const floors = byFloor(roomCards(board, now));
  const shown = floors.filter(
    (each) => each.floor === floor && (building === undefined || each.building === building),
  );
  const list = useRef<HTMLUListElement>(null);
  const size = useWindowSize();
  const most = useFitting(list, `${size.width} ${size.height} ${shown.map(({ cards }) => cards.length)}`);
  const pages = wallPages(
    shown.map(({ cards }) => cards),
    most,
  );
  const turned = useTurning(pages.length);
  const page = pages[turned] ?? [];
  const [first] = page;
  const named = (each: { building: string; floor: string }): string => words.t('building.floor', each);
  const { columns, scale } = wallGrid(page.length, { width: size.width * 0.96, height: size.height * 0.82 });
  return (
    <main class={staleSince === undefined ? 'kiosk' : 'kiosk is-stale'}>
      <header class="kiosk-head">
        <h1>{first === undefined ? words.t('floor', { floor }) : named(first.room)}</h1>
        {pages.length > 1 && (
          <span class="kiosk-page" data-pages={pages.length}>
            {turned + 1}/{pages.length}
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
      {first === undefined && (
        <p class="kiosk-stale">
          {words.t('kiosk.unknown', {
            floor: building === undefined ? words.t('floor', { floor }) : named({ building, floor }),
            floors: words.list(floors.map(named)) || '–',
          })}
        </p>
      )}
      <ul
        ref={list}
        class={scale < 1 ? 'kiosk-rooms many' : 'kiosk-rooms'}
        style={{ '--columns': columns, '--scale': scale } as CSSProperties}
      >
        {page.map((card) => (
          <li key={card.room.id} class={`kiosk-room tone-${card.tone}`} data-room={card.room.id}>
            <b style={`--letters:${lettersOf(card.room)}`}>{card.room.name}</b>
            <span class="kiosk-words">
              <strong>{words.t(`state:${card.tone}`)}</strong>
              <span>
                {[
                  card.tone === 'blocked' && card.room.reason ? reasonName(card.room.reason, words) : '',
                  whenOf(card, words, now),
                  throughText(card.room, words),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <Icon name={card.tone} />
          </li>
        ))}
      </ul>
    </main>
  );
};

const useWindowSize = (): { readonly width: number; readonly height: number } => {
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const sized = (): void => setSize({ width: innerWidth, height: innerHeight });
    addEventListener('resize', sized);
    return () => removeEventListener('resize', sized);
  }, []);
  return size;
};

/**
 * How many rooms fit on one page: all, until one is seen to reach beyond the screen or its own bounds. Tried anew
 * whenever `occasion` changes.
 */
const useFitting = (list: { readonly current: HTMLElement | null }, occasion: string): number => {
  const [fitting, setFitting] = useState({ occasion, most: Number.POSITIVE_INFINITY });
  const most = fitting.occasion === occasion ? fitting.most : Number.POSITIVE_INFINITY;
  // After every drawing: what a room does is said in more words or fewer.
  useLayoutEffect(() => {
    const rooms = [...(list.current?.children ?? [])] as HTMLElement[];
    const isCut = (room: HTMLElement): boolean =>
      room.scrollHeight > room.clientHeight + 1 ||
      room.scrollWidth > room.clientWidth + 1 ||
      room.getBoundingClientRect().bottom > innerHeight + 1;
    if (rooms.length > 1 && rooms.some(isCut)) setFitting({ occasion, most: rooms.length - 1 });
  });
  return most;
};

const useTurning = (pages: number): number => {
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (pages < 2) return;
    const turning = setInterval(() => setPage((before) => before + 1), PAGE_MS);
    return () => clearInterval(turning);
  }, [pages]);
  return page % Math.max(1, pages);
};

/** Keeps the screen on. The browser lets go whenever the page is hidden: asked for again when it is seen. */
const useWakeLock = (): void => {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // A screen that may not stay on by itself is set up otherwise; the board shows all the same.
      lock = await navigator.wakeLock.request('screen').catch(() => undefined);
    };
    void ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
};
