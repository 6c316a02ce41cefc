import { test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { orderDoesNotMatter, stormsEndWell } from '../support/histories-law.ts';
import { runs } from '../support/runs.ts';

test('any order and any repetition of deliveries ends in the same live bookings', async () => {
  await orderDoesNotMatter(memoryLedger, runs(50));
});

test('while staff block and pin and the sweep comes and goes, every invariant holds and the day comes to rest', async () => {
  await stormsEndWell(memoryLedger, runs(50));
});
