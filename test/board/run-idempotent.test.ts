import { expect, test } from 'vitest';
import { readAction } from '../../shared/board/run-idempotent.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import stored from '../ledger/stored-items.json' with { type: 'json' };

test('an action that was remembered when an etag was called a tag is read with its etag', async () => {
  const item = stored.find(({ name }) => name === 'memo for a while')?.item;
  const { scope = '', id = '', value } = item ?? {};
  const ledger = memoryLedger();
  await ledger.commit([{ kind: 'memo', seen: 0, record: { scope, id, value } }]);
  expect((await readAction(ledger, 'north', id))?.result).toEqual({
    uid: 'kz8RgbLoK6K3z4SyZnxf2W',
    roomId: null,
    etag: 'C6nkfruOtpzIxkRd',
  });
});
