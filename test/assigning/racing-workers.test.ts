import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutRoomDayCondition } from '../support/ledger-twins.ts';
import { anyRaces, raced, rushHours } from '../support/race-law.ts';
import { runs } from '../support/runs.ts';

test('two workers and two sweeps never double-book, in whatever order their calls get through', async () => {
  await fc.assert(
    fc.asyncProperty(rushHours, fc.scheduler(), async (race, scheduler) => {
      expect(await raced(race, scheduler, { workers: 2 })).toEqual([]);
    }),
    { numRuns: runs(50) },
  );
});

test('workers who race for the rooms of any history keep every invariant and leave no one without a free room', async () => {
  await fc.assert(
    fc.asyncProperty(anyRaces, fc.scheduler(), async (race, scheduler) => {
      expect(await raced(race, scheduler, { workers: 3 })).toEqual([]);
    }),
    { numRuns: runs(20) },
  );
});

test('two workers do double-book where a room-day is written whatever its version', async () => {
  const found = await fc.check(
    fc.asyncProperty(rushHours, fc.scheduler(), async (race, scheduler) => {
      const wrong = await raced(race, scheduler, { workers: 2, twin: withoutRoomDayCondition });
      return wrong.every((each) => !each.startsWith('I1'));
    }),
    { numRuns: 150 },
  );
  expect(found.failed).toBe(true);
});
