import { expect, test } from 'vitest';
import type { LiveBooking } from '../../shared/domain/admit.ts';
import type { Room } from '../../shared/domain/catalogue.ts';
import { doubtAbout } from '../../shared/domain/doubt-about.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import {
  at,
  block,
  booked,
  cancelled,
  catalogue,
  daysLater,
  EARLY,
  from,
  MONDAY,
  requested,
  room,
  site,
  visitType,
} from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';

const later = (minutes: number) => EARLY + minutes * MINUTE;

const clinicOf = (rooms: readonly Room[], over: Partial<Parameters<typeof catalogue>[0]> = {}) => {
  const ledger = memoryLedger();
  return clinicInMemory(ledger, catalogue({ rooms, ...over })).then((clinic) => ({ ...clinic, ledger }));
};

test('a booking gets a room, a second delivery of it changes nothing', async () => {
  const { assign } = await clinicOf([room('1A')]);
  expect(await assign(booked('ada'))).toMatchObject({ kind: 'assigned', roomId: '1A' });
  expect(await assign(booked('ada'))).toEqual({ kind: 'unchanged' });
});

test('a cancelled booking leaves its room to the next', async () => {
  const { assign, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  expect(await assign(cancelled('ada', { createdAt: later(1) }))).toEqual({ kind: 'released' });
  await assign(booked('ben'));
  expect(await roomOf('ben')).toBe('1A');
});

test('a cancellation that arrives first keeps the booking from ever taking a room', async () => {
  const { assign, roomOf } = await clinicOf([room('1A')]);
  await assign(cancelled('ada', { createdAt: later(1) }));
  await assign(booked('ada'));
  expect(await roomOf('ada')).toBeUndefined();
});

test('a visit rescheduled by half its length may stay in the only room', async () => {
  const { assign, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada', from('09:00', 60)));
  await assign(booked('ada-2', { ...from('09:30', 60), replaces: 'ada', createdAt: later(1) }));
  expect(await roomOf('ada-2')).toBe('1A');
});

test('a request that is rescheduled and confirmed takes over its own room from the request', async () => {
  const { assign, roomOf, ledger } = await clinicOf([room('1A')]);
  await assign(requested('ada', from('09:00', 60)));
  await assign(booked('ada-2', { ...from('09:30', 60), replaces: 'ada', createdAt: later(1) }));
  expect(await roomOf('ada-2')).toBe('1A');
  expect((await ledger.readBooking('ada'))?.placement).toEqual({ kind: 'ended' });
});

test('a waiting visit that moves within its day waits for its new hours only', async () => {
  const { assign, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada', from('09:00', 180)));
  await assign(booked('ben', from('09:00', 60)));
  await assign(booked('ben', { ...from('10:00', 60), createdAt: later(1) }));
  const { waiting } = await ledger.readDay('north', MONDAY);
  expect(waiting.map(({ uid, start }) => [uid, start])).toEqual([['ben', at('10:00')]]);
});

test('a visit that moves in time but keeps its room leaves its old hours to those who wait', async () => {
  const { assign, roomOf, toRest } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ben'));
  await toRest();
  await assign(booked('ada', { ...from('14:00', 30), createdAt: later(1) }));
  await toRest();
  expect(await roomOf('ada')).toBe('1A');
  expect(await roomOf('ben')).toBe('1A');
});

test('a visit whose practitioner changes keeps its room although others wait for it', async () => {
  const { assign, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada', { practitionerId: 4711 }));
  await assign(booked('ben'));
  await assign(booked('ada', { practitionerId: 4712, createdAt: later(1) }));
  expect(await roomOf('ada')).toBe('1A');
});

test('a delivery that is repeated after its visit type has vanished does not cost the room', async () => {
  const clinic = await clinicOf([room('1A')]);
  await clinic.assign(booked('ada'));
  const without = await clinicInMemory(
    clinic.ledger,
    catalogue({ rooms: [room('1A')], version: 'v2', visitTypes: [visitType({ eventTypeIds: [8] })] }),
  );
  await without.assign(booked('ada'));
  expect(await without.roomOf('ada')).toBe('1A');
});

test('a delivery that is repeated after the visit does not rewrite what happened', async () => {
  const { assign, clock, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  clock.set(at('12:00'));
  expect(await assign(booked('ada'))).toEqual({ kind: 'unchanged' });
  expect(await roomOf('ada')).toBe('1A');
});

test('a visit that is moved into the past takes no room and gives up the one it had', async () => {
  const { assign, clock, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  clock.set(at('08:45'));
  const past = from('08:00', 30);
  expect(await assign(booked('ada', { ...past, createdAt: later(1) }))).toEqual({
    kind: 'ignored',
    reason: 'past',
  });
  expect(await roomOf('ada')).toBeUndefined();
});

test('a visit that becomes a video call gives up its room, and takes one again when it is no call after all', async () => {
  const { assign, roomOf } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ada', { venue: 'video', createdAt: later(1) }));
  expect(await roomOf('ada')).toBeUndefined();
  await assign(booked('ada', { createdAt: later(2) }));
  expect(await roomOf('ada')).toBe('1A');
});

test('a booking and the one it replaces both leave a Day that no one has read', async () => {
  const { assign, roomOf, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada', from('09:00', 30)));
  await assign(booked('ada-2', { ...from('10:00', 30), createdAt: later(1) }));
  await assign(booked('ada-2', { ...from('09:00', 30, daysLater(1)), replaces: 'ada', createdAt: later(2) }));
  expect(await roomOf('ada-2')).toBe('1A');
  expect(await roomOf('ada')).toBeUndefined();
  const { roomDays } = await ledger.readDay('north', MONDAY);
  expect(roomDays.flatMap((each) => Object.keys(each.occupancies))).toEqual([]);
});

test('a booking that ends ends the one it replaced too, both in one room of one Day', async () => {
  const { assign, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada', from('09:00', 30)));
  await assign(booked('ada-2', { ...from('10:00', 30), createdAt: later(1) }));
  await assign(cancelled('ada-2', { replaces: 'ada', createdAt: later(2) }));
  const { roomDays } = await ledger.readDay('north', MONDAY);
  expect(roomDays.flatMap((each) => Object.keys(each.occupancies))).toEqual([]);
});

test('a tombstone outlives the visit, even if it came before anyone knew when the visit would be', async () => {
  const { assign, ledger } = await clinicOf([room('1A')]);
  const visit = from('09:00', 30, daysLater(90));
  await assign(booked('ada-2', { ...visit, replaces: 'ada', createdAt: later(1) }));
  await assign(booked('ada', visit));
  expect((await ledger.readBooking('ada'))?.ttl).toBeGreaterThan(visit.end / 1000);
});

test('a pin does not survive the loss of its room', async () => {
  const { assign, pin, ledger } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  await pin('ada');
  await assign(booked('ada', { venue: 'video', createdAt: later(1) }));
  await assign(booked('ada', { createdAt: later(2) }));
  expect((await ledger.readBooking('ada'))?.pinned).toBeUndefined();
});

test('the successor of a pinned booking gets the pinned room, unpinned', async () => {
  const { assign, pin, roomOf, ledger } = await clinicOf(['1A', '1B', '2A', '3B'].map((id) => room(id)));
  for (const uid of ['ada', 'ben', 'cleo', 'dora']) await assign(booked(uid));
  for (const uid of ['ada', 'ben', 'cleo', 'dora']) {
    const pinned = await roomOf(uid);
    await pin(uid);
    await assign(booked(`${uid}-2`, { ...from('11:00', 30), replaces: uid, createdAt: later(2) }));
    expect(await roomOf(`${uid}-2`)).toBe(pinned);
    expect((await ledger.readBooking(`${uid}-2`))?.pinned).toBeUndefined();
  }
});

test('a pinned booking stays in its room when it turns out to need more than the room has', async () => {
  const rooms = [room('1A'), room('1B', { equipment: ['laser'] })];
  const { assign, pin, roomOf, ledger } = await clinicOf(rooms);
  await assign(booked('ada'));
  await pin('ada');
  const inputs = { eventTypeId: 1, answered: { tags: ['laser'], unreadable: false } };
  await assign(booked('ada', { inputs, createdAt: later(1) }));
  expect(await roomOf('ada')).toBe('1A');
  expect((await ledger.readBooking('ada'))?.pinned).toBe(true);
});

test('a hold gives way to a confirmed booking and waits', async () => {
  const { assign, roomOf, ledger } = await clinicOf([room('1A')]);
  await assign(requested('ada'));
  expect(await assign(booked('ben'))).toMatchObject({ kind: 'assigned', reason: 'evicts-hold' });
  expect(await roomOf('ben')).toBe('1A');
  expect((await ledger.readBooking('ada'))?.placement.kind).toBe('waiting');
});

test('a hold gives up the trolley that a confirmed visit needs', async () => {
  const { assign, roomOf } = await clinicOf([room('1A'), room('1B')], {
    portable: [{ tag: 'trolley', units: ['trolley-1'] }],
    visitTypes: [visitType({ needs: { equipment: ['trolley'], accessible: false } })],
  });
  await assign(requested('ada'));
  await assign(booked('ben'));
  expect(await roomOf('ben')).toBeDefined();
});

test('a hold that a second request prolongs keeps its room for longer', async () => {
  const { assign, clock, roomOf, toRest } = await clinicOf([room('1A')]);
  await assign(requested('ada', from('12:00', 30)));
  await assign(requested('ada', { ...from('12:00', 30), createdAt: later(30) }));
  clock.set(later(70));
  await toRest();
  expect(await roomOf('ada')).toBe('1A');
  clock.set(later(91));
  await toRest();
  expect(await roomOf('ada')).toBeUndefined();
});

test('a waiting hold that a second request prolongs goes on waiting', async () => {
  const { assign, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ben', from('12:00', 30)));
  await assign(requested('ada', from('12:00', 30)));
  await assign(requested('ada', { ...from('12:00', 30), createdAt: later(30) }));
  expect((await ledger.readDay('north', MONDAY)).waiting.map((each) => each.expiresAt)).toEqual([later(90)]);
});

/** Two houses, each with a doctor of its own and a room of the same name. */
const twoSites = async (rooms = [room('1A')]) => {
  const ledger = memoryLedger();
  const content = {
    ...catalogue({ rooms }),
    sites: [site(rooms), site([room('1A'), room('0Z')], { id: 'south' })],
    practitioners: [
      { id: 4711, site: 'north' },
      { id: 4712, site: 'south' },
    ],
  };
  return { ...(await clinicInMemory(ledger, content)), ledger, content };
};

test.each([
  ['who is not in the clinic file', 999, 'practitioner-unknown'],
  ['of another site', 4712, 'at-another-site'],
])('a visit handed to a doctor %s keeps its room until someone decides', async (_, host, doubt) => {
  const { assign, announce, toRest, roomOf, ledger, content } = await twoSites();
  await assign(booked('ada', { practitionerId: 4711 }));
  await announce('ada');
  await assign(booked('ada', { practitionerId: host, createdAt: later(1) }));
  await assign(booked('ben', { practitionerId: 4711, createdAt: later(2) }));
  await toRest();
  expect(await roomOf('ada')).toBe('1A');
  expect(await roomOf('ben')).toBeUndefined();
  const record = await ledger.readBooking('ada');
  expect(record).toMatchObject({ siteId: 'north', asked: { practitionerId: { value: host } } });
  expect(record && doubtAbout(record as LiveBooking, content)).toBe(doubt);
});

test('a visit handed to a doctor of another site is left in a room that is closed, and not sent about the house that it may have to leave', async () => {
  const { assign, toRest, roomOf, block: close } = await twoSites([room('1A'), room('1B')]);
  await assign(booked('ada', { practitionerId: 4711 }));
  const own = (await roomOf('ada')) ?? '';
  await assign(booked('ada', { practitionerId: 4712, createdAt: later(1) }));
  await close(own, block(at('08:00'), at('18:00')));
  await toRest();
  expect(await roomOf('ada')).toBe(own);
  await assign(booked('ada', { practitionerId: 4711, createdAt: later(2) }));
  await toRest();
  expect(await roomOf('ada')).toBe(own === '1A' ? '1B' : '1A');
});

test('a delivery without host and event type takes no room away', async () => {
  const { assign, roomOf } = await twoSites();
  await assign(booked('ada', { practitionerId: 4711 }));
  expect(await assign(booked('ada', { inputs: {}, createdAt: later(1) }))).toEqual({ kind: 'unchanged' });
  expect(await roomOf('ada')).toBe('1A');
});

test('a visit whose event type has left the clinic file keeps its room for other times too, while it is free', async () => {
  const { assign, ledger, roomOf } = await clinicOf([room('1A'), room('1B')]);
  await assign(booked('ada'));
  const own = (await roomOf('ada')) ?? '';
  const without = await clinicInMemory(
    ledger,
    catalogue({
      rooms: [room('1A'), room('1B')],
      version: 'v2',
      visitTypes: [visitType({ eventTypeIds: [9] })],
    }),
  );
  await without.assign(booked('ada', { ...from('14:00', 30), createdAt: later(1) }));
  expect(await roomOf('ada')).toBe(own);
  await without.block(own, block(at('15:00'), at('18:00')));
  await without.assign(booked('ada', { ...from('15:30', 30), createdAt: later(2) }));
  expect((await ledger.readBooking('ada'))?.placement.kind).toBe('waiting');
});

test('a visit that stops taking a room leaves its release in the trail', async () => {
  const { assign, ledger } = await clinicOf([room('1A')]);
  await assign(booked('ada'));
  await assign(booked('ada', { venue: 'video', createdAt: later(1) }));
  const trail = await ledger.readTrail('north', MONDAY, 10);
  expect(trail[0]).toMatchObject({
    what: 'released',
    bookingUid: 'ada',
    roomId: '1A',
    reason: 'takes-no-room',
  });
});

test('a hold that gives way leaves in the trail which room it had, whatever the clinic file knows of it by then', async () => {
  const { assign, ledger, roomOf } = await clinicOf([room('1A')]);
  await assign(requested('ada'));
  await assign(requested('ben', from('11:00', 30)));
  await assign(booked('cleo', { ...from('11:00', 30), createdAt: later(1) }));
  const without = await clinicInMemory(
    ledger,
    catalogue({ rooms: [room('1A')], version: 'v2', visitTypes: [visitType({ eventTypeIds: [9] })] }),
  );
  await without.assign(booked('dora', { inputs: { eventTypeId: 9 }, createdAt: later(2) }));
  expect(await roomOf('dora')).toBe('1A');
  const trail = await ledger.readTrail('north', MONDAY, 20);
  expect(trail).toContainEqual(
    expect.objectContaining({ what: 'waiting', bookingUid: 'ben', fromRoomId: '1A' }),
  );
  expect(trail).toContainEqual(
    expect.objectContaining({
      what: 'released',
      bookingUid: 'ada',
      roomId: '1A',
      reason: 'gave-way-to-confirmed',
    }),
  );
});

test('an old delivery for one date is decided on the date that the booking has moved to', async () => {
  const { assign, roomOf, ledger } = await clinicOf([room('1A')]);
  const tomorrow = from('09:00', 30, daysLater(1));
  await assign(booked('ben', { ...tomorrow, inputs: { eventTypeId: 9 }, createdAt: later(1) }));
  const fresh = await clinicInMemory(
    ledger,
    catalogue({ rooms: [room('1A')], version: 'v2', visitTypes: [visitType({ eventTypeIds: [1, 9] })] }),
  );
  await fresh.assign(booked('ben', { ...from('09:00', 30), createdAt: later(0) }));
  expect(await roomOf('ben')).toBe('1A');
  const { roomDays } = await ledger.readDay('north', daysLater(1));
  expect(roomDays.flatMap((each) => Object.keys(each.occupancies))).toEqual(['ben']);
});

test('room is made for a rescheduled visit where the booking it replaces was, which moves nowhere', async () => {
  const { assign, roomOf, ledger } = await clinicOf(
    [room('1A', { equipment: ['laser'] }), room('1B'), room('2A', { practitioners: [4711] })],
    {
      visitTypes: [
        visitType(),
        visitType({ id: 'laser', eventTypeIds: [2], needs: { equipment: ['laser'], accessible: false } }),
      ],
      practitioners: [{ id: 4711, site: 'north', homeRoom: '1B' }],
    },
  );
  await assign(booked('ada', { ...from('09:00', 60), practitionerId: 4711 }));
  await assign(booked('ben', from('09:00', 60)));
  expect([await roomOf('ada'), await roomOf('ben')]).toEqual(['1B', '1A']);
  const laser = { inputs: { eventTypeId: 2 }, replaces: 'ada', createdAt: later(1) };
  await assign(booked('ada-2', { ...from('09:15', 60), ...laser }));
  expect([await roomOf('ada-2'), await roomOf('ben')]).toEqual(['1A', '1B']);
  expect((await ledger.readBooking('ada'))?.placement).toEqual({ kind: 'ended' });
});

test('a booking that turns out to take no room once the clinic file knows its event type is not shown as missing there', async () => {
  const ledger = memoryLedger();
  const call = booked('ada', { venue: 'video' });
  const before = await clinicInMemory(ledger, { ...catalogue({ rooms: [room('1A')] }), visitTypes: [] });
  expect(await before.assign(call)).toEqual({ kind: 'ignored', reason: 'event-type-unmapped' });
  expect(await ledger.readOwed({ kind: 'unmapped' }, { limit: 9 })).toHaveLength(1);
  const after = await clinicInMemory(ledger, { ...catalogue({ rooms: [room('1A')] }), version: 'knows it' });
  expect(await after.assign(call)).toEqual({ kind: 'ignored', reason: 'takes-no-room' });
  expect(await ledger.readOwed({ kind: 'unmapped' }, { limit: 9 })).toEqual([]);
});
