import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../bin/sandbox/faults.ts';
import { webhookFaults } from '../../bin/sandbox/faults.ts';
import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { SOUTH_ADDRESS } from '../../bin/simulation/world-catalogue.ts';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { readProgress } from '../../shared/reconciling/progress.ts';

const MINUTE = 60_000;
const TEN = Date.parse('2026-10-05T10:00:00Z');
const SCAN = 3001;
const ROOM = 'Room 3B — Floor 2, North wing';
const CLASS = 3008;
const LASER = 3003;
const LASER_ROOM = 'Room 4A — Floor 3, North wing';

const open = (): Promise<SimulatedClinic> => new SimulatedClinic({ seed: 11, horizonDays: 1 }).open();

const book = (world: SimulatedClinic, start = TEN): void =>
  world.act(() => world.sandbox.book({ eventType: SCAN, start, attendee: patient }));

const uids = (world: SimulatedClinic): string[] => world.sandbox.bookings().map(({ uid }) => uid);

const locationMails = (world: SimulatedClinic, uid: string): number =>
  world.sandbox
    .mails({ kind: 'location-changed', role: 'attendee', uid })
    .filter(({ channel }) => channel === 'email').length;

describe('a webhook', () => {
  test.each(webhookFaults)(
    'that is %s, each time: booked, moved and cancelled visits end as Cal.com has them, one mail each',
    async (kind) => {
      const world = await open();
      world.sandbox.faults.add({ on: 'webhook', kind, delayMs: 20_000 });
      book(world);
      book(world, TEN + 2 * 60 * MINUTE);
      await world.pass(10_000);
      const [moved = '', cancelled = ''] = uids(world);
      world.act(() => world.sandbox.reschedule(moved, { start: TEN + 60 * MINUTE }));
      world.act(() => world.sandbox.cancel(cancelled));
      await world.pass(6 * MINUTE);
      const injected = { ...world.sandbox.faults.injected };
      expect(await world.rest()).toEqual([]);
      expect(injected[`webhook:${kind}`]).toBeGreaterThanOrEqual(4);
      const successor = uids(world)[2] ?? '';
      expect(world.sandbox.booking(successor)?.location).toBe(ROOM);
      expect(
        [moved, cancelled, successor].map((uid) => world.record(uid)?.placement.kind ?? 'ended'),
      ).toEqual(['ended', 'ended', 'roomed']);
      expect(locationMails(world, successor)).toBe(1);
    },
  );
});

test.each([
  ['moves to its house', 'nothing', { siteId: 'south', placement: { kind: 'roomed', roomId: '2A' } }],
  [
    'stays where its delivery says once a person has written over its location',
    'an edit',
    { siteId: 'north' },
  ],
  [
    'stays where staff have put it',
    'a move',
    { siteId: 'north', placement: { kind: 'roomed', roomId: '1A' } },
  ],
])('a class whose first seat was not heard of %s', async (_what, since, stands) => {
  const world = await new SimulatedClinic({
    seed: 11,
    horizonDays: 1,
    kind: { houses: 'by-address' },
  }).open();
  world.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  const join = () =>
    world.act(() =>
      world.sandbox.book({ eventType: CLASS, start: TEN, attendee: patient, location: SOUTH_ADDRESS }),
    );
  join();
  await world.pass(1_000);
  join();
  await world.pass(1_000);
  const [uid = ''] = uids(world);
  expect(world.record(uid)).toMatchObject({ siteId: 'north', placement: { kind: 'roomed' } });
  const overrule = { rules: ['wrong-kind' as const], reason: 'other' as const };
  if (since === 'an edit') world.editLocation(uid, 'by hand: annexe');
  if (since === 'a move')
    world.act(() =>
      world.atDesk((deps, site) =>
        moveVisit(deps, { id: 'move', by: 'staff', siteId: site.id, request: 'move' }, site, uid, {
          roomId: '1A',
          overrule,
        }),
      ),
    );
  expect(await world.rest()).toEqual([]);
  expect(world.record(uid)).toMatchObject(stands);
});

test('a visit that reads a room since before anyone was told, moved on with its words, is put before staff within half an hour', async () => {
  const world = await open();
  await world.setPublishing('off');
  await world.pass(2 * MINUTE);
  world.act(() =>
    world.sandbox.book({ eventType: LASER, start: TEN, attendee: patient, plainText: LASER_ROOM }),
  );
  await world.pass(1_000);
  const [booked = ''] = uids(world);
  world.act(() => world.sandbox.reschedule(booked, { start: TEN + 60 * MINUTE, via: 'api' }));
  await world.pass(1_000);
  await world.block('4A', '2026-10-05', { start: TEN, end: TEN + 180 * MINUTE });
  await world.pass(11 * MINUTE);
  // What changed before it is asked for no more.
  book(world);
  await world.pass(4 * MINUTE);
  await world.setPublishing('on');
  expect(await world.rest()).toEqual([]);
  const successor = uids(world)[1] ?? '';
  const judged = world.record(successor);
  expect([judged?.placement.kind, judged?.publication.state.kind]).toEqual(['waiting', 'nothing']);
  await world.pass(30 * MINUTE);
  expect(world.record(successor)?.publication.state.kind).toBe('shadow');
});

test('a visit that has long waited with the words of a room is put before staff within half an hour of publishing', async () => {
  const world = await open();
  await world.setPublishing('off');
  await world.block('4A', '2026-10-05', { start: TEN, end: TEN + 60 * MINUTE });
  world.act(() =>
    world.sandbox.book({ eventType: LASER, start: TEN, attendee: patient, plainText: LASER_ROOM }),
  );
  await world.pass(40 * MINUTE);
  // What changed before it is asked for no more.
  book(world);
  await world.pass(4 * MINUTE);
  await world.setPublishing('on');
  expect(await world.rest()).toEqual([]);
  const [uid = ''] = uids(world);
  const judged = world.record(uid);
  expect([judged?.placement.kind, judged?.publication.state.kind]).toEqual(['waiting', 'nothing']);
  await world.pass(30 * MINUTE);
  expect(await world.rest()).toEqual([]);
  expect(world.record(uid)?.publication.state.kind).toBe('shadow');
});

const readings = [
  'too-many-requests',
  'server-error',
  'timeout-not-applied',
  'html',
  'slow',
  'unauthorized',
  'not-found-page',
  'forbidden-page',
  'redirect',
  'no-such-route',
  'forbidden',
] as const satisfies readonly FaultRule['kind'][];

describe('a list', () => {
  test.each([...readings, 'shifted-page'] as const)(
    'that is answered by %s, twice: what it would have shown is found all the same',
    async (kind) => {
      const world = await open();
      world.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
      world.sandbox.faults.add({ on: 'list', kind, times: 2, delayMs: 5_000 });
      book(world);
      await world.pass(14 * MINUTE);
      const [uid = ''] = uids(world);
      expect(world.sandbox.booking(uid)?.location).toBe(ROOM);
      expect(world.sandbox.faults.injected[`list:${kind}`]).toBe(2);
      expect(await world.rest()).toEqual([]);
      expect(locationMails(world, uid)).toBe(1);
    },
  );
});

test('a booking that no webhook told of, and whose row was stepped over, is found with the horizon', async () => {
  const world = await open();
  await world.pass(5 * MINUTE);
  world.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  book(world);
  await world.pass(1_000);
  world.makeUnlistable();
  await world.pass(5 * MINUTE);
  // What changes later takes the watermark past it.
  for (const hours of [1, 2]) {
    await world.pass(11 * MINUTE);
    book(world, TEN + hours * 60 * MINUTE);
  }
  await world.pass(MINUTE);
  const [uid = ''] = uids(world);
  expect(world.record(uid)).toBeUndefined();
  expect(await world.rest()).toEqual([]);
  expect(world.record(uid)?.placement.kind).toBe('roomed');
});

test('a booking that no webhook told of, and that another change has moved between two pages read long apart, is found by the very pass', async () => {
  const world = await open();
  await world.pass(3 * MINUTE + 30_000);
  const progress = async () => (await readProgress(world.memory, 'default')).progress;
  const horizon = await progress();
  book(world, TEN + 2 * 60 * MINUTE);
  await world.pass(1_000);
  world.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  book(world);
  await world.pass(1_000);
  const [changed = '', lost = ''] = uids(world);
  // Down to a single row at a time, and then to none.
  world.sandbox.faults.add({ on: 'list', kind: 'server-error', times: 7 });
  for (let waited = 0; (await progress()).underWay === undefined && waited < 5 * MINUTE; waited += 10)
    await world.pass(10);
  world.sandbox.faults.add({ on: 'list', kind: 'server-error' });
  await world.pass(11 * MINUTE);
  world.act(() => world.sandbox.cancel(changed));
  await world.pass(1_000);
  expect((await progress()).underWay).toBeDefined();
  expect(await world.rest()).toEqual([]);
  expect(world.record(lost)?.placement.kind).toBe('roomed');
  expect((await progress()).horizonBegan).toBe(horizon.horizonBegan);
});

test('a visit that is over before anything told of it may stay unknown; one that is to come may not', async () => {
  const world = await open();
  world.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
  world.sandbox.faults.add({ on: 'list', kind: 'server-error' });
  book(world, world.time.now() + 30 * MINUTE);
  await world.pass(80 * MINUTE);
  book(world);
  await world.pass(MINUTE);
  expect(await world.rest()).toEqual([]);
  expect(uids(world).map((uid) => world.record(uid)?.placement.kind)).toEqual([undefined, 'roomed']);
});

test('a key that was refused is tried again although nothing is owed, and what was lost meanwhile is found', async () => {
  const world = await open();
  world.sandbox.faults.add({ on: 'get', kind: 'unauthorized', times: 2 });
  book(world);
  await world.pass(30_000);
  await world.setPublishing('shadow');
  world.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  book(world, TEN + 60 * MINUTE);
  const refused = async () => (await world.memory.readCredential('default'))?.refused;
  expect(await refused()).toBeDefined();
  await world.pass(12 * MINUTE);
  expect(await refused()).toBeUndefined();
  expect(uids(world).map((uid) => world.record(uid)?.placement.kind)).toEqual(['roomed', 'roomed']);
});

describe('a reading before the PATCH', () => {
  test.each([...readings, 'not-found'] as const)(
    'that is answered by %s, twice: the room arrives and is told once',
    async (kind) => {
      const world = await open();
      world.sandbox.faults.add({ on: 'get', kind, times: 2, delayMs: 5_000 });
      book(world);
      // Twice refused: each time five minutes, a sweep that reads again, and one that wakes the publisher.
      await world.pass(16 * MINUTE);
      const [uid = ''] = uids(world);
      expect(world.sandbox.booking(uid)?.location).toBe(ROOM);
      // A slow answer is one: nothing else is read before the PATCH, and a list shows the room after it.
      expect(world.sandbox.faults.injected[`get:${kind}`]).toBe(kind === 'slow' ? 1 : 2);
      expect(await world.rest()).toEqual([]);
      expect(locationMails(world, uid)).toBe(1);
    },
  );
});
