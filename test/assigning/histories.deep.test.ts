import { test } from 'vitest';
import { orderDoesNotMatter, stormsEndWell } from '../support/histories-law.ts';
import { memoryLedger } from '../support/memory-ledger.ts';

test('any order and any repetition of 3000 histories ends in the same live bookings', async () => {
  await orderDoesNotMatter(memoryLedger, 3000);
});

test('3000 days on which staff and sweep interfere keep every invariant and come to rest', async () => {
  await stormsEndWell(memoryLedger, 3000);
});
