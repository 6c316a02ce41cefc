import { expect, test } from 'vitest';
import type { Waiting } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { waitingNow } from '../../shared/sweeping/waiting-now.ts';
import { at, catalogue, daysLater, from, MONDAY, room, waits } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** How many wait, and soon start, with these on the list of a date. */
const seenAt = async (time: string, waiting: Partial<Waiting>, date = MONDAY) => {
  const ledger = memoryLedger();
  const { deps } = await clinicInMemory(ledger, catalogue({ rooms: [room('1A')] }), { now: at(time) });
  await ledger.commit([{ kind: 'wait', siteId: 'north', date, waiting: waits('ada', waiting) }]);
  return waitingNow(deps);
};

test.each([
  ['who comes in more than an hour waits', '08:00', from('09:30', 30), [1, 0]],
  ['who comes within the hour had better have a room', '09:00', from('09:30', 30), [1, 1]],
  ['who is in the house already, too', '09:45', from('09:30', 30), [1, 1]],
  ['whose visit is over waits no more', '10:00', from('09:30', 30), [0, 0]],
  [
    'where staff have found a place no one waits',
    '09:00',
    { ...from('09:30', 30), arrangedByHand: true as const },
    [0, 0],
  ],
  [
    'whose hold has ended waits no more',
    '09:00',
    { ...from('09:30', 30), expiresAt: at('09:00') - MINUTE },
    [0, 0],
  ],
])('%s', async (_, time, waiting, [all, soon]) => {
  expect(await seenAt(time, waiting)).toEqual({ waiting: all, startingSoon: soon });
});

test('shortly before midnight those of tomorrow are looked at too', async () => {
  const early = from('00:15', 30, daysLater(1));
  expect(await seenAt('23:30', early, daysLater(1))).toEqual({ waiting: 1, startingSoon: 1 });
  expect(await seenAt('22:30', early, daysLater(1))).toEqual({ waiting: 0, startingSoon: 0 });
});
