import { expect, test } from 'vitest';
import { exceptReadings, struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'a crash after any one await loses and doubles nothing: %s',
  async (_, scenario) => {
    const { struck, broken } = await struckAnywhere(scenario, 'crash-after', exceptReadings);
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThan(15);
  },
);
