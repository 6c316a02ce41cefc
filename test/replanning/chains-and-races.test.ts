import { describe, expect, test } from 'vitest';
import type { Room, Site } from '../../shared/domain/catalogue.ts';
import type { Block } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { storedPlan } from '../../shared/replanning/stored-plan.ts';
import { at, block, booked, catalogue, EARLY, from, MONDAY, room, visitType } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const later = (minutes: number) => EARLY + minutes * MINUTE;

/** A Ledger that shows each transaction before it is committed. */
const watched = (seen: (writes: readonly Write[]) => Promise<void>): Ledger => {
  const ledger = memoryLedger();
  return {
    ...ledger,
    commit: async (writes) => {
      await seen(writes);
      return ledger.commit(writes);
    },
  };
};

/** Event type 1 is for any room, type 2 wants a laser, type 3 is for the cellar. */
const TYPES = [
  visitType(),
  visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
  visitType({
    id: 'cellar',
    eventTypeIds: [3],
    needs: { equipment: [], kinds: ['cellar'], accessible: false },
  }),
];
const plain = { inputs: { eventTypeId: 1 } };
const laser = { inputs: { eventTypeId: 2 } };
const cellar = { inputs: { eventTypeId: 3 } };

const clinicOf = async (
  rooms: readonly Room[],
  seen: (writes: readonly Write[]) => Promise<void> = async () => {},
  { freezeMinutes = 30, ...over }: Partial<Site> & { freezeMinutes?: number } = {},
) => {
  const ledger = watched(seen);
  const policy = { horizonDays: 60, freezeMinutes, holdMinutes: 60, maxAnnouncedChanges: 1 };
  const clinic = await clinicInMemory(
    ledger,
    catalogue({ rooms, visitTypes: TYPES, site: { ...over, policy } }),
  );
  return {
    ...clinic,
    ledger,
    rooms: (...uids: string[]) => Promise.all(uids.map(clinic.roomOf)),
    /** Closes every other room while someone books, so that they get this one. */
    bookInto: async (roomId: string, ...event: Parameters<typeof booked>) => {
      const others = rooms.filter(({ id }) => id !== roomId);
      for (const { id } of others) await clinic.block(id, block(at('07:00'), at('19:00'), { id: 'aside' }));
      await clinic.assign(booked(...event));
      for (const { id } of others) await clinic.unblock(id, 'aside');
      await clinic.toRest();
      expect(await clinic.roomOf(event[0])).toBe(roomId);
    },
  };
};

const uidsIn = (writes: readonly Write[]): string[] =>
  writes.flatMap((write) => (write.kind === 'booking' ? [write.record.uid] : []));

describe('a re-plan', () => {
  test('commits a chain from its free end, a transaction for each move', async () => {
    const steps: string[][] = [];
    const doctorsRoom = room('2A', { practitioners: [4712] });
    const clinic = await clinicOf([room('1A'), room('1B'), doctorsRoom], async (writes) => {
      steps.push(uidsIn(writes));
    });
    await clinic.bookInto('1A', 'ada');
    await clinic.bookInto('1B', 'ben', { practitionerId: 4712 });
    await clinic.block('1A', block(at('08:00'), at('12:00')));
    steps.length = 0;
    await clinic.toRest();
    expect(await clinic.rooms('ada', 'ben')).toEqual(['1B', '2A']);
    expect(steps.filter((uids) => uids.length > 0)).toEqual([['ben'], ['ada']]);
  });
});

test('half a plan is made whole, though its worker has died and someone else has deleted the markers it was made for', async () => {
  let dies = false;
  const doctorsRoom = room('2A', { practitioners: [4712] });
  const clinic = await clinicOf([room('1A'), room('1B'), doctorsRoom], async (writes) => {
    if (dies && uidsIn(writes).includes('ada')) throw new Error('the worker is gone');
  });
  await clinic.bookInto('1A', 'ada');
  await clinic.bookInto('1B', 'ben', { practitionerId: 4712 });
  await clinic.block('1A', block(at('08:00'), at('12:00')));
  const markers = await clinic.ledger.readDue('north', clinic.clock.now());
  dies = true;
  await expect(clinic.replan()).rejects.toThrow('the worker is gone');
  expect(await clinic.rooms('ada', 'ben')).toEqual(['1A', '2A']);
  await clinic.ledger.commit(markers.map((marker) => ({ kind: 'undue', marker })));
  dies = false;
  await clinic.toRest();
  expect(await clinic.rooms('ada', 'ben')).toEqual(['1B', '2A']);
});

test('a plan whose worker died before it deleted the markers is not made again: they go', async () => {
  let dies = false;
  const plans: number[] = [];
  const clinic = await clinicOf([room('1A'), room('1B')], async (writes) => {
    for (const write of writes) if (write.kind === 'plan') plans.push(write.plan.plannedAt);
    if (dies && writes.some(({ kind }) => kind === 'undue')) throw new Error('the worker is gone');
  });
  await clinic.bookInto('1A', 'ada');
  await clinic.block('1A', block(at('08:00'), at('12:00')));
  const due = () => clinic.ledger.readDue('north', clinic.clock.now());
  dies = true;
  await expect(clinic.replan()).rejects.toThrow('the worker is gone');
  expect(await clinic.rooms('ada')).toEqual(['1B']);
  expect(await due()).not.toEqual([]);
  dies = false;
  plans.length = 0;
  await clinic.replan();
  expect([plans, await due()]).toEqual([[], []]);
});

describe('bookings that exchange rooms', () => {
  const exchange = async (seen: (writes: readonly Write[]) => Promise<void>) => {
    const clinic = await clinicOf([room('1A'), room('1B')], seen);
    await clinic.bookInto('1A', 'ada', from('09:00', 120));
    await clinic.bookInto('1B', 'ben', from('09:00', 30));
    await clinic.block('1A', block(at('10:00'), at('12:00')));
    return clinic;
  };

  test('do so in one transaction', async () => {
    const steps: string[][] = [];
    const clinic = await exchange(async (writes) => void steps.push(uidsIn(writes)));
    steps.length = 0;
    await clinic.toRest();
    expect(await clinic.rooms('ada', 'ben')).toEqual(['1B', '1A']);
    expect(steps.filter((uids) => uids.length > 0).map((uids) => uids.sort())).toEqual([['ada', 'ben']]);
  });

  test('do not, where one of their rooms has changed meanwhile: the Day is planned anew', async () => {
    let intruder: (() => Promise<unknown>) | undefined;
    const clinic = await exchange(async (writes) => {
      const act = uidsIn(writes).length === 2 ? intruder : undefined;
      intruder = undefined;
      await act?.();
    });
    intruder = () => clinic.block('1B', block(at('10:30'), at('12:00'), { id: 'meanwhile' }));
    expect(await clinic.replan()).toMatchObject({ kind: 'planned', certificate: { waiting: 1 } });
    expect(await clinic.rooms('ada', 'ben')).toEqual([undefined, '1B']);
  });
});

test('an exchange of more bookings than one transaction takes is not planned for ever: who is displaced waits', async () => {
  const sizes: number[] = [];
  const clinic = await clinicOf([room('1A'), room('1B')], async (writes) => void sizes.push(writes.length));
  await clinic.bookInto('1A', 'ada', from('09:00', 8 * 60));
  await clinic.block('1A', block(at('07:00'), at('19:00'), { id: 'aside' }));
  const many = Array.from({ length: 58 }, (_, each) => `visit-${each}`);
  for (const [each, uid] of many.entries())
    await clinic.assign(
      booked(uid, { start: at('09:00') + each * 8 * MINUTE, end: at('09:00') + (each + 1) * 8 * MINUTE }),
    );
  await clinic.unblock('1A', 'aside');
  await clinic.block('1A', block(at('16:50'), at('17:30')));
  const done = await clinic.toRest();
  expect(done.map(({ kind }) => kind)).toContain('planned');
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  expect(await clinic.roomOf('ada')).toBeUndefined();
  expect(new Set(await clinic.rooms(...many))).toEqual(new Set(['1B']));
});

test('a plan that a newcomer has made stale is made again, around the newcomer', async () => {
  let intruder: (() => Promise<unknown>) | undefined;
  const clinic = await clinicOf([room('1A'), room('1B'), room('2A')], async (writes) => {
    const act = uidsIn(writes).includes('ada') ? intruder : undefined;
    intruder = undefined;
    await act?.();
  });
  await clinic.bookInto('1A', 'ada');
  await clinic.block('1A', block(at('08:00'), at('12:00')));
  intruder = async () => {
    for (const uid of ['ben', 'cleo']) await clinic.assign(booked(uid, { createdAt: later(1) }));
  };
  expect(await clinic.replan()).toMatchObject({ kind: 'planned', changed: 1, certificate: { waiting: 1 } });
  expect((await clinic.rooms('ben', 'cleo')).sort()).toEqual(['1B', '2A']);
  expect(await clinic.roomOf('ada')).toBeUndefined();
});

/** Closes a Room for longer than a Day, or opens it, and marks the Monday. */
const setClosures = async (ledger: Ledger, roomId: string, closures: readonly Block[]): Promise<void> => {
  const [found] = await ledger.readRooms('north', [roomId]);
  const catalogueVersion = (await ledger.readCatalogue())?.catalogueVersion ?? '';
  const record = { siteId: 'north', roomId, catalogueVersion, closures };
  const id = `closures-${roomId}-${closures.length}`;
  await ledger.commit([
    { kind: 'room', seen: found?.version ?? 0, record },
    { kind: 'due', marker: { siteId: 'north', date: MONDAY, dueAt: EARLY, id } },
  ]);
};

test('no plan moves a visit into a Room that has been closed since the plan was made', async () => {
  let intruder: (() => Promise<unknown>) | undefined;
  const clinic = await clinicOf([room('1A'), room('1B')], async (writes) => {
    const act = uidsIn(writes).includes('ada') ? intruder : undefined;
    intruder = undefined;
    await act?.();
  });
  await clinic.bookInto('1A', 'ada');
  await clinic.block('1A', block(at('08:00'), at('12:00')));
  intruder = () => setClosures(clinic.ledger, '1B', [block(at('07:00'), at('19:00'))]);
  expect(await clinic.replan()).toMatchObject({ kind: 'planned', certificate: { waiting: 1 } });
  expect(intruder).toBeUndefined();
  expect(await clinic.roomOf('ada')).toBeUndefined();
});

test('no one leaves a closed Room that has been opened again, and its Day planned, since the plan was made', async () => {
  let intruder: (() => Promise<unknown>) | undefined;
  const clinic = await clinicOf([room('1A')], async (writes) => {
    const act = uidsIn(writes).includes('ada') ? intruder : undefined;
    intruder = undefined;
    await act?.();
  });
  await clinic.bookInto('1A', 'ada');
  await setClosures(clinic.ledger, '1A', [block(at('07:00'), at('19:00'))]);
  intruder = async () => {
    await setClosures(clinic.ledger, '1A', []);
    await clinic.replan();
  };
  await clinic.toRest();
  expect(intruder).toBeUndefined();
  expect(await clinic.roomOf('ada')).toBe('1A');
});

describe('a booking for which no room is free', () => {
  /** The laser room is held by someone who does not need it; 1B is free. */
  const taken = async (site?: Parameters<typeof clinicOf>[2]) => {
    const clinic = await clinicOf([room('1A', { equipment: ['laser'] }), room('1B')], undefined, site);
    await clinic.bookInto('1A', 'ada', plain);
    return clinic;
  };

  test('gets one at once where someone who has not been told yet can move on', async () => {
    const clinic = await taken();
    const outcome = await clinic.assign(booked('ben', { ...laser, createdAt: later(1) }));
    expect(outcome).toMatchObject({ kind: 'assigned', roomId: '1A', reason: 'makes-room' });
    expect(await clinic.rooms('ada', 'ben')).toEqual(['1B', '1A']);
  });

  test('waits where everyone in the way has been told', async () => {
    const clinic = await taken();
    await clinic.announce('ada');
    expect(await clinic.assign(booked('ben', { ...laser, createdAt: later(1) }))).toMatchObject({
      kind: 'waiting',
    });
    expect(await clinic.rooms('ada', 'ben')).toEqual(['1A', undefined]);
  });

  test('waits where the visit in the way is frozen', async () => {
    const clinic = await taken({ announcing: { hoursBefore: 1 }, freezeMinutes: 120 });
    clinic.clock.set(at('07:45'));
    const outcome = await clinic.assign(booked('ben', { ...laser, createdAt: at('07:45') }));
    expect(outcome).toMatchObject({ kind: 'waiting' });
    expect(await clinic.roomOf('ada')).toBe('1A');
  });
});

describe('a move that must be told', () => {
  /** Two minutes before nine someone waits for the laser room; who is in it could go to 1B, and has been told. */
  const waiting = async (owed: number) => {
    const cellars = Array.from({ length: owed }, (_, at) => room(`C${at}`, { kind: 'cellar' }));
    const clinic = await clinicOf([room('1A', { equipment: ['laser'] }), room('1B'), ...cellars], undefined, {
      freezeMinutes: 0,
    });
    await clinic.bookInto('1A', 'ada', plain);
    await clinic.announce('ada');
    for (const { id } of cellars) await clinic.assign(booked(`in-${id}`, { ...cellar, ...from('08:59', 1) }));
    clinic.clock.set(at('08:57'));
    await clinic.assign(booked('ben', { ...laser, createdAt: at('08:57') }));
    await clinic.toRest();
    return clinic;
  };

  test('is made where its mail leaves before the visit', async () => {
    expect(await (await waiting(2)).rooms('ada', 'ben')).toEqual(['1B', '1A']);
  });

  test('is not made for the sake of others where what is owed already fills the time until then', async () => {
    expect(await (await waiting(14)).rooms('ada', 'ben')).toEqual(['1A', undefined]);
  });

  test('is left to staff to tell, where the room is lost all the same', async () => {
    const clinic = await waiting(14);
    await clinic.block('1A', block(at('08:30'), at('12:00')));
    await clinic.toRest();
    expect(await clinic.roomOf('ada')).toBe('1B');
    const leftToStaff = async () =>
      storedPlan((await clinic.ledger.readDay('north', MONDAY)).plan)?.tellInPerson;
    expect(await leftToStaff()).toEqual(['ada']);
    // Another plan of the Day does not make it told.
    await clinic.assign(booked('late', { ...laser, ...from('09:30', 30) }));
    await clinic.toRest();
    expect(await leftToStaff()).toEqual(['ada']);
  });
});
