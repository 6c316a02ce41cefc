import { test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { orderDoesNotMatter, stormsEndWell } from '../support/histories-law.ts';

test('any order and any repetition of deliveries ends in the same live bookings', async () => {
  await orderDoesNotMatter(memoryLedger, 150);
});

test('while staff block and pin and the sweep comes and goes, every invariant holds and the day comes to rest', async () => {
  await stormsEndWell(memoryLedger, 150);
});
