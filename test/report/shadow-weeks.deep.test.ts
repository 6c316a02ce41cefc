import { expect, test } from 'vitest';
import { countedOf, reportedOf, shadowRun } from './shadow-run.ts';

test.each([1, 2, 3, 4, 5])(
  'two simulated weeks in shadow are reported as they were counted: seed %i',
  async (seed) => {
    const run = await shadowRun(seed, 14, 40);
    expect(reportedOf(run)).toEqual(countedOf(run));
    expect(run.patches).toBe(0);
    console.log(JSON.stringify(run.report.total));
  },
);
