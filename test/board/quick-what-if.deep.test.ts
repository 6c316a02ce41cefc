import { expect, test } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { generateDay } from '../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../bin/day-file/problem-of-day.ts';
import { QUICK_BUDGET } from '../../shared/board/commands/ask-what-if.ts';
import { plan } from '../../shared/domain/plan/plan.ts';
import { processorTime } from '../../shared/processor-time.ts';

test.each([
  ['wide', 60, 1200],
  ['harsh', 60, 840],
] as const)(
  'a what-if on a full %s day of %i rooms and %i visits has its quick answer within a second',
  (family, rooms, bookings) => {
    const day = generateDay({ family, rooms, bookings, load: 85, seed: 1, lose: 1 });
    const problem = problemOfDay(DayFile.parse(day));
    const seconds = Array.from({ length: 5 }, () => {
      const began = performance.now();
      plan(problem, { budget: QUICK_BUDGET, spent: processorTime });
      return (performance.now() - began) / 1000;
    }).sort((a, b) => a - b);
    console.info(`${family} ${rooms} × ${bookings}: ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
    expect(seconds[2]).toBeLessThan(1);
  },
);
