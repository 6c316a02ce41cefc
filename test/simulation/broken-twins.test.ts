import { expect, test } from 'vitest';
import { BROKEN_TWINS } from './broken-twins.ts';
import { lifeOfTwin } from './life-of-twin.ts';

test.each(BROKEN_TWINS.map((each) => [each.name, each] as const))(
  'a twin of the system is found out: %s',
  async (_, twin) => {
    const { foundOut, realUnharmed } = await lifeOfTwin(twin);
    expect(foundOut).toMatch(twin.breaks);
    expect(realUnharmed).toEqual([]);
  },
);
