import { expect, test } from 'vitest';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { at, block, booked, catalogue, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const classOf = (people: number) => [visitType({ people })];

/** Two rooms, small and large, and a class that is held in one of them. */
const clinicOf = (capacities: Record<string, number>, people: number, version = 'before') =>
  catalogue({
    rooms: Object.entries(capacities).map(([id, capacity]) => room(id, { capacity })),
    visitTypes: classOf(people),
    version,
  });

test('a class whose room is lost waits rather than sits in one that is too small for it', async () => {
  const {
    assign,
    block: close,
    roomOf,
    toRest,
  } = await clinicInMemory(memoryLedger(), clinicOf({ small: 4, large: 12 }, 10));
  await assign(booked('yoga'));
  expect(await roomOf('yoga')).toBe('large');
  await close('large', block(at('08:00'), at('12:00')));
  await toRest();
  expect(await roomOf('yoga')).toBeUndefined();
});

test('a class moves when the clinic says that its room takes fewer people than it has seats', async () => {
  const ledger = memoryLedger();
  const { assign, clock, roomOf, toRest } = await clinicInMemory(ledger, clinicOf({ a: 12, b: 8 }, 10));
  await assign(booked('yoga'));
  expect(await roomOf('yoga')).toBe('a');
  const terms = { dryRun: false, removeRoomsInUse: false };
  const deps = { ledger, now: clock.now() };
  expect(await importCatalogue(deps, clinicOf({ a: 9, b: 20 }, 10, 'after'), terms)).toMatchObject({
    kind: 'imported',
    days: 1,
  });
  await toRest();
  expect(await roomOf('yoga')).toBe('b');
});
