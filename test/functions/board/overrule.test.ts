import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../../bin/simulation/digests.ts';
import { importCatalogue } from '../../../shared/catalogue/import-catalogue.ts';
import type { Catalogue, Room } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { rulesBroken } from '../../support/invariants.ts';
import { ledgerContent } from '../../support/ledger-content.ts';

const LASER = 3003;
const SURGERY = 3007;
const SCAN = 3001;
const WRONG_KIND = { rules: ['wrong-kind'], reason: 'no-other-room' };

/** The clinic, none of whose rooms is locked. */
let clinic: Catalogue;
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  clinic = ownNorth();
  clinic = withRoom('4A', { locked: undefined });
  board = await boardOnLedger(memoryLedger(), { catalogue: clinic });
});

/** The clinic with something else about one of its rooms. */
const withRoom = (id: string, change: { [K in keyof Room]?: Room[K] | undefined }): Catalogue => ({
  ...clinic,
  version: randomUUID(),
  sites: clinic.sites.map((site) => ({
    ...site,
    rooms: site.rooms.map((room) => (room.id === id ? ({ ...room, ...change } as Room) : room)),
  })),
});
const inForce = async (catalogue: Catalogue): Promise<void> => {
  const { ledger, clinic, now } = board.deps;
  const imported = await importCatalogue({ ledger, now: now() }, catalogue, {
    dryRun: false,
    removeRoomsInUse: false,
  });
  expect(imported.kind).toBe('imported');
  clinic.forget();
};

const visit = async (after = 0, eventTypeId?: number): Promise<string> => {
  const uid = randomUUID();
  const inputs = eventTypeId === undefined ? {} : { inputs: { eventTypeId } };
  await board.book(uid, { start: NINE + after * MINUTE, end: NINE + (after + 30) * MINUTE, ...inputs });
  return uid;
};
const act = (uid: string, body: object) => board.ask('POST', `/api/bookings/${uid}/actions`, { body });
const undo = (done: { body: { action: { id: string } } }, body = {}) =>
  board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body });
const look = async () => (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const bookingOf = async (uid: string) =>
  (await look()).bookings.find((each: { uid: string }) => each.uid === uid);
const kinds = async (): Promise<string[]> =>
  (await look()).attention.map(({ kind }: { kind: string }) => kind);

describe('a rule is overruled', () => {
  test('once the visit is said to break it: it is pinned there, with the rule, the reason and who said so', async () => {
    const uid = await visit();
    const { roomId } = await bookingOf(uid);
    const refused = await act(uid, { do: 'move-to', roomId: '4A' });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:room-refused', rejection: 'wrong-kind', breaks: ['wrong-kind'] },
    });
    const moved = await act(uid, { do: 'move-to', roomId: '4A', overrule: WRONG_KIND });
    expect(moved.status, moved.text).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({
      roomId: '4A',
      pinned: true,
      overruled: {
        rules: [{ rejection: 'wrong-kind' }],
        reason: 'no-other-room',
        by: 'loopback',
        at: toIso(board.deps.now()),
      },
    });
    const { changes } = (
      await board.ask('GET', `/api/trail?date=${MONDAY}&visit=${madeUpDigests.visit(uid)}`)
    ).body;
    expect(changes[0]).toMatchObject({
      what: 'moved',
      room: '4A',
      fromRoom: roomId,
      by: 'loopback',
      reason: 'overruled-by-staff',
    });
  });

  test('only where each rule that is broken is named', async () => {
    const uid = await visit(0, SURGERY);
    expect(await act(uid, { do: 'move-to', roomId: '1A', overrule: WRONG_KIND })).toMatchObject({
      status: 409,
      body: { rejection: 'lacks-equipment', breaks: ['lacks-equipment', 'wrong-kind'] },
    });
    const both = { ...WRONG_KIND, rules: ['wrong-kind', 'lacks-equipment'] };
    expect((await act(uid, { do: 'move-to', roomId: '1A', overrule: both })).status).toBe(200);
  });

  test('never by who is in the room, nor by a block, nor in a room that the clinic file locks', async () => {
    const [uid, laser] = [await visit(), await visit(0, LASER)];
    const all = { ...WRONG_KIND, rules: ['wrong-kind', 'occupied', 'blocked'] };
    expect(await act(uid, { do: 'move-to', roomId: '4A', overrule: all })).toMatchObject({
      status: 409,
      body: { rejection: 'occupied', heldBy: [laser] },
    });
    await board.cancel(laser);
    await board.ask('POST', '/api/rooms/4A/blocks', { body: { reason: 'fault', end: toIso(NINE + MINUTE) } });
    expect(await act(uid, { do: 'move-to', roomId: '4A', overrule: all })).toMatchObject({
      body: { rejection: 'blocked' },
    });
    await inForce(withRoom('3C', { locked: true }));
    const refused = await act(uid, { do: 'move-to', roomId: '3C', overrule: WRONG_KIND });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'room-locked' } });
    const { rooms } = (await board.ask('GET', `/api/bookings/${uid}/rooms`)).body;
    const choice = (id: string) => rooms.find((each: { room: string }) => each.room === id);
    expect([choice('3C'), choice('4A')].map(({ overrule }) => overrule)).toEqual([undefined, undefined]);
    expect((await look()).rooms.filter(({ locked }: { locked?: true }) => locked)).toMatchObject([
      { id: '3C' },
    ]);
  });

  test('by name or not at all: an unknown reason, an unknown rule or no rule is no request', async () => {
    const uid = await visit();
    const overrule = { rules: ['wrong-kind'], reason: 'because' };
    expect(await act(uid, { do: 'move-to', roomId: '4A', overrule })).toMatchObject({
      status: 400,
      body: { field: 'overrule.reason' },
    });
    expect(
      await act(uid, { do: 'move-to', roomId: '4A', overrule: { ...WRONG_KIND, rules: [] } }),
    ).toMatchObject({ status: 400, body: { field: 'overrule.rules' } });
    const unknown = { ...WRONG_KIND, rules: ['wrong-kind', 'wrong-colour'] };
    const refused = await act(uid, { do: 'move-to', roomId: '4A', overrule: unknown });
    expect(refused).toMatchObject({ status: 400, body: { field: 'overrule.rules.1' } });
    expect(refused.body.errors[0].message).toMatch(/"lacks-equipment".*"wrong-kind"/);
    expect((await bookingOf(uid)).roomId).not.toBe('4A');
  });
});

describe('staff overrule what does not suit the visit, with the room free all the same:', () => {
  /** Each change makes 3B one that will not do for a consultation of three people who need an accessible room. */
  test.each([
    ['not-accessible', { accessible: false }],
    ['too-small', { capacity: 2 }],
    ['practitioner-not-allowed', { practitioners: [4719] }],
    ['closed', { hours: {} }],
    [
      'kept-for-session',
      { sessions: [{ repeats: 'FREQ=DAILY', time: { from: '08:00', to: '12:00' }, practitioners: [4719] }] },
    ],
    ['wrong-kind', { kind: 'therapy' }],
    ['lacks-equipment', { equipment: [] }],
  ] as const)('%s', async (rule, change) => {
    clinic = {
      ...withRoom('3B', change),
      visitTypes: clinic.visitTypes.map((type) =>
        type.id === 'abdominal-scan'
          ? { ...type, people: 3, needs: { ...type.needs, accessible: true, kinds: ['consulting'] } }
          : type,
      ),
    };
    await inForce(clinic);
    const uid = await visit(0, SCAN);
    expect((await bookingOf(uid)).roomId).not.toBe('3B');
    const overrule = { rules: [rule], reason: 'no-other-room' };
    const moved = await act(uid, { do: 'move-to', roomId: '3B', overrule });
    expect(moved.status, moved.text).toBe(200);
    await board.replan();
    expect(await bookingOf(uid)).toMatchObject({
      roomId: '3B',
      overruled: { rules: [{ rejection: rule }] },
    });
    expect(await kinds()).toEqual([]);
  });
});

describe('what was overruled with knowledge', () => {
  const overruled = async (): Promise<string> => {
    const uid = await visit();
    const moved = await act(uid, { do: 'move-to', roomId: '4A', overrule: WRONG_KIND });
    expect(moved.status, moved.text).toBe(200);
    return uid;
  };

  test('is neither flagged nor moved when the catalogue changes elsewhere; what newly breaks is flagged', async () => {
    const uid = await overruled();
    await inForce(withRoom('4A', { turnaroundMinutes: 1 }));
    await board.replan();
    expect(await kinds()).toEqual([]);
    expect(await bookingOf(uid)).toMatchObject({ roomId: '4A' });
    await inForce(withRoom('4A', { practitioners: [4719] }));
    await board.replan();
    expect((await look()).attention).toMatchObject([
      { kind: 'room-unusable', booking: uid, reason: 'practitioner-not-allowed' },
    ]);
    expect(await bookingOf(uid)).toMatchObject({ roomId: '4A' });
  });

  test('is flagged when its room is locked', async () => {
    await overruled();
    await inForce(withRoom('4A', { locked: true }));
    expect(await kinds()).toEqual(['room-unusable']);
  });

  test('holds against someone who needs that very room, and goes with the pin', async () => {
    const uid = await overruled();
    const laser = await visit(0, LASER);
    await board.replan();
    expect(await bookingOf(uid)).toMatchObject({ roomId: '4A' });
    expect(await bookingOf(laser)).toMatchObject({ roomId: null });
    expect(await act(uid, { do: 'unpin' })).toMatchObject({
      status: 409,
      body: { question: { what: 'unpin' } },
    });
    const unpinned = await act(uid, { do: 'unpin', agreed: true });
    expect((await bookingOf(uid)).overruled).toBeUndefined();
    await undo(unpinned);
    expect(await bookingOf(uid)).toMatchObject({ pinned: true, overruled: { reason: 'no-other-room' } });
    await act(uid, { do: 'unpin', agreed: true });
    await board.replan();
    expect(await bookingOf(laser)).toMatchObject({ roomId: '4A' });
    expect((await bookingOf(uid)).roomId).not.toBe('4A');
  });

  test('was said of these times: at others the visit is placed like any other', async () => {
    const uid = await overruled();
    await board.book(uid, { start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE, createdAt: NINE });
    const moved = await bookingOf(uid);
    expect(moved.roomId).not.toBe('4A');
    expect(moved).toMatchObject({ pinned: false });
    expect(moved.overruled).toBeUndefined();
  });

  test('is what the invariants let stand, and nothing else', async () => {
    const uid = await overruled();
    const now = await ledgerContent(board.deps.ledger, board.site, [MONDAY], [uid]);
    expect(rulesBroken(now, clinic)).toEqual([]);
    const unsaid = now.bookings.map((each) => ({
      ...each,
      ...(each.overruled ? { overruled: { ...each.overruled, rules: [] } } : {}),
    }));
    expect(rulesBroken({ ...now, bookings: unsaid }, clinic)).toHaveLength(1);
  });
});

describe('taken back', () => {
  test('the visit has its room again, pinned or not as it was', async () => {
    const uid = await visit();
    const { roomId } = await bookingOf(uid);
    const moved = await act(uid, { do: 'move-to', roomId: '4A', overrule: WRONG_KIND });
    expect((await undo(moved)).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ roomId, pinned: false });
    expect((await bookingOf(uid)).overruled).toBeUndefined();
  });

  test('a move out of a room against the rules puts it back there, with what was said', async () => {
    const uid = await visit();
    await act(uid, { do: 'move-to', roomId: '4A', overrule: WRONG_KIND });
    const away = await act(uid, { do: 'move-to', roomId: '1A', pin: false });
    expect(away.status, away.text).toBe(200);
    expect((await undo(away)).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({
      roomId: '4A',
      pinned: true,
      overruled: { rules: [{ rejection: 'wrong-kind' }], by: 'loopback' },
    });
  });

  test('a visit that waited waits again, and is planned like anyone who does', async () => {
    const [first, waits] = [await visit(0, LASER), await visit(0, LASER)];
    expect(await bookingOf(waits)).toMatchObject({ roomId: null });
    const { rooms } = (await board.ask('GET', `/api/bookings/${waits}/rooms`)).body;
    const free = rooms.find(({ overrule }: { overrule?: unknown[] }) => overrule !== undefined);
    const rules = free.overrule.map(({ rejection }: { rejection: string }) => rejection);
    const moved = await act(waits, {
      do: 'move-to',
      roomId: free.room,
      overrule: { rules, reason: 'equipment-brought' },
    });
    expect(moved.status, moved.text).toBe(200);
    expect(await kinds()).toEqual([]);
    expect((await undo(moved)).status).toBe(200);
    expect(await bookingOf(waits)).toMatchObject({ roomId: null });
    expect(await kinds()).toEqual(['waiting']);
    await board.cancel(first);
    await board.replan();
    expect(await bookingOf(waits)).toMatchObject({ roomId: '4A', pinned: false });
  });
});

test('an exchange out of rooms against the rules, told by now, is asked about before it is taken back there', async () => {
  const overrule = async (uid: string, room: string) => {
    const { rooms } = (await board.ask('GET', `/api/bookings/${uid}/rooms`)).body;
    const { overrule: against } = rooms.find((each: { room: string }) => each.room === room);
    const rules = against.map(({ rejection }: { rejection: string }) => rejection);
    const moved = await act(uid, { do: 'move-to', roomId: room, overrule: { ...WRONG_KIND, rules } });
    expect(moved.status, moved.text).toBe(200);
  };
  const uid = await visit(60);
  await overrule(uid, '4A');
  const laser = await visit(60, LASER);
  await overrule(laser, '1A');
  const swapped = await act(uid, { do: 'swap-with', uid: laser, agreed: true });
  expect(swapped.status, swapped.text).toBe(200);
  for (const each of [uid, laser]) await board.tell(each);
  const refused = await undo(swapped);
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
  const { answer } = (await board.ask('POST', '/api/what-ifs', { body: refused.body.question })).body;
  expect(answer).toMatchObject({ notifications: 2, waiting: [] });
  expect(answer).not.toHaveProperty('impossible');
  expect((await undo(swapped, { agreed: true })).status).toBe(200);
  expect(await bookingOf(uid)).toMatchObject({ roomId: '4A', overruled: { reason: 'no-other-room' } });
  expect(await bookingOf(laser)).toMatchObject({ roomId: '1A', overruled: { reason: 'no-other-room' } });
});

test('before a rule is overruled one sees who moves: this visit alone, told or not, or who stands there', async () => {
  const [uid, laser] = [await visit(), await visit(60, LASER)];
  const { roomId } = await bookingOf(uid);
  const ask = async (booking: string, overrule?: true) =>
    (await board.ask('POST', '/api/what-ifs', { body: { what: 'move-to', booking, room: '4A', overrule } }))
      .body.answer;
  expect(await ask(uid)).toMatchObject({ impossible: true });
  expect(await ask(uid, true)).toMatchObject({
    affected: [{ uid, from: roomId, to: '4A', told: false }],
    notifications: 0,
  });
  const late = await visit(60);
  expect(await ask(late, true)).toMatchObject({ impossible: true, affected: [] });
  expect(await bookingOf(laser)).toMatchObject({ roomId: '4A' });
});
