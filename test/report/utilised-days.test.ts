import { expect, test } from 'vitest';
import { utilisedRun } from './utilised-run.ts';

/** A day has no late start, or no one who did not come, now and then: of so many hardly all. */
const MOST_DAYS = 12;

test('simulated days are utilised as the simulation itself has counted them, minute by minute, until all that can be counted came about', async () => {
  const sums: Record<string, number> = {};
  const missing = (): string[] => Object.keys(sums).filter((figure) => sums[figure] === 0);
  for (let seed = 1; seed === 1 || (seed <= MOST_DAYS && missing().length > 0); seed += 1) {
    const { reported, counted, total } = await utilisedRun(seed);
    expect(reported).toEqual(counted);
    expect(total.used).toBeLessThanOrEqual(total.booked);
    for (const [figure, count] of Object.entries(total)) sums[figure] = (sums[figure] ?? 0) + Number(count);
  }
  expect(missing()).toEqual([]);
  // On some day someone did not come, or left early.
  expect(sums.used).toBeLessThan(sums.booked ?? 0);
});
