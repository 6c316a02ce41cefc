import { expect, test } from 'vitest';
import { struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import { onePerKind } from '../support/one-per-kind.ts';

/** What scenarios have in common is struck in one of so many; in all of them by `crashes.deep.test.ts`. */
const SHARED_BY = 5;
const known = new Set<string>();

test.each(SCENARIOS.map((scenario, nth) => [scenario.name, scenario, nth] as const))(
  'a crash after any kind of await loses and doubles nothing: %s',
  async (_, scenario, nth) => {
    let turn = nth;
    const worthStriking = onePerKind(undefined, (kind) => {
      if (!known.has(kind)) return known.add(kind).has(kind);
      turn += 1;
      return turn % SHARED_BY === 0;
    });
    const { struck, broken } = await struckAnywhere(scenario, 'crash-after', worthStriking);
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThan(1);
  },
);
