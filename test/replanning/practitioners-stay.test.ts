import { expect, test } from 'vitest';
import type { Practitioner } from '../../shared/domain/catalogue.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, block, booked, catalogue, from, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

/** A visit waits for any of three rooms; where its practitioner works, there is a laser that it has no use for. */
const roomOfWhoWaited = async (
  time: string,
  practitioner: Partial<Practitioner> = {},
): Promise<string | undefined> => {
  const clinic = await clinicInMemory(
    memoryLedger(),
    catalogue({
      rooms: [room('1A'), room('1B'), room('2A', { equipment: ['laser'] })],
      practitioners: [{ id: 4711, site: 'north', ...practitioner }],
    }),
  );
  const { assign, roomOf, toRest } = clinic;
  const visit = (uid: string, when: string) => booked(uid, { practitionerId: 4711, ...from(when, 30) });
  const morning = block(at('08:00'), at('09:00'));
  for (const id of ['1A', '1B']) await clinic.block(id, morning);
  await assign(visit('first', '08:15'));
  expect(await roomOf('first')).toBe('2A');
  const late = { ...block(at('10:00'), at('17:00')), id: 'late' };
  for (const id of ['1A', '1B', '2A']) await clinic.block(id, late);
  await assign(visit('waited', time));
  expect(await roomOf('waited')).toBeUndefined();
  for (const id of ['1A', '1B', '2A']) await clinic.unblock(id, 'late');
  await toRest();
  return roomOf('waited');
};

test('a re-plan brings who waited to where their practitioner works this half-day', async () => {
  expect(await roomOfWhoWaited('11:00')).toBe('2A');
});

test('in the next half-day the visit has the room that suits it', async () => {
  expect(await roomOfWhoWaited('14:00')).not.toBe('2A');
});

test('a practitioner with two rooms has one that suits better besides', async () => {
  expect(await roomOfWhoWaited('11:00', { rooms: 2 })).not.toBe('2A');
});

test('a practitioner who was not in their pod goes there', async () => {
  expect(await roomOfWhoWaited('11:00', { pod: ['1B'] })).toBe('1B');
});
