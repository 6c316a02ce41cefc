import { describe, expect, test } from 'vitest';
import { affectedRooms, catalogueDiff } from '../../shared/catalogue/catalogue-diff.ts';
import { importCatalogue } from '../../shared/catalogue/import-catalogue.ts';
import { decide } from '../../shared/domain/decide.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  booked,
  booking,
  catalogue,
  dayOf,
  EARLY,
  from,
  held,
  requested,
  room,
  visitType,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const DAY = 24 * 60 * MINUTE;

/** Ten minutes on foot from the North wing, where 1A is, to the annexe. */
const ROOMS = [room('1A'), room('A1', { building: 'Annexe' })];
const WAYS = [{ between: ['Annexe', 'North wing'] as const, minutes: 10 }];
const clinicOf = (rooms = ROOMS, minutes = 10) =>
  catalogue({
    rooms,
    site: { ways: WAYS.map((way) => ({ ...way, minutes })) },
    version: `${rooms.length} ${minutes}`,
  });

const ADA = 4711;

describe('a visit of which the practitioner comes from the other building', () => {
  const decided = (time: string, over: Parameters<typeof booking>[1] = {}, minutes = 10) => {
    const day = dayOf(clinicOf([ROOMS[1] ?? room('A1')], minutes), {});
    const other = held('1A', from('09:00', 30), { practitionerId: ADA });
    const main = { room: room('1A'), open: [], blocks: [], occupancies: [other] };
    const clinic = clinicOf();
    return decide(
      booking(clinic, { ...from(time, 30), practitionerId: ADA, ...over }),
      { ...day, rooms: [main, ...day.rooms] },
      EARLY,
    );
  };

  test('gets no room in this one before they can be there', () => {
    expect(decided('09:40').kind).toBe('assign');
    const early = decided('09:39');
    expect(early.kind).toBe('wait');
    expect(early.kind === 'wait' && early.rejections.A1).toEqual({
      rejection: 'too-far',
      heldBy: [held('1A', from('09:00', 30)).uid],
    });
  });

  test('gets no room from which they would be late for the next', () => {
    expect(decided('08:20').kind).toBe('assign');
    expect(decided('08:21').kind).toBe('wait');
  });

  test('is as good as any where it is another practitioner’s', () => {
    expect(decided('09:30', { practitionerId: ADA + 1 }).kind).toBe('assign');
  });
});

test('a visit that belongs together with another is given the nearest room that suits it as well', () => {
  const upstairs = (id: string) => room(id, { floor: '2', floorIndex: 1 });
  const clinic = catalogue({ rooms: [room('1A'), room('1B'), upstairs('2A'), upstairs('2B')] });
  const inputs = { eventTypeId: 1, linked: '~order' };
  const day = dayOf(clinic, { held: { '2A': [held('2A', from('09:00', 30), { inputs })] } });
  const decided = (time: string) => decide(booking(clinic, { ...from(time, 30), inputs }), day, EARLY);
  expect(decided('09:30')).toMatchObject({ roomId: '2A', reason: 'near-other-visit' });
  expect(decided('09:15')).toMatchObject({ roomId: '2B', reason: 'near-other-visit' });
});

describe('in a clinic of two buildings', () => {
  test('a patient is given time for the way between two visits that belong together', async () => {
    const clinic = await clinicInMemory(
      memoryLedger(),
      clinicOf([...ROOMS, room('A2', { building: 'Annexe' })]),
    );
    const inputs = { eventTypeId: 1, linked: '~order' };
    await clinic.assign(booked('scan', { inputs }));
    const first = await clinic.roomOf('scan');
    await clinic.assign(booked('talk', { ...from('09:30', 30), inputs, createdAt: EARLY + 1 }));
    expect([first?.[0], (await clinic.roomOf('talk'))?.[0]].sort().join()).toMatch(/^(1,1|A,A)$/);
  });

  test('what two decide at the same moment about one person’s visits is put right before either is told', async () => {
    const scan = { id: 'scan', eventTypeIds: [2], needs: { equipment: ['ultrasound'], accessible: false } };
    const clinic = await clinicInMemory(
      memoryLedger(),
      catalogue({
        rooms: [room('1A'), room('A1', { building: 'Annexe', equipment: ['ultrasound'] })],
        visitTypes: [visitType(), visitType(scan)],
        site: { ways: WAYS },
      }),
    );
    const of = (eventTypeId: number) => ({ practitionerId: ADA, inputs: { eventTypeId } });
    const rooms = async () => [await clinic.roomOf('talk'), await clinic.roomOf('scan')];
    await Promise.all([
      clinic.assign(booked('talk', of(1))),
      clinic.assign(booked('scan', { ...from('09:30', 30), ...of(2) })),
    ]);
    expect(await rooms()).toEqual(['1A', 'A1']);
    clinic.clock.set(clinic.clock.now() + 1_000);
    await clinic.toRest();
    expect(await rooms()).toEqual(['A1', 'A1']);
    // And is looked at again when the slower of them stands there too.
    const later = (await clinic.deps.ledger.readDue('north', clinic.clock.now() + MINUTE)).map(
      ({ dueAt }) => dueAt,
    );
    expect(later.filter((dueAt) => dueAt > clinic.clock.now())).not.toEqual([]);
  });

  test.each([
    ['visit', booked],
    ['request', requested],
  ])('a %s further ahead than plans reach wants none before they do', async (_, said) => {
    const clinic = await clinicInMemory(memoryLedger(), clinicOf());
    const { start } = from('09:00', 30);
    const far = { start: start + 90 * DAY, end: start + 90 * DAY + 30 * MINUTE };
    await clinic.assign(said('far', far));
    expect(await clinic.roomOf('far')).toBeDefined();
    const due = (until: number) => clinic.deps.ledger.readDue('north', until);
    expect(await due(EARLY + DAY)).toEqual([]);
    expect(await due(far.start)).not.toEqual([]);
  });

  test('a clinic file that says how far they are apart has the visits of those Days looked at again', async () => {
    const ledger = memoryLedger();
    const rooms = [...ROOMS, room('A2', { building: 'Annexe' })];
    const clinic = await clinicInMemory(ledger, clinicOf(rooms, 0));
    await clinic.assign(booked('first', { practitionerId: ADA }));
    await clinic.block(String(await clinic.roomOf('first')), {
      id: 'b',
      ...from('09:30', 30),
      reason: 'cleaning',
    });
    await clinic.assign(
      booked('second', { ...from('09:30', 30), practitionerId: ADA, createdAt: EARLY + 1 }),
    );
    await clinic.toRest();
    const diff = catalogueDiff(clinicOf(rooms, 0), clinicOf(rooms));
    expect([...affectedRooms(diff)]).toEqual([['north', ['1A', 'A1', 'A2']]]);
    await importCatalogue({ ledger, now: clinic.clock.now() }, clinicOf(rooms), {
      dryRun: false,
      removeRoomsInUse: false,
    });
    clinic.clock.set(clinic.clock.now() + 2 * MINUTE);
    await clinic.toRest();
    const where = [await clinic.roomOf('first'), await clinic.roomOf('second')];
    expect(where).not.toContain(undefined);
    expect(new Set(where.map((id) => id?.startsWith('A'))).size).toBe(1);
  });
});
