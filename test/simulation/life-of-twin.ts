import { playScenario } from '../../bin/simulation/play-scenario.ts';
import type { Scenario } from '../../bin/simulation/scenarios.ts';
import type { BrokenTwin } from './broken-twins.ts';

/** Lives that a broken twin may have before it is found out. */
const LIVES = 80;

/** What breaks in the life of the real system: of twins that show in the same one it is played once. */
const real = new Map<string, Promise<readonly string[]>>();
const harmOfReal = (shows: Scenario, seed: number): Promise<readonly string[]> => {
  const life = `${seed} ${shows.name}`;
  const known = real.get(life) ?? playScenario(shows, { seed }).then(({ violations }) => violations);
  real.set(life, known);
  return known;
};

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
    return { foundOut, seed, realUnharmed: await harmOfReal(shows, seed) };
  }
  return { foundOut: `nothing in ${LIVES} lives`, seed: 0, realUnharmed: [] };
};
