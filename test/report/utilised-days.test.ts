import { expect, test } from 'vitest';
import { utilisedRun } from './utilised-run.ts';

test('a simulated day is utilised as the simulation itself has counted it, minute by minute', async () => {
  const { reported, counted, total } = await utilisedRun(1);
  expect(reported).toEqual(counted);
  // All that can be counted came about.
  expect(Object.entries(total).filter(([, figure]) => figure === 0)).toEqual([]);
  expect(total.used).toBeLessThan(total.booked);
});
