import { expect, test } from 'vitest';
import type { Session } from '../../shared/domain/catalogue.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, block, booked, catalogue, from, room } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const mondayMorning = (...practitioners: number[]): Session => ({
  repeats: 'FREQ=WEEKLY;BYDAY=MO',
  time: { from: '08:00', to: '12:00' },
  practitioners,
});

const clinicOf = () =>
  clinicInMemory(
    memoryLedger(),
    catalogue({
      rooms: [
        room('1A', { sessions: [mondayMorning(4711)] }),
        room('1B', { sessions: [mondayMorning(4712)] }),
        room('2A'),
      ],
      practitioners: [4711, 4712, 4713].map((id) => ({ id, site: 'north' })),
    }),
  );

test('during a session the room is the one of those who have it, and no one else is given it', async () => {
  const { assign, roomOf } = await clinicOf();
  await assign(booked('ada', { practitionerId: 4711 }));
  await assign(booked('ben', { practitionerId: 4712 }));
  await assign(booked('cleo', { practitionerId: 4713 }));
  await assign(booked('dan', { practitionerId: 4713 }));
  await assign(booked('eve'));
  expect([await roomOf('ada'), await roomOf('ben'), await roomOf('cleo')]).toEqual(['1A', '1B', '2A']);
  expect([await roomOf('dan'), await roomOf('eve')]).toEqual([undefined, undefined]);
});

test('outside the session anyone may have the room', async () => {
  const { assign, roomOf } = await clinicOf();
  for (const uid of ['ada', 'ben', 'cleo']) await assign(booked(uid, { ...from('14:00', 30) }));
  expect([await roomOf('ada'), await roomOf('ben'), await roomOf('cleo')].sort()).toEqual(['1A', '1B', '2A']);
});

test('who loses a room waits rather than disturb another’s session', async () => {
  const { assign, block: close, roomOf, toRest } = await clinicOf();
  await assign(booked('cleo', { practitionerId: 4713 }));
  expect(await roomOf('cleo')).toBe('2A');
  await close('2A', block(at('08:00'), at('12:00')));
  await toRest();
  expect(await roomOf('cleo')).toBeUndefined();
});
