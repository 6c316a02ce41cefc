import { expect, test } from 'vitest';
import type { Overrun } from '../../shared/domain/overrun.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, block, booked, catalogue, from, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** A visit waits for either of two rooms; in one someone is before it, in the other there is a laser that it has no use for. */
const roomOfWhoWaited = async (overrun: Overrun | undefined): Promise<string | undefined> => {
  const clinic = await clinicInMemory(
    memoryLedger(),
    catalogue({
      rooms: [room('1A'), room('2A', { equipment: ['laser'] })],
      visitTypes: [visitType(overrun === undefined ? {} : { overrun })],
    }),
  );
  const { assign, roomOf, toRest } = clinic;
  await assign(booked('first', from('09:30', 30)));
  expect(await roomOf('first')).toBe('1A');
  const late = { ...block(at('10:00'), at('17:00')), id: 'late' };
  for (const id of ['1A', '2A']) await clinic.block(id, late);
  await assign(booked('waited', from('10:10', 30)));
  expect(await roomOf('waited')).toBeUndefined();
  for (const id of ['1A', '2A']) await clinic.unblock(id, 'late');
  await toRest();
  return roomOf('waited');
};

test('a re-plan brings who waited to where no visit that often lasts longer is just before', async () => {
  expect(await roomOfWhoWaited({ p50: 5, p80: 15, p95: 30 })).toBe('2A');
});

test.each([
  ['of which the clinic file says nothing', undefined],
  ['that mostly ends in time', { p50: 0, p80: 5, p95: 10 }],
])('a visit %s keeps no one out of the room that suits better', async (_, overrun) => {
  expect(await roomOfWhoWaited(overrun)).toBe('1A');
});
