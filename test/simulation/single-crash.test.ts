import { expect, test } from 'vitest';
import { struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import { onePerKind } from '../support/one-per-kind.ts';

/** What was struck in the scenario before. */
let struckBefore: ReadonlySet<string> = new Set();

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'a crash after any kind of await loses and doubles nothing: %s',
  async (_, scenario) => {
    // What most scenarios have in common is struck in every other one of them; in all, by `crashes.deep.test.ts`.
    const spared = struckBefore;
    const now = new Set<string>();
    struckBefore = now;
    const worthStriking = onePerKind(undefined, (kind) => !spared.has(kind) && now.add(kind).has(kind));
    const { struck, broken } = await struckAnywhere(scenario, 'crash-after', worthStriking);
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThan(2);
  },
);
