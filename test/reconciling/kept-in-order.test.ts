import { expect, test } from 'vitest';
import type { CalBooking } from '../../shared/calcom/cal-api.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { KEPT_EVERY_MS, KeptInOrder } from '../../shared/reconciling/kept-in-order.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-10-05T06:30:00Z');
const KEY = 'key of digests';
const booking = (uid: string): CalBooking => ({ uid, start: NOW + DAY }) as CalBooking;
const compared = (uid: string, onDays = 'in 3B') => ({
  credential: 'default',
  booking: booking(uid),
  clinic: 'as it is',
  onDays,
});
const UIDS = ['one', 'another', 'a third'] as const;

/** Frozen: as a running system has it. None may be changed to please the code; other rules of comparing get another id. */
const STORED = {
  scope: 'in-order',
  id: '1 default 2026-10-06',
  value: { from: Date.parse('2026-10-05T06:00:00Z'), entries: 'oVdXhl0KK6ouJ4ghdjdcd3' },
  ttl: 1_791_504_000,
};

const written = async () => {
  const ledger = memoryLedger();
  const kept = new KeptInOrder(ledger, DAY);
  await kept.read('default', UIDS.map(booking), KEY, NOW);
  kept.note(compared('one'), 'same', Number.POSITIVE_INFINITY, NOW);
  kept.note(compared('another'), 'not-ours', NOW + 3 * HOUR, NOW);
  kept.note(compared('a third'), 'same', NOW + 10, NOW);
  await kept.write('default', NOW);
  return ledger;
};

test('what is in order is written down in eleven letters a booking, but for what does not stand for an hour', async () => {
  const ledger = await written();
  expect(await ledger.readMemo(STORED.scope, STORED.id)).toEqual({ ...STORED, version: 1 });
});

test('what was written down is understood, for as long as it stands and while nothing is other than it was', async () => {
  const ledger = memoryLedger();
  await ledger.commit([{ kind: 'memo', seen: 0, record: STORED }]);
  const kept = new KeptInOrder(ledger, DAY);
  await kept.read('default', UIDS.map(booking), KEY, NOW);
  expect(UIDS.map((uid) => kept.found(compared(uid), NOW))).toEqual(['same', 'not-ours', undefined]);
  expect(kept.found(compared('one', 'in 4A'), NOW)).toBeUndefined();
  expect(kept.found(compared('another'), NOW + 3 * HOUR)).toBeUndefined();
  expect(kept.found(compared('one'), NOW + 23 * HOUR)).toBe('same');
  expect(kept.found(compared('one'), NOW + DAY)).toBeUndefined();
  const another = new KeptInOrder(ledger, DAY);
  await another.read('default', UIDS.map(booking), 'another key', NOW);
  expect(UIDS.map((uid) => another.found(compared(uid), NOW))).toEqual([undefined, undefined, undefined]);
});

test('one that is compared anew is in order no more, until that is found again', async () => {
  const ledger = await written();
  const kept = new KeptInOrder(ledger, DAY);
  await kept.read('default', UIDS.map(booking), KEY, NOW);
  kept.forget(compared('one'));
  expect(kept.found(compared('one'), NOW)).toBeUndefined();
});

test('of two processes the one that comes later writes nothing over what it has not read, and reads it then', async () => {
  const ledger = await written();
  const late = new KeptInOrder(ledger, DAY);
  await late.read('default', UIDS.map(booking), KEY, NOW);
  const other = new KeptInOrder(ledger, DAY);
  await other.read('default', UIDS.map(booking), KEY, NOW);
  const then = NOW + KEPT_EVERY_MS + HOUR;
  for (const [each, uid] of [
    [other, 'of the other'],
    [late, 'of the late one'],
  ] as const) {
    each.note(compared(uid), 'same', Number.POSITIVE_INFINITY, then);
    await each.write('default', then);
  }
  expect((await ledger.readMemo(STORED.scope, STORED.id))?.version).toBe(2);
  await late.read('default', [booking('of the other')], KEY, then);
  expect(late.found(compared('of the other'), then)).toBe('same');
});
