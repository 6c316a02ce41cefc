import { expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { booked, catalogue, EARLY, from, onlySite, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

test('a visit that staff have moved, and no one was told of yet, makes room for one that needs its new room', async () => {
  const content = catalogue({
    rooms: [room('1A'), room('1B', { equipment: ['laser'] })],
    visitTypes: [
      visitType(),
      visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
    ],
  });
  const { deps, assign, roomOf } = await clinicInMemory(memoryLedger(), content);
  await assign(booked('ada', from('09:00', 60)));
  expect(await roomOf('ada')).toBe('1A');
  const staff = {
    ...deps,
    digests: async () => madeUpDigests,
    trailKeptDays: 90,
    newId: () => 'id',
    askProof: async () => undefined,
  };
  const site = onlySite(content);
  const action = { id: 'press', siteId: site.id, by: 'staff', request: 'move ada' };
  expect(await moveVisit(staff, action, site, 'ada', { roomId: '1B' })).toMatchObject({ kind: 'landed' });
  await assign(booked('ben', { ...from('09:00', 60), inputs: { eventTypeId: 2 }, createdAt: EARLY + 1 }));
  expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', '1B']);
});
