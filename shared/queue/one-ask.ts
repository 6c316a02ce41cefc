import type { Instant } from '../domain/instant.ts';

/** An ask is on its way for so many seconds at first; and where the same is asked again and again, twice as many each time. */
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 30;
/** So long after an ask has arrived the next one is the first again. */
const CALM_MS = 60_000;

/**
 * Lets one ask stand for all that come while it is on its way: the run that takes it reads afterwards what all of them have written.
 * Answers by how many seconds an ask is to be delayed, or `undefined` where one that is on its way covers it; `take back`
 * where it could not be sent.
 */
export const oneAsk = (now: () => Instant) => {
  const asked = new Map<string, { arrives: Instant; seconds: number }>();
  return {
    delayOf: (what: string): number | undefined => {
      const at = now();
      for (const [key, { arrives }] of asked) if (at - arrives > CALM_MS) asked.delete(key);
      const before = asked.get(what);
      if (before !== undefined && at < before.arrives) return undefined;
      const seconds = before === undefined ? FIRST_SECONDS : Math.min(LONGEST_SECONDS, 2 * before.seconds);
      asked.set(what, { arrives: at + seconds * 1000, seconds });
      return seconds;
    },
    takeBack: (what: string): void => {
      asked.delete(what);
    },
  };
};
