import { expect, test } from 'vitest';
import { struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import { onePerKind } from '../support/one-per-kind.ts';

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'a crash after any kind of await loses and doubles nothing: %s',
  async (_, scenario) => {
    const { struck, broken } = await struckAnywhere(scenario, 'crash-after', onePerKind());
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThan(7);
  },
);
