import { expect, test } from 'vitest';
import type { Room } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  at,
  block,
  booked,
  cancelled,
  catalogue,
  daysLater,
  EARLY,
  everyDay,
  from,
  MONDAY,
  requested,
  room,
  visitType,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const later = (minutes: number) => EARLY + minutes * MINUTE;

const clinicOf = async (rooms: readonly Room[], over: Partial<Parameters<typeof catalogue>[0]> = {}) => {
  const ledger = memoryLedger();
  return { ...(await clinicInMemory(ledger, catalogue({ rooms, ...over }))), ledger };
};

const notWaiting = (): never => {
  throw new Error('ben is to wait');
};

const placesIn = async (ledger: Ledger, uids: readonly string[]) =>
  new Map((await ledger.readBookings(uids)).map((each) => [each.uid, each]));

test('a room freed by a cancellation goes to one of those who wait, and to the first of them', async () => {
  const { assign, roomOf, toRest } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ben', { createdAt: later(2) }));
  await assign(booked('cleo', { createdAt: later(1) }));
  await toRest();
  await assign(cancelled('ada', { createdAt: later(3) }));
  await toRest();
  expect([await roomOf('cleo'), await roomOf('ben')]).toEqual(['1A', undefined]);
});

test('a newcomer does not overtake those who wait for the same hours', async () => {
  const { assign, roomOf, toRest } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ben', { createdAt: later(1) }));
  await assign(cancelled('ada', { createdAt: later(2) }));
  expect(await assign(booked('cleo', { createdAt: later(3) }))).toMatchObject({ kind: 'waiting' });
  await toRest();
  expect([await roomOf('ben'), await roomOf('cleo')]).toEqual(['1A', undefined]);
});

test('a blocked room is left by its bookings, and no one else is touched', async () => {
  const {
    assign,
    block: close,
    roomOf,
    toRest,
    ledger,
  } = await clinicOf([room('1A'), room('1B'), room('2A')]);
  const uids = ['ada', 'ben'];
  for (const uid of uids) await assign(booked(uid));
  const before = await placesIn(ledger, uids);
  const closed = (await roomOf('ada')) ?? '';
  await close(closed, block(at('08:00'), at('10:00')));
  await toRest();
  expect(await roomOf('ada')).not.toBe(closed);
  expect(await roomOf('ada')).toBeDefined();
  expect((await placesIn(ledger, uids)).get('ben')).toEqual(before.get('ben'));
});

test('a visit booked far ahead leaves a room that was closed meanwhile, the day it comes within the horizon', async () => {
  const {
    assign,
    block: close,
    clock,
    roomOf,
    toRest,
  } = await clinicOf([room('1A'), room('1B')], {
    site: { policy: { horizonDays: 5, freezeMinutes: 30, holdMinutes: 60, maxAnnouncedChanges: 1 } },
  });
  await assign(booked('ada', from('09:00', 30, daysLater(20))));
  const had = String(await roomOf('ada'));
  await close(had, block(at('12:00')));
  await toRest();
  clock.set(at('23:59', daysLater(14)));
  await toRest();
  expect(await roomOf('ada')).toBe(had);
  clock.set(at('00:00', daysLater(15)));
  await toRest();
  expect([had, await roomOf('ada')].sort()).toEqual(['1A', '1B']);
});

test('when the room is unblocked nothing moves back', async () => {
  const { assign, block: close, unblock, roomOf, toRest } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  const first = (await roomOf('ada')) ?? '';
  await close(first, block(at('08:00')));
  await toRest();
  const second = await roomOf('ada');
  await unblock(first, 'a-block');
  await toRest();
  expect(second).not.toBe(first);
  expect(await roomOf('ada')).toBe(second);
});

test('a pinned booking is not moved out of a blocked room: staff see it', async () => {
  const { assign, block: close, pin, roomOf, toRest } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  await pin('ada');
  const pinned = (await roomOf('ada')) ?? '';
  await close(pinned, block(at('08:00')));
  await toRest();
  expect(await roomOf('ada')).toBe(pinned);
});

test('a visit that has started leaves a room that has become unusable', async () => {
  const { assign, block: close, clock, roomOf, toRest } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada', from('09:00', 60)));
  const first = (await roomOf('ada')) ?? '';
  clock.set(at('09:10'));
  await close(first, block(at('09:10')));
  await toRest();
  expect(await roomOf('ada')).not.toBe(first);
});

test('doubled and overlapping runs do the same as one', async () => {
  const { assign, block: close, roomOf, replan, toRest, ledger } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  await assign(booked('ben'));
  await assign(booked('cleo'));
  await toRest();
  const taken = (await roomOf('ada')) ?? '';
  await close(taken, block(at('08:00')));
  await Promise.all([replan(), replan(), replan()]);
  await toRest();
  const rooms = await Promise.all(['ada', 'ben', 'cleo'].map(roomOf));
  expect(rooms.filter((each) => each !== undefined)).toHaveLength(1);
  const before = ledger.snapshot();
  expect(await replan()).toEqual({ kind: 'undisturbed' });
  expect(ledger.snapshot()).toEqual(before);
});

test('a Day that was planned for this very state is not planned again', async () => {
  const { assign, replan, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ben'));
  expect(await replan()).toMatchObject({
    kind: 'planned',
    changed: 0,
    certificate: { waiting: 1, messages: 0 },
  });
  await ledger.commit([
    { kind: 'due', marker: { siteId: 'north', date: MONDAY, dueAt: EARLY, id: 'doubled' } },
  ]);
  expect(await replan()).toEqual({ kind: 'undisturbed' });
  expect(await ledger.readDue('north', at('23:00'))).toEqual([]);
});

test('an expired hold goes, and its room with it to no matter who waits', async () => {
  const { assign, clock, roomOf, toRest, ledger } = await clinicOf([room('1A')]);
  await assign(requested('ada'));
  await assign(requested('ben', { createdAt: later(50) }));
  await toRest();
  expect(await roomOf('ben')).toBeUndefined();
  clock.set(later(61));
  await toRest();
  expect(await roomOf('ben')).toBe('1A');
  expect((await ledger.readBooking('ada'))?.placement).toEqual({ kind: 'ignored', reason: 'hold-expired' });
});

test('a request that reads the room of the visit it was to replace is shown to staff once it has expired', async () => {
  const { assign, announce, clock, toRest, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await announce('ada');
  await assign(requested('ada-2', { ...from('12:00', 30), replaces: 'ada', createdAt: later(1) }));
  expect((await ledger.readBooking('ada-2'))?.publication.reads).toBeDefined();
  clock.set(later(62));
  await toRest();
  expect((await ledger.readBooking('ada-2'))?.placement).toEqual({ kind: 'ignored', reason: 'hold-expired' });
  expect(await ledger.readOwed({ kind: 'drift', siteId: 'north' }, { limit: 9 })).toMatchObject([
    { uid: 'ada-2' },
  ]);
});

test('a request no one has answered is no hold any more the minute it expires', async () => {
  const { assign, clock, roomOf } = await clinicOf([room('1A')]);
  await assign(requested('ada'));
  clock.set(later(60));
  expect(await assign(booked('ben', { createdAt: later(59) }))).toMatchObject({
    kind: 'assigned',
    reason: 'only-room',
  });
  expect(await roomOf('ben')).toBe('1A');
});

test('a hold that gives way during a re-plan gets another room that will do for it', async () => {
  const rooms = [room('1A', { equipment: ['laser'] }), room('1B')];
  const {
    assign,
    block: close,
    unblock,
    roomOf,
    toRest,
  } = await clinicOf(rooms, {
    visitTypes: [
      visitType(),
      visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
    ],
  });
  await close('1A', block(at('08:00')));
  await assign(booked('ada', { inputs: { eventTypeId: 2 } }));
  await close('1B', block(at('08:00')));
  await toRest();
  await unblock('1A', 'a-block');
  await assign(requested('ben', { createdAt: later(1), ...from('09:15', 30) }));
  await unblock('1B', 'a-block');
  await toRest();
  expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1A', '1B']);
});

test('anyone who had to leave a blocked room takes what another move leaves behind', async () => {
  const visitTypes = [
    visitType(),
    visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
  ];
  const rooms = [
    room('1A'),
    room('1B', { equipment: ['laser'] }),
    room('2A', { equipment: ['laser'], practitioners: [4712] }),
  ];
  const { assign, block: close, roomOf, toRest } = await clinicOf(rooms, { visitTypes });
  await close('2A', block(at('08:00'), at('12:00'), { id: 'early' }));
  await assign(booked('ada', from('09:00', 30)));
  expect(await roomOf('ada')).toBe('1A');
  await assign(booked('ben', { ...from('09:00', 120), inputs: { eventTypeId: 2 }, practitionerId: 4712 }));
  expect(await roomOf('ben')).toBe('1B');
  await close('2A', block(at('08:00'), at('08:05'), { id: 'early' }));
  await close('1A', block(at('09:00'), at('09:30')));
  await close('1B', block(at('10:30'), at('11:00')));
  await toRest();
  expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1B', '2A']);
});

test('a visit that waits over midnight gets a room that is freed on the second of its two dates', async () => {
  const open = { hours: everyDay({ from: '00:00', to: '24:00' }) };
  const { assign, roomOf, toRest } = await clinicOf([room('1A', open)]);
  await assign(booked('ada', from('00:15', 30, daysLater(1))));
  await assign(booked('ben', from('23:30', 60)));
  await toRest();
  expect(await roomOf('ben')).toBeUndefined();
  await assign(cancelled('ada', { createdAt: later(1) }));
  await toRest();
  expect(await roomOf('ben')).toBe('1A');
});

test('a visit that has to wait over midnight has both its Days planned: either may make room for it', async () => {
  const open = { hours: everyDay({ from: '00:00', to: '24:00' }) };
  const { assign, deps, toRest } = await clinicOf([room('1A', open)]);
  await assign(booked('ada', from('00:15', 30, daysLater(1))));
  await toRest();
  await assign(booked('ben', from('23:30', 60)));
  const due = await deps.ledger.readDue('north', deps.now());
  expect(due.map(({ date }) => date)).toEqual([MONDAY, daysLater(1)]);
});

test('a visit over one midnight is not disturbed by the planning of the Day after', async () => {
  const open = { hours: everyDay({ from: '00:00', to: '24:00' }) };
  const { assign, roomOf, toRest } = await clinicOf([room('1A', open)]);
  await assign(booked('ada', from('23:30', 60)));
  await assign(booked('ben', from('23:30', 60, daysLater(1))));
  await assign(booked('cleo', from('12:00', 30, daysLater(2))));
  await assign(booked('dora', from('12:00', 30, daysLater(2))));
  await toRest();
  expect(await Promise.all(['ada', 'ben', 'cleo'].map(roomOf))).toEqual(['1A', '1A', '1A']);
});

test('the successor of a pinned booking that had to wait gets the pinned room when it can', async () => {
  const { assign, block: close, unblock, pin, roomOf, toRest } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  const pinned = (await roomOf('ada')) ?? '';
  await pin('ada');
  for (const each of ['1A', '1B']) await close(each, block(at('11:00'), at('12:00')));
  await assign(booked('ada-2', { ...from('11:00', 30), replaces: 'ada', createdAt: later(1) }));
  await toRest();
  for (const each of ['1A', '1B']) await unblock(each, 'a-block');
  await toRest();
  expect(await roomOf('ada-2')).toBe(pinned);
});

test('longer turnaround in a newer catalogue moves no one who shares a trolley', async () => {
  const ledger = memoryLedger();
  const withTurnaround = (turnaroundMinutes: number, version: string) =>
    catalogue({
      version,
      rooms: [room('1A'), room('1B')],
      portable: [{ tag: 'trolley', units: ['trolley-1'] }],
      visitTypes: [visitType({ needs: { equipment: ['trolley'], accessible: false }, turnaroundMinutes })],
    });
  const before = await clinicInMemory(ledger, withTurnaround(0, 'v1'));
  await before.assign(booked('ada'));
  await before.assign(booked('ben', from('09:30', 30)));
  const rooms = await Promise.all(['ada', 'ben'].map(before.roomOf));
  const { toRest, roomOf } = await clinicInMemory(ledger, withTurnaround(15, 'v2'), { now: later(10) });
  await ledger.commit([
    { kind: 'due', marker: { siteId: 'north', date: MONDAY, dueAt: later(10), id: 'import' } },
  ]);
  await toRest();
  expect(await Promise.all(['ada', 'ben'].map(roomOf))).toEqual(rooms);
});

test('two who wait for one room do not block each other because an import changed the priority of one', async () => {
  const ledger = memoryLedger();
  const ranked = (first: number, version: string) =>
    catalogue({
      version,
      rooms: [room('1A')],
      visitTypes: [
        visitType({ priority: first }),
        visitType({ id: 'other', eventTypeIds: [2], priority: 1 }),
      ],
    });
  const before = await clinicInMemory(ledger, ranked(0, 'v1'));
  await before.assign(booked('blocker'));
  await before.assign(booked('ada', { createdAt: later(1) }));
  await before.assign(booked('ben', { createdAt: later(2), inputs: { eventTypeId: 2 } }));
  await before.toRest();
  const { assign, toRest, roomOf } = await clinicInMemory(ledger, ranked(2, 'v2'), { now: later(10) });
  await assign(cancelled('blocker', { createdAt: later(3) }));
  await toRest();
  expect([await roomOf('ada'), await roomOf('ben')]).toEqual([undefined, '1A']);
});

test('a waiting visit whose needs have changed is planned anew', async () => {
  const { assign, replan, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ben'));
  await replan();
  await assign(
    booked('ben', {
      inputs: { eventTypeId: 1, answered: { tags: ['laser'], unreadable: false } },
      createdAt: later(1),
    }),
  );
  expect((await replan()).kind).toBe('planned');
  expect(await ledger.readDue('north', at('23:00'))).toEqual([]);
});

test('a visit that staff find a place for while its Day is planned, and then do not, gets the room that is free', async () => {
  const memory = memoryLedger();
  const arrange = async (arrangedByHand: boolean): Promise<void> => {
    const {
      version: seen,
      arrangedByHand: _before,
      ...record
    } = (await memory.readBooking('ben')) ?? notWaiting();
    const entry =
      (await memory.readDay('north', MONDAY)).waiting.find(({ uid }) => uid === 'ben') ?? notWaiting();
    const { arrangedByHand: _said, ...waiting } = entry;
    const said = arrangedByHand ? { arrangedByHand } : {};
    await memory.commit([
      { kind: 'booking', seen, record: { ...record, ...said } },
      { kind: 'wait', siteId: 'north', date: MONDAY, waiting: { ...waiting, ...said } },
      { kind: 'due', marker: { siteId: 'north', date: MONDAY, dueAt: EARLY, id: `ben@${seen}` } },
    ]);
  };
  let meanwhile = async (): Promise<void> => undefined;
  const ledger: Ledger = {
    ...memory,
    readBookings: async (uids) => {
      await meanwhile();
      return memory.readBookings(uids);
    },
  };
  const { assign, replan, toRest, roomOf } = await clinicInMemory(ledger, catalogue({ rooms: [room('1A')] }));
  await assign(booked('ada'));
  await assign(booked('ben', { createdAt: later(1) }));
  await toRest();
  await assign(cancelled('ada', { createdAt: later(2) }));
  meanwhile = () => {
    meanwhile = async () => undefined;
    return arrange(true);
  };
  await replan();
  expect((await memory.readBooking('ben'))?.arrangedByHand).toBe(true);
  await arrange(false);
  await toRest();
  expect(await roomOf('ben')).toBe('1A');
});

test('a plan that needs parts of two trolleys for one visit is made without that visit, not for ever', async () => {
  const needed = { needs: { equipment: ['trolley'], accessible: false } };
  const { assign, replan, pin, ledger } = await clinicOf(
    ['1A', '1B', '2A'].map((id) => room(id)),
    {
      portable: [{ tag: 'trolley', units: ['trolley-1', 'trolley-2'] }],
      visitTypes: [visitType(needed), visitType({ id: 'plain', eventTypeIds: [2] })],
    },
  );
  for (const uid of ['ada', 'ben']) await assign(booked(uid, from('09:00', 30)));
  for (const uid of ['cleo', 'dora']) await assign(booked(uid, from('09:30', 30)));
  for (const uid of ['ada', 'ben', 'cleo', 'dora']) await pin(uid);
  const unitOf = async (uid: string) => {
    const placement = (await ledger.readBooking(uid))?.placement;
    return placement?.kind === 'roomed' ? placement.claims.at(-1) : undefined;
  };
  // One trolley is free in the first half of the visit, the other one in the second.
  const first = await unitOf('ada');
  await assign(cancelled('ada', { createdAt: later(1) }));
  for (const uid of ['cleo', 'dora'])
    if ((await unitOf(uid)) !== first) await assign(cancelled(uid, { createdAt: later(1) }));
  await assign(booked('emil', from('09:00', 60)));
  expect(await replan()).toMatchObject({ kind: 'planned' });
  expect((await ledger.readBooking('emil'))?.placement.kind).toBe('waiting');
  expect(await ledger.readDue('north', at('23:00'))).toEqual([]);
});

test('the records of who has a room may be those of a moment ago; any that the Day knows better, and all who wait, are read as they are', async () => {
  const memory = memoryLedger();
  const asked: string[] = [];
  const missing = new Set<string>();
  const ledger: Ledger = {
    ...memory,
    readBookings: async (uids, terms) => {
      asked.push(`${[...uids].sort().join(' ')}${terms ? ' as it was' : ''}`);
      const found = await memory.readBookings(uids);
      return terms ? found.filter(({ uid }) => !missing.has(uid)) : found;
    },
  };
  const {
    assign,
    block: close,
    replan,
    roomOf,
  } = await clinicInMemory(ledger, catalogue({ rooms: [room('1A'), room('1B')] }));
  for (const uid of ['ada', 'ben', 'cleo']) await assign(booked(uid));
  expect(await roomOf('cleo')).toBeUndefined();
  asked.length = 0;
  await replan();
  expect(asked).toEqual(['ada ben as it was', 'cleo']);
  asked.length = 0;
  missing.add('ada');
  const closed = (await roomOf('ada')) ?? '';
  await close(closed, block(at('08:00'), at('10:00')));
  // No one knows of ada's record yet, and she leaves the room all the same.
  expect(await replan()).toMatchObject({ kind: 'planned', certificate: { waiting: 2 } });
  expect(asked).toEqual(['ada ben as it was', 'ada cleo']);
  expect(await roomOf('ada')).toBeUndefined();
});

test('a plan that was made by what a record was a moment ago is made again by what it is', async () => {
  const memory = memoryLedger();
  let before: Awaited<ReturnType<Ledger['readBookings']>> = [];
  const asked: boolean[] = [];
  const ledger: Ledger = {
    ...memory,
    readBookings: async (uids, terms) => {
      asked.push(terms === undefined);
      return terms ? before : memory.readBookings(uids);
    },
  };
  const {
    assign,
    announce,
    block: close,
    replan,
    roomOf,
  } = await clinicInMemory(ledger, catalogue({ rooms: [room('1A'), room('1B')] }));
  await assign(booked('ada'));
  before = await memory.readBookings(['ada']);
  await announce('ada');
  const closed = (await roomOf('ada')) ?? '';
  await close(closed, block(at('08:00'), at('10:00')));
  expect(await replan()).toMatchObject({ kind: 'planned', changed: 1 });
  expect(asked).toEqual([false, true]);
  expect(await roomOf('ada')).not.toBe(closed);
});

test('a visit that staff have just unpinned leaves a closed room, though its record still says otherwise', async () => {
  const memory = memoryLedger();
  const ledger: Ledger = {
    ...memory,
    readBookings: async (uids, terms) => {
      const found = await memory.readBookings(uids);
      return terms ? found.map((each) => ({ ...each, pinned: true })) : found;
    },
  };
  const {
    assign,
    block: close,
    replan,
    roomOf,
  } = await clinicInMemory(ledger, catalogue({ rooms: [room('1A'), room('1B')] }));
  await assign(booked('ada'));
  const closed = (await roomOf('ada')) ?? '';
  await close(closed, block(at('08:00'), at('10:00')));
  expect(await replan()).toMatchObject({ kind: 'planned', changed: 1, flagged: 0 });
  expect(await roomOf('ada')).not.toBe(closed);
});
