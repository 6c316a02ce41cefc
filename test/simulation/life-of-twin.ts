import { playScenario } from '../../bin/simulation/play-scenario.ts';
import { randomDay } from '../../bin/simulation/random-day.ts';
import type { BrokenTwin } from './broken-twins.ts';

/** Lives that a broken twin may have before it is found out. */
const LIVES = 80;

const realDays = new Map<number, ReturnType<typeof randomDay>>();

/** The real system's day: several twins are found out on the same one, and it is the same however often it is lived. */
const realDay = (seed: number): ReturnType<typeof randomDay> => {
  const lived = realDays.get(seed) ?? randomDay(seed);
  realDays.set(seed, lived);
  return lived;
};

/** Lets a broken twin live, seed after seed, until a promise is seen to break; then the real system lives the same. */
export const lifeOfTwin = async ({
  twin,
  breaks,
  shows,
  from = 1,
}: BrokenTwin): Promise<{ foundOut: string; seed: number; realUnharmed: readonly string[] }> => {
  for (let seed = from; seed < from + LIVES; seed += 1) {
    const { violations } = shows
      ? await playScenario(shows, { seed, twin })
      : await randomDay(seed, { twin });
    const foundOut = violations.find((violation) => breaks.test(violation));
    if (foundOut === undefined) continue;
    const real = shows ? await playScenario(shows, { seed }) : await realDay(seed);
    return { foundOut, seed, realUnharmed: real.violations };
  }
  return { foundOut: `nothing in ${LIVES} lives`, seed: 0, realUnharmed: [] };
};
