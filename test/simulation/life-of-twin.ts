import { playScenario } from '../../bin/simulation/play-scenario.ts';
import type { BrokenTwin } from './broken-twins.ts';

/** Lives that a broken twin may have before it is found out. */
const LIVES = 80;

/** Lets a broken twin live, seed after seed, until a promise is seen to break; then the real system lives the same. */
export const lifeOfTwin = async ({
  twin,
  breaks,
  shows,
  from = 1,
}: BrokenTwin): Promise<{ foundOut: string; seed: number; realUnharmed: readonly string[] }> => {
  for (let seed = from; seed < from + LIVES; seed += 1) {
    const { violations } = await playScenario(shows, { seed, twin });
    const foundOut = violations.find((violation) => breaks.test(violation));
    if (foundOut === undefined) continue;
    const real = await playScenario(shows, { seed });
    return { foundOut, seed, realUnharmed: real.violations };
  }
  return { foundOut: `nothing in ${LIVES} lives`, seed: 0, realUnharmed: [] };
};
