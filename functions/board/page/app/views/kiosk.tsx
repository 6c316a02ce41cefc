import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { BoardView } from '../../../../../shared/board/board-view.ts';
import { byFloor, isLong, roomCards } from '../model/room-card.ts';
import type { Words } from '../words.ts';
import { whenOf } from './card.tsx';
import { Icon } from './icons.tsx';
import { reasonName, throughText } from './parts.tsx';

/** So many rooms are shown as large as the screen allows; more stand side by side. */
const SHOWN_LARGE = 4;

/** A floor's rooms on a screen on the wall: nothing to press, nothing about any booking, large. */
export const KioskView = ({
  board,
  now,
  words,
  floor,
  staleSince,
}: {
  board: BoardView;
  now: number;
  words: Words;
  floor: string;
  staleSince: number | undefined;
}): JSX.Element => {
  useWakeLock();
  const cards = roomCards(board, now).filter(({ room }) => room.floor === floor);
  return (
    <main class={staleSince === undefined ? 'kiosk' : 'kiosk is-stale'}>
      <header class="kiosk-head">
        <h1>
          {byFloor(cards)
            .map(({ building }) => words.t('building.floor', { building, floor }))
            .join(', ') || words.t('floor', { floor })}
        </h1>
        <time class="kiosk-clock">{words.time(now)}</time>
      </header>
      {staleSince !== undefined && (
        <p class="kiosk-stale">
          <Icon name="offline" />
          {words.t('stale.kiosk', { time: words.time(staleSince) })}
        </p>
      )}
      <ul class={cards.length > SHOWN_LARGE ? 'kiosk-rooms many' : 'kiosk-rooms'}>
        {cards.map((card) => (
          <li key={card.room.id} class={`kiosk-room tone-${card.tone}`} data-room={card.room.id}>
            <b class={isLong(card.room) ? 'long' : ''}>{card.room.name}</b>
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
