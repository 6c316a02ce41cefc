import { expect, test } from 'vitest';
import { exceptReadings, struckAnywhere } from '../../bin/simulation/play-scenario.ts';
import { SCENARIOS } from '../../bin/simulation/scenarios.ts';
import type { PortCall } from '../../bin/simulation/strikes.ts';

/**
 * One call for all that are alike in a scenario: made by the same function of the same port, right after Cal.com was asked or
 * not. `crashes.deep.test.ts` strikes every one of them.
 */
const onePerKind = (): ((call: PortCall) => boolean) => {
  const seen = new Set<string>();
  const before = new Map<string, string>();
  return (call) => {
    const { fn, port, first } = call;
    const asked = !first && before.get(fn)?.startsWith('cal.');
    before.set(fn, port);
    const kind = `${fn} ${port} ${first} ${asked}`;
    if (!exceptReadings(call) || seen.has(kind)) return false;
    seen.add(kind);
    return true;
  };
};

test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  'a crash after any kind of await loses and doubles nothing: %s',
  async (_, scenario) => {
    const { struck, broken } = await struckAnywhere(scenario, 'crash-after', onePerKind());
    expect(broken).toEqual([]);
    expect(struck).toBeGreaterThan(7);
  },
);
