import { useEffect, useMemo, useState } from 'preact/hooks';
import { BoardFeed, type FeedState } from './feed.ts';
import { seenVersion } from './reload.ts';
import { ask } from './session.ts';

/** The board as it is, asked for again and again. */
export const useFeed = (query: string): { feed: BoardFeed; state: FeedState } => {
  const [state, setState] = useState<FeedState>(() => ({
    contactAt: Date.now(),
    stale: false,
    open: false,
    now: Date.now(),
  }));
  const feed = useMemo(
    () =>
      new BoardFeed(
        {
          fetch: ask,
          now: Date.now,
          later: (act, ms) => {
            const timer = setTimeout(act, ms);
            return () => clearTimeout(timer);
          },
          seenVersion,
        },
        setState,
      ),
    [],
  );
  useEffect(() => {
    const ticking = setInterval(() => feed.tick(), 1_000);
    const look = (): void => {
      if (document.visibilityState === 'visible') void feed.look();
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    return () => {
      feed.stop();
      clearInterval(ticking);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }, [feed]);
  useEffect(() => feed.ask(query), [feed, query]);
  return { feed, state };
};
