import { expect, test } from 'vitest';
import { countedOf, reportedOf, shadowRun } from './shadow-run.ts';

test.each([1, 2, 3, 4, 5])(
  'two simulated weeks in shadow are reported as they were counted, by the command and night after night: seed %i',
  async (seed) => {
    const run = await shadowRun(seed, 14, 40, { lived: true });
    expect(reportedOf(run)).toEqual(countedOf(run));
    expect(run.nightly).toEqual({ ...run.report, missing: [] });
    expect(Math.max(...run.counts.values())).toBe(1);
    expect(run.patches).toBe(0);
    console.log(JSON.stringify(run.report.total));
  },
);
