import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { orderDoesNotMatter, stormsEndWell } from '../support/histories-law.ts';
import { anyRaces, raced } from '../support/race-law.ts';

test('any order and any repetition of 3000 histories ends in the same live bookings', async () => {
  await orderDoesNotMatter(memoryLedger, 3000);
});

test('3000 days on which staff and sweep interfere keep every invariant and come to rest', async () => {
  await stormsEndWell(memoryLedger, 3000);
});

test('3 workers and 2 sweeps in 2000 races keep every invariant', async () => {
  await fc.assert(
    fc.asyncProperty(anyRaces, fc.scheduler(), async (race, scheduler) => {
      expect(await raced(race, scheduler, { workers: 3 })).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
