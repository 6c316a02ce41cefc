import { expect, test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, block, booked, cancelled, catalogue, from, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** Three rooms and one who cleans them. */
const clinicOf = () =>
  clinicInMemory(
    memoryLedger(),
    catalogue({
      rooms: [room('1A'), room('1B'), room('1C')],
      portable: [{ tag: 'cleaner', units: ['cleaner-1'], during: 'turnaround' }],
      visitTypes: [
        visitType({ needs: { equipment: ['cleaner'], accessible: false }, turnaroundMinutes: 15 }),
      ],
    }),
  );

test('who waited because no one was there to clean afterwards has a room as soon as someone is', async () => {
  const { assign, roomOf, toRest } = await clinicOf();
  await assign(booked('first', from('09:00', 60)));
  await assign(booked('other', from('09:30', 30)));
  await toRest();
  expect(await roomOf('first')).toBeDefined();
  expect(await roomOf('other')).toBeUndefined();
  await assign(cancelled('first'));
  await toRest();
  expect(await roomOf('other')).toBeDefined();
});

test('a re-plan gives rooms to visits that overlap, if one cleaner can come after each', async () => {
  const { assign, block: close, unblock, roomOf, toRest } = await clinicOf();
  const shut = { ...block(at('08:00'), at('12:00')), id: 'shut' };
  for (const id of ['1A', '1B', '1C']) await close(id, shut);
  await assign(booked('first', from('09:00', 60)));
  await assign(booked('next', from('09:15', 60)));
  await toRest();
  expect(await roomOf('first')).toBeUndefined();
  for (const id of ['1A', '1B', '1C']) await unblock(id, 'shut');
  await toRest();
  expect(new Set([undefined, await roomOf('first'), await roomOf('next')]).size).toBe(3);
});
