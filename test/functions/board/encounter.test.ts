import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../../shared/domain/catalogue.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
const open = async (policy: Partial<Policy> = {}) => {
  const north = ownNorth();
  const sites = north.sites.map((site) => ({ ...site, policy: { ...site.policy, ...policy } }));
  board = await boardOnLedger(given().ledger, { catalogue: { ...north, sites } });
};
beforeEach(() => open());

const look = async (): Promise<Answered['body']> =>
  (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const bookingOf = async (uid: string) =>
  (await look()).bookings.find((each: { uid: string }) => each.uid === uid);
const roomOf = async (id: string) => (await look()).rooms.find((room: { id: string }) => room.id === id);
const act = (uid: string, body: object, headers = {}) =>
  board.ask('POST', `/api/bookings/${uid}/actions`, { body, headers });
const undo = (done: Answered, body = {}) =>
  board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body });
const historyOf = async (uid: string): Promise<readonly { what: string; by: string }[]> => {
  const code = (await look()).visitCodes[uid];
  return (await board.ask('GET', `/api/trail?date=${MONDAY}&visit=${code}`)).body.changes;
};

const visit = async (eventTypeId = 3002): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { inputs: { eventTypeId } });
  return uid;
};

const STEPS = [
  ['arrived', 'arrived'],
  ['in-room', 'in-room'],
  ['started', 'in-progress'],
  ['finished-early', 'finished'],
] as const;

describe('the steps of a visit', () => {
  test('are said one by one, each with its time, and stand in the history with who said them', async () => {
    const uid = await visit();
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'planned' });
    for (const [index, [said, encounter]] of STEPS.entries()) {
      const now = NINE + (index - 1) * 5 * MINUTE;
      board.at(now);
      const done = await act(uid, { do: said });
      expect(done.status, done.text).toBe(200);
      expect(await bookingOf(uid)).toMatchObject({ encounter, encounterSince: toIso(now) });
    }
    const history = (await historyOf(uid)).filter(({ what }) => what !== 'assigned');
    expect(new Set(history.map(({ what }) => what))).toEqual(
      new Set(['arrived', 'in-room', 'started', 'ended']),
    );
    expect(history.every(({ by }) => by === 'loopback')).toBe(true);
  });

  test.each(STEPS.map(([said], index) => [said, index] as const))(
    'are taken back one by one: %s',
    async (said, index) => {
      const uid = await visit();
      for (const [before] of STEPS.slice(0, index)) {
        board.at(NINE + 2 * MINUTE);
        await act(uid, { do: before });
      }
      const { encounter, encounterSince, roomId, to } = await bookingOf(uid);
      board.at(NINE + 10 * MINUTE);
      const done = await act(uid, { do: said });
      expect((await bookingOf(uid)).encounter).not.toBe(encounter);
      expect((await undo(done)).status).toBe(200);
      const after = await bookingOf(uid);
      expect(after).toMatchObject({ encounter, roomId, to });
      expect(after.encounterSince).toBe(encounterSince);
    },
  );

  test('may be left out: who is taken straight to the practitioner has arrived and begun at once', async () => {
    const uid = await visit();
    board.at(NINE);
    await act(uid, { do: 'started' });
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'in-progress', encounterSince: toIso(NINE) });
    expect(await act(uid, { do: 'arrived' })).toMatchObject({
      status: 409,
      body: { reason: 'already-started' },
    });
    expect(await act(uid, { do: 'no-show' })).toMatchObject({
      status: 409,
      body: { reason: 'already-arrived' },
    });
  });

  test('are each said once, not hours before the visit, and not after it', async () => {
    const uid = await visit();
    board.at(NINE - 121 * MINUTE);
    expect(await act(uid, { do: 'arrived' })).toMatchObject({ status: 409, body: { reason: 'not-yet' } });
    board.at(NINE - 20 * MINUTE);
    await act(uid, { do: 'arrived' });
    expect(await act(uid, { do: 'arrived' })).toMatchObject({
      status: 409,
      body: { reason: 'already-arrived' },
    });
    await act(uid, { do: 'in-room' });
    expect(await act(uid, { do: 'in-room' })).toMatchObject({
      status: 409,
      body: { reason: 'already-in-room' },
    });
    board.at(NINE);
    await act(uid, { do: 'finished-early' });
    expect(await act(uid, { do: 'started' })).toMatchObject({
      status: 409,
      body: { reason: 'already-finished' },
    });
  });

  test('say when they are long, by what the clinic finds long', async () => {
    await open({ arrivedLimitMinutes: 20 });
    const uid = await visit();
    board.at(NINE - 10 * MINUTE);
    await act(uid, { do: 'arrived' });
    expect(await bookingOf(uid)).toMatchObject({ encounterLimit: toIso(NINE + 10 * MINUTE) });
    board.at(NINE);
    await act(uid, { do: 'in-room' });
    expect(await bookingOf(uid)).toMatchObject({ encounterLimit: toIso(NINE + 15 * MINUTE) });
    await act(uid, { do: 'started' });
    expect(await bookingOf(uid)).not.toHaveProperty('encounterLimit');
  });

  test('show the room in use from when the patient is in it', async () => {
    const uid = await visit();
    const { roomId } = await bookingOf(uid);
    board.at(NINE - 20 * MINUTE);
    await act(uid, { do: 'arrived' });
    expect(await roomOf(roomId)).toMatchObject({ state: 'assigned' });
    await act(uid, { do: 'in-room' });
    expect(await roomOf(roomId)).toMatchObject({ state: 'in-use', phase: 'visit' });
  });
});

test('a visit that is over before its room was to be held gives the room back whole', async () => {
  const laser = 3003; // one room
  const uid = await visit(laser);
  board.at(NINE - 60 * MINUTE);
  await act(uid, { do: 'started' });
  board.at(NINE - 50 * MINUTE);
  expect((await act(uid, { do: 'finished-early' })).status).toBe(200);
  const { roomId, from, to } = await bookingOf(uid);
  expect(to).toBe(from);
  const later = await visit(laser);
  expect(await bookingOf(later)).toMatchObject({ roomId, state: 'assigned' });
});

describe('a patient who does not come', () => {
  test('is asked about after a while, and the room is let go by no one but staff', async () => {
    await open({ noShowMinutes: 10 });
    const [here, missing] = [await visit(), await visit()];
    board.at(NINE);
    await act(here, { do: 'arrived' });
    board.at(NINE + 9 * MINUTE);
    expect((await look()).attention).toEqual([]);
    board.at(NINE + 10 * MINUTE);
    expect((await look()).attention).toMatchObject([
      { kind: 'no-show', booking: missing, resolve: ['arrived', 'no-show'] },
    ]);
    const { roomId, to } = await bookingOf(missing);
    board.at(NINE + 25 * MINUTE);
    await board.replan();
    expect(await bookingOf(missing)).toMatchObject({ roomId, to });
  });

  test('leaves the room to anyone who waits for it, and taken back in time has it again', async () => {
    const laser = 3003; // one room, with setup and turnaround
    const uid = await visit(laser);
    const { roomId } = await bookingOf(uid);
    board.at(NINE);
    expect(await act(uid, { do: 'no-show' })).toMatchObject({ status: 409, body: { reason: 'not-yet' } });
    board.at(NINE + 15 * MINUTE);
    const done = await act(uid, { do: 'no-show' });
    expect(done.status, done.text).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'noshow', state: 'done' });
    // No one was in it: it needs no cleaning.
    expect(await roomOf(roomId)).toMatchObject({ state: 'free' });
    expect((await historyOf(uid)).map(({ what }) => what)).toContain('no-show');
    expect((await undo(done)).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'planned', state: 'in-use', roomId });
  });

  test('and comes after all has the room again, as long as it is no one else’s', async () => {
    const uid = await visit();
    const { roomId, to } = await bookingOf(uid);
    board.at(NINE + 10 * MINUTE);
    await act(uid, { do: 'no-show' });
    board.at(NINE + 20 * MINUTE);
    const back = await act(uid, { do: 'arrived' });
    expect(back.status, back.text).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'arrived', state: 'in-use', roomId, to });
    expect((await undo(back)).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'noshow', state: 'done' });
    await board.ask('POST', '/api/walk-ins', { body: { room: roomId, minutes: 20 } });
    expect(await act(uid, { do: 'in-room' })).toMatchObject({
      status: 409,
      body: { reason: 'room-given-away' },
    });
    const { rooms } = (await board.ask('GET', `/api/bookings/${uid}/rooms`)).body;
    const free = rooms.find((each: { room: string; refusal?: object }) => each.refusal === undefined);
    expect((await act(uid, { do: 'move-to', roomId: free.room, agreed: true })).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ encounter: 'planned', roomId: free.room });
  });
});

describe('a patient who comes after all, and whose portable unit is someone else’s by then', () => {
  const inputs = { eventTypeId: 3002, answered: { tags: ['portable-ecg'], unreadable: false } };
  const withEcg = async (start = NINE): Promise<string> => {
    const uid = randomUUID();
    await board.book(uid, { inputs, start, end: start + 30 * MINUTE });
    return uid;
  };
  const unitOf = async (uid: string): Promise<string | undefined> => {
    const { ledger } = given();
    const record = await ledger.readBooking(uid);
    const [unit] = record?.placement.kind === 'roomed' ? record.placement.claims.slice(1) : [];
    const { roomDays } = await ledger.readDay(record?.siteId ?? '', MONDAY);
    const holding = roomDays.filter(({ occupancies }) => occupancies[uid] !== undefined);
    expect(holding.map(({ roomId }) => roomId)).toContain(unit);
    expect(holding).toHaveLength(2);
    return unit;
  };
  /** Who comes next has that unit, in another room; `others` have theirs all the while. */
  const taken = async (others = 0): Promise<{ missing: string; own: string | undefined }> => {
    const missing = await withEcg();
    for (let other = 0; other < others; other += 1) await withEcg();
    const own = await unitOf(missing);
    board.at(NINE + 5 * MINUTE);
    await act(missing, { do: 'no-show' });
    const next = await withEcg(NINE + 10 * MINUTE);
    const { rooms } = (await board.ask('GET', `/api/bookings/${next}/rooms`)).body;
    const { roomId } = await bookingOf(missing);
    const free = rooms.find(
      (each: { room: string; refusal?: object }) => each.room !== roomId && !each.refusal,
    );
    await act(next, { do: 'move-to', roomId: free.room, agreed: true });
    expect(await unitOf(next)).toBe(own);
    board.at(NINE + 12 * MINUTE);
    return { missing, own };
  };

  test('has another one like it, as long as one is free', async () => {
    const { missing, own } = await taken();
    const back = await act(missing, { do: 'in-room' });
    expect(back.status, back.text).toBe(200);
    expect(['portable-ecg-1', 'portable-ecg-2'].filter((unit) => unit !== own)).toEqual([
      await unitOf(missing),
    ]);
    expect((await undo(back)).status).toBe(200);
    expect(await bookingOf(missing)).toMatchObject({ encounter: 'noshow' });
    expect(await unitOf(missing)).not.toBe(own);
  });

  test('hears that there is none, where all are in use', async () => {
    const { missing } = await taken(1);
    const refused = { status: 409, body: { reason: 'room-given-away' } };
    expect(await act(missing, { do: 'in-room' })).toMatchObject(refused);
  });
});

describe('a visit that waits for a room', () => {
  const LASER = 3003;
  /** There is one room for both of them. */
  const both = async (): Promise<{ seated: string; waits: string }> => {
    const [seated, waits] = [await visit(LASER), await visit(LASER)];
    expect((await bookingOf(waits)).roomId).toBeNull();
    board.at(NINE - 10 * MINUTE);
    return { seated, waits };
  };
  const resolvedBy = async (): Promise<readonly string[]> =>
    (await look()).attention.find(({ kind }: { kind: string }) => kind === 'waiting').resolve;

  test('can have its patient at the desk: said in one press, in the history, and taken back', async () => {
    const { waits } = await both();
    expect(await resolvedBy()).toContain('arrived');
    const done = await act(waits, { do: 'arrived' });
    expect(done.status, done.text).toBe(200);
    const since = { encounter: 'arrived', encounterSince: toIso(NINE - 10 * MINUTE) };
    expect(await bookingOf(waits)).toMatchObject({ roomId: null, state: 'waiting', ...since });
    expect(await resolvedBy()).not.toContain('arrived');
    expect((await historyOf(waits))[0]).toMatchObject({ what: 'arrived', by: 'loopback' });
    expect(await act(waits, { do: 'arrived' })).toMatchObject({
      status: 409,
      body: { reason: 'already-arrived' },
    });
    expect(await act(waits, { do: 'in-room' })).toMatchObject({
      status: 409,
      body: { reason: 'has-no-room' },
    });
    expect((await undo(done)).status).toBe(200);
    expect(await bookingOf(waits)).toMatchObject({ roomId: null, encounter: 'planned' });
  });

  test('has its patient here in the room, too, that a plan finds for it, and is left there', async () => {
    const { seated, waits } = await both();
    const arrived = await act(waits, { do: 'arrived' });
    // What Cal.com tells again says nothing of the patient.
    await board.book(waits, { inputs: { eventTypeId: LASER }, createdAt: NINE });
    await board.cancel(seated);
    await board.replan();
    const here = { roomId: '4A', encounter: 'arrived', encounterSince: toIso(NINE - 10 * MINUTE) };
    expect(await bookingOf(waits)).toMatchObject(here);
    expect((await undo(arrived)).status).toBe(412);
    await board.ask('POST', '/api/rooms/4A/blocks', {
      body: { reason: 'fault', end: toIso(NINE + 60 * MINUTE), agreed: true },
    });
    await board.replan();
    expect(await bookingOf(waits)).toMatchObject(here);
  });

  describe('and is a hold whose time is over', () => {
    /** It lapses five minutes before its visit. */
    const hold = async (): Promise<{ seated: string; waits: string }> => {
      const [seated, waits] = [await visit(LASER), randomUUID()];
      const holdMinutes = ownNorth().sites[0]?.policy.holdMinutes ?? expect.fail('there is no site');
      const createdAt = NINE - (5 + holdMinutes) * MINUTE;
      await board.book(waits, { status: 'tentative', createdAt, inputs: { eventTypeId: LASER } });
      expect((await bookingOf(waits)).roomId).toBeNull();
      board.at(NINE - 10 * MINUTE);
      return { seated, waits };
    };

    test('waits on while its patient is here, and has the room that becomes free', async () => {
      const { seated, waits } = await hold();
      expect((await act(waits, { do: 'arrived' })).status).toBe(200);
      board.at(NINE - 4 * MINUTE);
      expect(await bookingOf(waits)).toMatchObject({ roomId: null, encounter: 'arrived' });
      await board.cancel(seated);
      await board.replan();
      expect(await bookingOf(waits)).toMatchObject({ roomId: '4A', encounter: 'arrived' });
    });

    test('lapses once that is taken back', async () => {
      const { seated, waits } = await hold();
      const arrived = await act(waits, { do: 'arrived' });
      expect((await undo(arrived)).status).toBe(200);
      board.at(NINE - 4 * MINUTE);
      await board.cancel(seated);
      await board.replan();
      expect(await bookingOf(waits)).toBeUndefined();
    });
  });

  test('is here in the room that staff give it, and still when that is taken back; at another time it is not', async () => {
    const { seated, waits } = await both();
    await act(waits, { do: 'arrived' });
    const overrule = { rules: ['lacks-equipment', 'wrong-kind'], reason: 'emergency' };
    const moved = await act(waits, { do: 'move-to', roomId: '1A', overrule });
    expect(moved.status, moved.text).toBe(200);
    expect(await bookingOf(waits)).toMatchObject({ roomId: '1A', encounter: 'arrived' });
    expect((await undo(moved)).status).toBe(200);
    expect(await bookingOf(waits)).toMatchObject({ roomId: null, encounter: 'arrived' });
    const [start, end] = [NINE + 15 * MINUTE, NINE + 45 * MINUTE];
    await board.book(waits, { inputs: { eventTypeId: LASER }, start, end, createdAt: NINE });
    expect(await bookingOf(waits)).toMatchObject({ roomId: null, encounter: 'planned' });
    expect((await bookingOf(seated)).roomId).toBe('4A');
  });
});

describe('a visit whose patient is here', () => {
  /** What refuses each room that will not do. */
  const choicesOf = async (uid: string): Promise<Record<string, unknown>> => {
    const { rooms } = (await board.ask('GET', `/api/bookings/${uid}/rooms`)).body;
    return Object.fromEntries(
      rooms.flatMap(({ room, refusal }: { room: string; refusal?: unknown }) =>
        refusal === undefined ? [] : [[room, refusal]],
      ),
    );
  };

  test('takes along to another room how late it is, and back; not to one that is someone else’s by then', async () => {
    const uid = await visit();
    const { roomId: home } = await bookingOf(uid);
    board.at(NINE + 20 * MINUTE);
    await act(uid, { do: 'started' });
    await act(uid, { do: 'running-late', minutes: 30 });
    const { to } = await bookingOf(uid);
    const moved = await act(uid, { do: 'move-to', roomId: '1A', agreed: true });
    expect(moved.status, moved.text).toBe(200);
    const late = { encounter: 'in-progress', overrunMinutes: 30, to };
    expect(await bookingOf(uid)).toMatchObject({ ...late, roomId: '1A' });
    expect((await undo(moved)).status).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({ ...late, roomId: home });
    expect((await roomOf('1A')).blocks).toEqual([]);
    const later = randomUUID();
    await board.book(later, { start: NINE + 45 * MINUTE, end: NINE + 75 * MINUTE });
    await act(later, { do: 'move-to', roomId: '1A', agreed: true });
    expect(await bookingOf(later)).toMatchObject({ roomId: '1A' });
    expect(await act(uid, { do: 'move-to', roomId: '1A', agreed: true })).toMatchObject({
      status: 409,
      body: { rejection: 'occupied', heldBy: [later] },
    });
  });

  test('needs as long in any other room as it is late: its choices say so, and a preview names who is there by then', async () => {
    const uid = await visit();
    const { roomId: home } = await bookingOf(uid);
    const later = randomUUID();
    await board.book(later, { start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE });
    expect(await act(later, { do: 'move-to', roomId: '1A', agreed: true })).toMatchObject({ status: 200 });
    board.at(NINE + 20 * MINUTE);
    await act(uid, { do: 'started' });
    const before = await choicesOf(uid);
    expect(before['1A']).toBeUndefined();
    await act(uid, { do: 'running-late', minutes: 30 });
    expect(await choicesOf(uid)).toEqual({ ...before, '1A': { rejection: 'occupied', heldBy: [later] } });
    const question = { what: 'move-to', booking: uid, room: '1A' };
    const { answer } = (await board.ask('POST', '/api/what-ifs', { body: question })).body;
    expect(answer.affected).toMatchObject([
      { uid, from: home, to: '1A' },
      { uid: later, from: '1A' },
    ]);
  });

  test('exchanges its room with another that is as late: neither’s overrun is in the other’s way', async () => {
    const [a, b] = [await visit(), await visit()];
    const rooms = [(await bookingOf(a)).roomId, (await bookingOf(b)).roomId];
    board.at(NINE + 20 * MINUTE);
    for (const uid of [a, b]) await act(uid, { do: 'started' });
    for (const uid of [a, b]) await act(uid, { do: 'running-late', minutes: 30 });
    const question = { what: 'swap-with', booking: a, other: b };
    const { answer } = (await board.ask('POST', '/api/what-ifs', { body: question })).body;
    expect(answer.affected.map(({ to }: { to: string }) => to).sort()).toEqual([...rooms].sort());
    const swapped = await act(a, { do: 'swap-with', uid: b, agreed: true });
    expect(swapped.status, swapped.text).toBe(200);
    expect(await bookingOf(a)).toMatchObject({ roomId: rooms[1], overrunMinutes: 30 });
    expect(await bookingOf(b)).toMatchObject({ roomId: rooms[0], overrunMinutes: 30 });
  });

  test('stays in a room that will do no more, and staff are shown it; they move it, and it has still arrived', async () => {
    const uid = await visit();
    const { roomId } = await bookingOf(uid);
    board.at(NINE - 10 * MINUTE);
    await act(uid, { do: 'arrived' });
    await board.ask('POST', `/api/rooms/${roomId}/blocks`, { body: { reason: 'fault', agreed: true } });
    await board.replan();
    expect(await bookingOf(uid)).toMatchObject({ roomId });
    expect((await look()).attention).toMatchObject([
      { kind: 'room-unusable', booking: uid, room: roomId, reason: 'blocked', resolve: ['move-to'] },
    ]);
    const other = roomId === '1A' ? '1B' : '1A';
    const moved = await act(uid, { do: 'move-to', roomId: other });
    expect(moved.status, moved.text).toBe(200);
    expect(await bookingOf(uid)).toMatchObject({
      roomId: other,
      encounter: 'arrived',
      encounterSince: toIso(NINE - 10 * MINUTE),
    });
    expect((await look()).attention).toEqual([]);
  });

  test('and is not here after all: who is moved then out of a room that will do no more is seen first', async () => {
    const uid = await visit();
    const { roomId } = await bookingOf(uid);
    board.at(NINE - 60 * MINUTE);
    const arrived = await act(uid, { do: 'arrived' });
    await board.ask('POST', `/api/rooms/${roomId}/blocks`, { body: { reason: 'fault', agreed: true } });
    await board.replan();
    const question = { what: 'not-arrived', booking: uid };
    for (const refused of [await act(uid, { do: 'not-arrived' }), await undo(arrived)])
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first', question } });
    const { answer } = (await board.ask('POST', '/api/what-ifs', { body: question })).body;
    expect(answer.affected).toMatchObject([{ uid, from: roomId }]);
    expect((await undo(arrived, { agreed: true })).status).toBe(200);
    await board.replan();
    expect((await bookingOf(uid)).roomId).toBe(answer.affected[0].to);
  });
});
