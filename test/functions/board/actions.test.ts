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
const roomOf = async (id: string) => (await recheck()).rooms.find((room: { id: string }) => room.id === id);
const bookingOf = async (uid: string) =>
  (await recheck()).bookings.find((each: { uid: string }) => each.uid === uid);
const act = (uid: string, body: object, headers = {}) =>
  board.ask('POST', `/api/bookings/${uid}/actions`, { body, headers });
const undo = (done: Answered) => board.ask('POST', `/api/actions/${done.body.action.id}/undo`, { body: {} });

/** A consultation at so many minutes after nine, half an hour long, and the room it got. */
const visit = async (
  after = 0,
  minutes = 30,
  eventTypeId = 3002,
): Promise<{ uid: string; roomId: string }> => {
  const uid = randomUUID();
  const outcome = await board.book(uid, {
    start: NINE + after * MINUTE,
    end: NINE + (after + minutes) * MINUTE,
    inputs: { eventTypeId },
  });
  return { uid, roomId: 'roomId' in outcome ? outcome.roomId : '' };
};

/** Two visits back to back in one room: turnaround included, the next one begins when the room is ready. */
const backToBack = async () => {
  const first = await visit(0);
  const { uid } = await visit(35);
  const now = await bookingOf(uid);
  if (now.roomId !== first.roomId) {
    const moved = await act(uid, { do: 'move-to', roomId: first.roomId });
    expect(moved.status, moved.text).toBe(200);
  }
  board.woken.length = 0;
  return { first, next: uid };
};

describe('a visit', () => {
  test('that started is in the room from then on, and taken back it is not', async () => {
    const { uid, roomId } = await visit();
    board.at(NINE - 10 * MINUTE);
    const started = await act(uid, { do: 'started' });
    expect(started.status).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({
      state: 'in-use',
      phase: 'visit',
      from: toIso(NINE - 10 * MINUTE),
    });
    expect(await bookingOf(uid)).toMatchObject({ state: 'in-use', startedAt: toIso(NINE - 10 * MINUTE) });
    expect(await act(uid, { do: 'started' })).toMatchObject({
      status: 409,
      body: { reason: 'already-started' },
    });
    expect((await undo(started)).status).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({ state: 'assigned' });
    expect((await undo(started)).body.action.repeated).toBe(true);
  });

  test('finished early leaves the room after its turnaround, to someone who waits', async () => {
    const laser = 3003; // ten minutes of setup, fifteen of turnaround, one room
    const { uid, roomId } = await visit(60, 60, laser);
    const waits = (await visit(120, 30, laser)).uid;
    expect((await bookingOf(waits)).state).toBe('waiting');
    board.at(NINE + 90 * MINUTE);
    board.woken.length = 0;
    const done = await act(uid, { do: 'finished-early' });
    expect(done.status, done.text).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({
      state: 'in-use',
      phase: 'turnaround',
      readyAt: toIso(NINE + 105 * MINUTE),
    });
    await board.replan();
    expect(await bookingOf(waits)).toMatchObject({ state: 'assigned', roomId: '4A' });
    // Now the room's rest belongs to someone else: it cannot be taken back.
    expect(await undo(done)).toMatchObject({ status: 409, body: { reason: 'room-given-away' } });
  });

  test('running late keeps the room, and the next visit is moved out of its way', async () => {
    const { first, next } = await backToBack();
    board.at(NINE + 25 * MINUTE);
    const late = await act(first.uid, { do: 'running-late', minutes: 10, agreed: true });
    expect(late.status, late.text).toBe(200);
    expect(await roomOf(first.roomId)).toMatchObject({
      state: 'in-use',
      until: toIso(NINE + 40 * MINUTE),
      readyAt: toIso(NINE + 45 * MINUTE),
    });
    await board.replan();
    expect((await bookingOf(first.uid)).roomId).toBe(first.roomId);
    const moved = await bookingOf(next);
    expect(moved.roomId).not.toBe(first.roomId);
    expect(moved.state).toBe('assigned');
    expect(await bookingOf(first.uid)).toMatchObject({ overrunMinutes: 10, end: toIso(NINE + 30 * MINUTE) });
  });

  test('running late is taken back, and later added up', async () => {
    const { uid, roomId } = await visit();
    board.at(NINE + 20 * MINUTE);
    const five = await act(uid, { do: 'running-late', minutes: 5 });
    const ten = await act(uid, { do: 'running-late', minutes: 10 });
    expect((await roomOf(roomId)).until).toBe(toIso(NINE + 45 * MINUTE));
    expect((await undo(ten)).status).toBe(200);
    expect((await roomOf(roomId)).until).toBe(toIso(NINE + 35 * MINUTE));
    // The later one has been taken back, so the booking is not as the earlier one left it? It is: same minutes.
    expect((await undo(five)).status).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({ until: toIso(NINE + 30 * MINUTE), blocks: [] });
  });

  test('late and then finished gives the room back', async () => {
    const { uid, roomId } = await visit();
    board.at(NINE + 20 * MINUTE);
    await act(uid, { do: 'running-late', minutes: 15 });
    board.at(NINE + 33 * MINUTE);
    expect((await act(uid, { do: 'finished-early' })).status).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({ phase: 'turnaround', readyAt: toIso(NINE + 38 * MINUTE) });
    board.at(NINE + 34 * MINUTE);
    const clean = await board.ask('POST', `/api/rooms/${roomId}/actions`, { body: { do: 'cleaning-done' } });
    expect(clean.status, clean.text).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({ state: 'free', blocks: [] });
    expect(
      await board.ask('POST', `/api/rooms/${roomId}/actions`, { body: { do: 'cleaning-done' } }),
    ).toMatchObject({
      status: 409,
      body: { reason: 'not-being-cleaned' },
    });
  });

  test('that runs late and is cancelled leaves its room to someone who waits', async () => {
    const laser = 3003;
    const { uid, roomId } = await visit(0, 60, laser);
    board.at(NINE + 50 * MINUTE);
    await act(uid, { do: 'running-late', minutes: 120 });
    const waits = (await visit(120, 30, laser)).uid;
    await board.replan();
    expect((await bookingOf(waits)).state).toBe('waiting');
    await board.cancel(uid);
    expect(await roomOf(roomId)).toMatchObject({ state: 'free', blocks: [] });
    await board.replan();
    expect(await bookingOf(waits)).toMatchObject({ state: 'assigned', roomId });
  });

  test('that runs late and is moved leaves nothing behind in its old room', async () => {
    const { uid, roomId } = await visit();
    board.at(NINE + 20 * MINUTE);
    await act(uid, { do: 'running-late', minutes: 15 });
    expect((await roomOf(roomId)).blocks).toMatchObject([{ reason: 'overrun', booking: uid }]);
    const moved = await act(uid, { do: 'move-to', roomId: roomId === '1B' ? '1A' : '1B' });
    expect(moved.status, moved.text).toBe(200);
    expect(await roomOf(roomId)).toMatchObject({ state: 'free', blocks: [] });
  });

  test('is pinned, and let go', async () => {
    const { uid } = await visit();
    const pinned = await act(uid, { do: 'pin' });
    expect(await bookingOf(uid)).toMatchObject({ pinned: true });
    expect(
      (await given().ledger.readDay(board.site, MONDAY)).roomDays.flatMap((each) =>
        Object.values(each.occupancies),
      ),
    ).toMatchObject([{ uid, pinned: true }]);
    expect(await act(uid, { do: 'pin' })).toMatchObject({ status: 409, body: { reason: 'pinned-already' } });
    await undo(pinned);
    expect(await bookingOf(uid)).toMatchObject({ pinned: false });
  });

  test('is moved to a room that staff name, unless a rule speaks against it, and moved back', async () => {
    const { uid, roomId } = await visit();
    const other = roomId === '1B' ? '3B' : '1B';
    const moved = await act(uid, { do: 'move-to', roomId: other });
    expect(await bookingOf(uid)).toMatchObject({ roomId: other });
    expect(await act(uid, { do: 'move-to', roomId: '4A' })).toMatchObject({
      status: 409,
      body: { rejection: 'wrong-kind', room: '4A', booking: uid },
    });
    const neighbour = await visit();
    expect(await act(neighbour.uid, { do: 'move-to', roomId: other })).toMatchObject({
      status: 409,
      body: { rejection: 'occupied', heldBy: [uid] },
    });
    expect(await act(uid, { do: 'move-to', roomId: '9Z' })).toMatchObject({
      status: 404,
      body: { field: 'roomId' },
    });
    expect((await undo(moved)).status).toBe(neighbour.roomId === roomId ? 409 : 200);
  });

  test('swaps its room with another, both or neither', async () => {
    const [a, b] = [await visit(), await visit()];
    const swapped = await act(a.uid, { do: 'swap-with', uid: b.uid, agreed: true });
    expect(swapped.status, swapped.text).toBe(200);
    expect([(await bookingOf(a.uid)).roomId, (await bookingOf(b.uid)).roomId]).toEqual([b.roomId, a.roomId]);
    expect((await undo(swapped)).status).toBe(200);
    expect([(await bookingOf(a.uid)).roomId, (await bookingOf(b.uid)).roomId]).toEqual([a.roomId, b.roomId]);
    const scan = await visit(0, 30, 3001);
    expect(await act(a.uid, { do: 'swap-with', uid: scan.uid })).toMatchObject({ status: 409 });
    // Which of the two there is not, is said.
    for (const [field, uid, other] of [
      ['uid', a.uid, 'no-such'],
      ['booking', 'no-such', a.uid],
    ])
      expect(await act(uid ?? '', { do: 'swap-with', uid: other })).toMatchObject({
        status: 404,
        body: { field },
      });
    expect((await bookingOf(scan.uid)).roomId).toBe(scan.roomId);
  });
});

describe('of two people', () => {
  test('acting on what they both saw, the second is told what the first changed', async () => {
    const { uid, roomId } = await visit();
    const { etag } = await bookingOf(uid);
    const seen = { 'if-match': `"${etag}"` };
    const other = roomId === '1B' ? '3B' : '1B';
    expect((await act(uid, { do: 'move-to', roomId: other }, seen)).status).toBe(200);
    const second = await act(uid, { do: 'pin' }, seen);
    expect(second).toMatchObject({
      status: 412,
      body: {
        current: { uid, roomId: other },
        changes: [{ what: 'moved', fromRoom: roomId, room: other, by: 'loopback' }, { what: 'assigned' }],
      },
    });
    expect(await bookingOf(uid)).toMatchObject({ pinned: false });
  });

  test('acting at once, one wins and the other is told', async () => {
    const { uid } = await visit();
    const seen = { 'if-match': `"${(await bookingOf(uid)).etag}"` };
    const answers = await Promise.all([act(uid, { do: 'pin' }, seen), act(uid, { do: 'pin' }, seen)]);
    expect(answers.map((each) => each.status).sort()).toEqual([200, 412]);
  });

  test('one who presses twice acts once', async () => {
    const { uid } = await visit();
    board.at(NINE + 10 * MINUTE);
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => act(uid, { do: 'running-late', minutes: 5 }, key)));
    expect(answers.map((each) => each.status)).toEqual([200, 200, 200]);
    expect((await bookingOf(uid)).overrunMinutes).toBe(5);
  });
});

test.each([
  [{ do: 'vanish' }, 'do'],
  [{}, 'do'],
  [{ do: 'running-late' }, 'minutes'],
  [{ do: 'running-late', minutes: -5 }, 'minutes'],
  [{ do: 'running-late', minutes: 'ten' }, 'minutes'],
  [{ do: 'move-to' }, 'roomId'],
  [{ do: 'pin', note: 'x' }, 'note'],
])('%j is no action, and the field is named', async (body, field) => {
  expect(await act('any', body)).toMatchObject({ status: 400, body: { field } });
});

test('no one acts on a booking that is not there, is gone, or is another site’s', async () => {
  const { uid } = await visit();
  expect(await act('no-one', { do: 'pin' })).toMatchObject({ status: 404, body: { field: 'booking' } });
  await board.cancel(uid);
  expect(await act(uid, { do: 'pin' })).toMatchObject({ status: 404 });
  expect(await board.ask('POST', '/api/actions/nothing/undo', { body: {} })).toMatchObject({
    status: 404,
    body: { field: 'action' },
  });
});

test('the trail tells what happened to a room, newest first, by who, and names a visit by its code alone', async () => {
  const { uid, roomId } = await visit();
  board.at(NINE - 30 * MINUTE);
  await act(uid, { do: 'pin' });
  const url = `/api/trail?date=${MONDAY}`;
  const answer = await board.ask('GET', `${url}&room=${roomId}`);
  const whole = answer.body.changes;
  const code = madeUpDigests.visit(uid);
  expect(whole).toMatchObject([
    { what: 'pinned', visit: code, room: roomId, by: 'loopback', at: toIso(NINE - 30 * MINUTE) },
    { what: 'assigned', by: 'webhook' },
  ]);
  expect(answer.text).not.toContain(uid);
  expect((await board.ask('GET', `${url}&visit=${code}`)).body.changes).toEqual(whole);
  expect((await board.ask('GET', `${url}&visit=${madeUpDigests.visit('other')}`)).body.changes).toEqual([]);
  expect(await board.ask('GET', `${url}&room=9Z`)).toMatchObject({ status: 404, body: { field: 'room' } });
});

test('the trail of a day is shown for as many days after it as the deployment says, though it may stand longer', async () => {
  await visit();
  const changes = async () => (await board.ask('GET', `/api/trail?date=${MONDAY}`)).body.changes.length;
  board.at(NINE + 89 * 24 * 60 * MINUTE);
  expect(await changes()).toBeGreaterThan(0);
  board.at(NINE + 90 * 24 * 60 * MINUTE);
  expect(await changes()).toBe(0);
});
