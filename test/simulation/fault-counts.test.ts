import { expect, test } from 'vitest';
import { WORLD_FAULTS } from '../../bin/simulation/fault-counts.ts';
import { RANDOM_FAULTS, randomDay } from '../../bin/simulation/random-day.ts';
import { addDay, emptyTally, tallyText } from '../../bin/simulation/tally.ts';

test('a simulated day counts each fault where it struck, by kind, and the sum of days names also what never struck', async () => {
  const tally = emptyTally();
  expect(tallyText(tally)).toContain(`0  ${WORLD_FAULTS[0]}`);
  const days = await Promise.all([2, 3].map((seed) => randomDay(seed)));
  for (const day of days) addDay(tally, day);
  for (const kind of RANDOM_FAULTS) {
    const struck = days.reduce((sum, { faults }) => sum + (faults[kind] ?? 0), 0);
    expect(tallyText(tally)).toMatch(new RegExp(`^ +${struck}  ${kind}$`, 'm'));
  }
  expect(Object.values(tally.faults).some((count) => count > 0)).toBe(true);
});
