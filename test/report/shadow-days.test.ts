import { expect, test } from 'vitest';
import { countedOf, reportedOf, shadowRun } from './shadow-run.ts';

test('simulated days in shadow are reported as the simulation itself has counted them, and no one is mailed', async () => {
  const run = await shadowRun(1, 3, 16);
  expect(reportedOf(run)).toEqual(countedOf(run));
  expect(run.patches).toBe(0);
  const { missing, ...nightly } = run.nightly;
  expect({ nightly, missing }).toEqual({ nightly: run.report, missing: [] });
  expect([...run.counts.values()]).toEqual([1, 1, 1, 1]);
  const { messages, staffSame: _never, ...total } = run.report.total;
  expect(Math.min(...Object.values({ ...total, ...messages }))).toBeGreaterThan(0);
  expect(messages.link).toBeLessThan(messages.immediately);
});
