import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { FeedState } from './feed.ts';
import { toneOf } from './model/room-card.ts';
import type { Words } from './words.ts';

/** What was said last, and how much before it: the same words said again are news, too. */
export type Said = { readonly text: string; readonly before: number };

/** What the live region says: what was done, contact lost and found, what changed in the rooms. */
export const useAnnouncer = (
  state: FeedState,
  words: Words,
  notice: { readonly text: string } | undefined,
): [Said, (text: string) => void] => {
  const [said, setSaid] = useState<Said>({ text: '', before: 0 });
  const say = useCallback((text: string): void => {
    setSaid(({ before }) => ({ text, before: before + 1 }));
  }, []);
  const before = useRef<{ tones: Map<string, string>; stale: boolean } | undefined>(undefined);
  const { board, stale, contactAt } = state;
  useEffect(() => {
    // What goes on in the rooms is news today only.
    if (board === undefined || board.rooms.some(({ state: now }) => now === undefined)) return;
    const tones = new Map(
      board.rooms.map((room) => [room.id, words.t(`state:${toneOf(room, Date.parse(board.now))}`)]),
    );
    const changed = [...tones].filter(([id, tone]) => (before.current?.tones.get(id) ?? tone) !== tone);
    if (before.current !== undefined && stale !== before.current.stale)
      say(stale ? words.t('stale', { time: words.time(contactAt) }) : words.t('recovered'));
    else if (changed.length > 3) say(words.t('changes.many', { count: changed.length }));
    else if (changed.length > 0)
      say(
        changed
          .map(([room, tone]) => words.t('changes.one', { room: words.room(room), state: tone }))
          .join('. '),
      );
    before.current = { tones, stale };
  }, [board, stale, contactAt, words]);
  useEffect(() => {
    if (notice !== undefined) say(notice.text);
  }, [notice]);
  return [said, say];
};
