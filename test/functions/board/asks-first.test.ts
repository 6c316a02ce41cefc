import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../../bin/simulation/digests.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();

let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
});

const recheck = async (): Promise<Answered['body']> =>
  (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const roomOf = async (uid: string): Promise<string | null> =>
  (await recheck()).bookings.find((each: { uid: string }) => each.uid === uid)?.roomId;
const act = (uid: string, body: object) => board.ask('POST', `/api/bookings/${uid}/actions`, { body });
const block = (room: string, body: object) => board.ask('POST', `/api/rooms/${room}/blocks`, { body });
const undo = (done: Answered, body = {}) =>
  board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body });
const ask = async (question: object) => (await board.ask('POST', '/api/what-ifs', { body: question })).body;

/** A consultation so many minutes after nine, in that room. */
const visitIn = async (room: string | undefined, after: number, minutes = 30): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { start: NINE + after * MINUTE, end: NINE + (after + minutes) * MINUTE });
  if (room !== undefined && (await roomOf(uid)) !== room)
    expect((await act(uid, { do: 'move-to', roomId: room })).status).toBe(200);
  return uid;
};
const tell = (uid: string): Promise<void> => board.tell(uid);

/** Two visits in one room, the second when the first one’s turnaround is over; it is 9:20. */
const backToBack = async () => {
  const first = await visitIn(undefined, 0);
  const room = (await roomOf(first)) ?? '';
  const next = await visitIn(room, 35);
  await tell(next);
  board.at(NINE + 20 * MINUTE);
  board.woken.length = 0;
  return { first, next, room };
};

describe('a visit that runs late into the next one', () => {
  test('is first asked about: who would move, when, from where to where, with how many mails', async () => {
    const { first, next, room } = await backToBack();
    const refused = await act(first, { do: 'running-late', minutes: 15 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: 'urn:room-board:asks-first',
        field: 'agreed',
        question: { what: 'running-late', booking: first, minutes: 15, site: board.site },
      },
    });
    expect(board.woken).toEqual([]);
    const { answer } = await ask(refused.body.question);
    expect(answer).toMatchObject({
      notifications: 1,
      affected: [{ uid: next, start: toIso(NINE + 35 * MINUTE), from: room, told: true }],
    });
    expect(await act(first, { do: 'running-late', minutes: 15, agreed: true })).toMatchObject({
      status: 200,
    });
    await board.replan();
    expect(await roomOf(next)).toBe(answer.affected[0].to);
  });

  test('is asked about where only its turnaround reaches the next one, and not where nothing does', async () => {
    const first = await visitIn(undefined, 0);
    const room = (await roomOf(first)) ?? '';
    await visitIn(room, 45);
    board.at(NINE + 20 * MINUTE);
    // Until 9:40, and five minutes of turnaround.
    expect((await act(first, { do: 'running-late', minutes: 10 })).status).toBe(200);
    expect(await act(first, { do: 'running-late', minutes: 1 })).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:asks-first' },
    });
  });

  test('leaves no one moved when it is taken back before anyone was told', async () => {
    const { first, next, room } = await backToBack();
    const late = await act(first, { do: 'running-late', minutes: 15, agreed: true });
    await board.replan();
    const other = await roomOf(next);
    expect(other).not.toBe(room);
    const undone = await undo(late);
    const moved = { uid: next, start: toIso(NINE + 35 * MINUTE), home: room, room: other };
    expect(undone).toMatchObject({ status: 200, body: { restored: [moved], stayed: [] } });
    expect(await roomOf(next)).toBe(room);
    await board.replan();
    expect(await roomOf(next)).toBe(room);
    expect((await undo(late)).body).toMatchObject({ restored: [moved], stayed: [] });
    const { changes } = (
      await board.ask('GET', `/api/trail?date=${MONDAY}&visit=${madeUpDigests.visit(next)}`)
    ).body;
    expect(changes[0]).toMatchObject({
      what: 'moved',
      room,
      fromRoom: other,
      reason: 'put-back',
      by: 'loopback',
    });
  });

  test('taken back after someone was told names them, and leaves them where they have been told to go', async () => {
    const { first, next, room } = await backToBack();
    const late = await act(first, { do: 'running-late', minutes: 15, agreed: true });
    await board.replan();
    const other = await roomOf(next);
    await tell(next);
    expect((await undo(late)).body).toMatchObject({
      restored: [],
      stayed: [{ uid: next, home: room, room: other }],
    });
    expect(await roomOf(next)).toBe(other);
    expect((await ask({ what: 'move-to', booking: next, room })).answer).toMatchObject({ notifications: 1 });
  });

  test('taken back leaves alone who someone has moved or pinned meanwhile, and who it did not move', async () => {
    const { first, next, room } = await backToBack();
    const elsewhere = await visitIn('3B', 180);
    const late = await act(first, { do: 'running-late', minutes: 15, agreed: true });
    await board.replan();
    const fault = await block('3B', { reason: 'fault', start: toIso(NINE + 170 * MINUTE), agreed: true });
    expect(fault.status).toBe(201);
    await board.replan();
    const other = await roomOf(next);
    const third = ['1A', '1B', '3B'].find((each) => each !== room && each !== other) ?? '';
    expect((await act(next, { do: 'move-to', roomId: third })).status).toBe(200);
    expect((await undo(late)).body).toMatchObject({ restored: [], stayed: [] });
    expect(await roomOf(next)).toBe(third);
    expect(await roomOf(elsewhere)).not.toBe('3B');
  });
});

describe('a block', () => {
  test('under a visit is first asked about; of an empty room, or of one being made ready, it is made at once', async () => {
    const uid = await visitIn(undefined, 0);
    const room = (await roomOf(uid)) ?? '';
    const wanted = { reason: 'cleaning', end: toIso(NINE + 120 * MINUTE) };
    const refused = await block(room, wanted);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:asks-first', question: { what: 'block', room, end: wanted.end } },
    });
    expect((await ask(refused.body.question)).answer.affected).toMatchObject([{ uid, from: room }]);
    expect((await block(room === '1A' ? '1B' : '1A', wanted)).status).toBe(201);
    board.at(NINE + 31 * MINUTE);
    expect((await block(room, wanted)).status).toBe(201);
  });

  test('of a part asks about a visit in the room that it is part of', async () => {
    const content = ownNorth();
    const [site, ...sites] = content.sites;
    const [first] = site?.rooms ?? [];
    if (site === undefined || first === undefined) throw new Error('the demo clinic has no room');
    const hall = { ...first, id: 'hall', parts: ['1A', '1B'] };
    const combined = { ...content, sites: [{ ...site, rooms: [...site.rooms, hall] }, ...sites] };
    board = await boardOnLedger(given().ledger, { catalogue: combined });
    await visitIn('hall', 0);
    expect(await block('1B', { reason: 'fault', end: toIso(NINE + 60 * MINUTE) })).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:asks-first' },
    });
  });

  test('that is taken back puts back who it moved and no one has told', async () => {
    const [told, untold] = [await visitIn('1A', 0), await visitIn('1A', 60)];
    const made = await block('1A', { reason: 'fault', end: toIso(NINE + 120 * MINUTE), agreed: true });
    await board.replan();
    const other = await roomOf(told);
    await tell(told);
    expect((await undo(made)).body).toMatchObject({
      restored: [{ uid: untold, home: '1A' }],
      stayed: [{ uid: told, home: '1A', room: other }],
    });
    expect([await roomOf(told), await roomOf(untold)]).toEqual([other, '1A']);
  });

  test('that moved two round, each into the other’s way, puts both back', async () => {
    // Anyone who had to leave pushes on who was there.
    const rooms = [await visitIn(undefined, 0), await visitIn(undefined, 0), await visitIn(undefined, 0)];
    const before = await Promise.all(rooms.map(roomOf));
    const made = await block(before[0] ?? '', {
      reason: 'fault',
      end: toIso(NINE + 60 * MINUTE),
      agreed: true,
    });
    await board.replan();
    expect(await Promise.all(rooms.map(roomOf))).not.toEqual(before);
    expect((await undo(made)).body.stayed).toEqual([]);
    expect(await Promise.all(rooms.map(roomOf))).toEqual(before);
  });

  test('that was lifted is not put back over anyone who has got the room since, unless that is agreed', async () => {
    const made = await block('1B', { reason: 'fault', end: toIso(NINE + 120 * MINUTE) });
    const lifted = await board.ask('DELETE', `/api/rooms/1B/blocks/${made.body.id}`);
    const uid = await visitIn('1B', 0);
    const refused = await undo(lifted);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:asks-first', question: { what: 'block', room: '1B' } },
    });
    expect((await undo(lifted, { agreed: true })).status).toBe(200);
    await board.replan();
    expect(await roomOf(uid)).not.toBe('1B');
  });
});

test('a move that has been told is taken back only where its second mail is agreed to', async () => {
  const uid = await visitIn('1A', 0);
  const moved = await act(uid, { do: 'move-to', roomId: '1B' });
  await tell(uid);
  expect(await undo(moved)).toMatchObject({
    status: 409,
    body: {
      type: 'urn:room-board:asks-first',
      question: { what: 'move-to', booking: uid, room: '1A' },
    },
  });
  expect(await roomOf(uid)).toBe('1B');
  expect((await undo(moved, { agreed: true })).status).toBe(200);
  expect(await roomOf(uid)).toBe('1A');
  // Asked again after it was done, it is as it was answered.
  expect(await undo(moved)).toMatchObject({ status: 200, body: { action: { repeated: true } } });
});

test('the end of a late visit cannot be taken back over anyone who has got the time it ran over', async () => {
  const first = await visitIn('1A', 0);
  board.at(NINE + 20 * MINUTE);
  await act(first, { do: 'running-late', minutes: 30 });
  board.at(NINE + 32 * MINUTE);
  const done = await act(first, { do: 'finished-early' });
  await visitIn('1A', 45, 20);
  expect(await undo(done)).toMatchObject({ status: 409, body: { reason: 'room-given-away' } });
});
