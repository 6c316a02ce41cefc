import { type Instant, MINUTE } from './instant.ts';

export const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
/** The same hours of so many weeks before are looked at. */
const WEEKS = 4;
/** No silence is followed back further than so many hours, open or not. */
const LONGEST = 5 * 24;
/** Silence that comes about by chance more seldom than this is none. */
const CHANCE = 1 / 1_000;

/** How far back it is asked whether hours were open. */
export const LONGEST_SILENCE_MS = LONGEST * HOUR;
/** How far back it is asked whether anything was heard. */
export const LOOKED_BACK_MS = WEEKS * WEEK + LONGEST_SILENCE_MS + HOUR;

/** The whole hour, by UTC, in which an instant lies. */
export const hourOf = (at: Instant): Instant => at - (at % HOUR);

/**
 * Whole open hours since something was heard, where so many of them are more than chance: by how often the same hours of the four
 * weeks before were silent, each by itself. Else 0, and so at a small clinic for longer than at a busy one.
 */
export const hoursSilent = (
  now: Instant,
  isOpen: (hour: Instant) => boolean,
  heard: ReadonlySet<Instant>,
): number => {
  const last = hourOf(now);
  if (heard.has(last)) return 0;
  let silent = 0;
  let silentBefore = 0;
  for (let back = 1; back <= LONGEST; back += 1) {
    const hour = last - back * HOUR;
    if (heard.has(hour)) break;
    if (!isOpen(hour)) continue;
    silent += 1;
    for (let week = 1; week <= WEEKS; week += 1) if (!heard.has(hour - week * WEEK)) silentBefore += 1;
  }
  // Laplace's rule: what never happened in so many hours may still happen.
  const oneHour = (silentBefore + 1) / (silent * WEEKS + 2);
  return oneHour ** silent < CHANCE ? silent : 0;
};
