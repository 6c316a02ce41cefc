import { describe, expect, test } from 'vitest';
import { playScenario, struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import { STRIKES, type Strike } from '../../bin/simulation/strikes.ts';
import { seededChance } from '../../shared/domain/chance.ts';

describe.each(STRIKES)('every await of every scenario, readings included, struck by: %s', (strike) => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    expect((await struckAnywhere(scenario, strike)).broken).toEqual([]);
  });
});

/** Pairs drawn for each scenario, of all that there are. */
const PAIRS = 600;

describe('two crashes', () => {
  test.each(SCENARIOS.slice(0, 10).map((scenario) => [scenario.name, scenario] as const))(
    'at any two awaits: %s',
    async (_, scenario) => {
      const { calls } = await playScenario(scenario);
      const chance = seededChance(calls.length);
      const draw = (below: number): number => Math.floor(chance() * below);
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const first = draw(calls.length);
        // The first crash brings retries: there is more to strike than before.
        const second = first + 1 + draw(Math.round(calls.length * 1.2) - first);
        const kind = (): Strike => (chance() < 0.5 ? 'crash-after' : 'crash-before');
        const plan = new Map<number, Strike>([
          [first, kind()],
          [second, kind()],
        ]);
        const { violations } = await playScenario(scenario, { plan });
        const strikes = [...plan].map(([index, strike]) => `--strike ${index}:${strike}`).join(' ');
        expect(violations, `npm run simulate -- --scenario '${scenario.name}' ${strikes}`).toEqual([]);
      }
    },
  );
});
