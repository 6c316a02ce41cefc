import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpWords } from '../../../bin/simulation/digests.ts';
import { boardApi } from '../../../functions/board/board-api.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { Clinic } from '../../../shared/ledger/clinic.ts';
import {
  type Answered,
  answered,
  boardOnLedger,
  MONDAY,
  NINE,
  ownNorth,
  request,
} from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
let north: string;
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
  north = board.site;
});

const recheck = async (url = `/api/board?date=${MONDAY}`): Promise<Answered['body']> =>
  (await board.ask('GET', url)).body;
const roomOf = (view: Answered['body'], id: string) =>
  view.rooms.find((room: { id: string }) => room.id === id);
const bookingOf = (view: Answered['body'], uid: string) =>
  view.bookings.find((each: { uid: string }) => each.uid === uid);

describe('the board', () => {
  test('shows a room that is open around the clock for the date asked about, and no other', async () => {
    const always = { from: '00:00', to: '24:00' } as const;
    const hours = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [always]]),
    );
    const one = ownNorth();
    const sites = one.sites.map((site) => ({
      ...site,
      rooms: site.rooms.map((room) => ({ ...room, hours })),
    }));
    board = await boardOnLedger(given().ledger, { catalogue: { ...one, sites } });
    // Its neighbour is read along, for a visit over midnight.
    const start = Date.parse('2027-03-01T22:30:00Z');
    await board.book(randomUUID(), { start, end: start + 60 * MINUTE });
    for (const [date, from, to] of [
      [MONDAY, '2027-02-28T23:00:00.000Z', '2027-03-01T23:00:00.000Z'],
      ['2027-03-02', '2027-03-01T23:00:00.000Z', '2027-03-02T23:00:00.000Z'],
    ])
      expect(roomOf(await recheck(`/api/board?date=${date}`), '1A').open).toEqual([{ start: from, end: to }]);
  });

  test('shows the only site and today where no one says otherwise, every room free', async () => {
    const view = await recheck('/api/board');
    expect(view).toMatchObject({ site: north, date: MONDAY, bookings: [], waiting: [], owed: [] });
    expect(view.rooms.map((room: { id: string; state: string }) => `${room.id} ${room.state}`)).toEqual([
      '1A free',
      '1B free',
      '2A free',
      '3B free',
      '3C free',
      '4A free',
    ]);
  });

  test('says that it is open to this machine', async () => {
    expect((await board.ask('GET', '/api/board')).headers['x-board-access']).toBe('open-loopback');
  });

  test('follows a visit through its room: assigned, set up, in use, turned around, free', async () => {
    const uid = randomUUID();
    const scan = { inputs: { eventTypeId: 3001 } }; // five minutes of setup, ten of turnaround
    const { roomId } = (await board.book(uid, scan)) as { roomId: string };
    const states = [];
    for (const minutes of [-60, -5, 0, 29, 30, 39, 40]) {
      board.at(NINE + minutes * MINUTE);
      const room = roomOf(await recheck(), roomId);
      states.push([minutes, room.state, room.phase ?? '', room.until ?? room.from ?? ''].join(' '));
    }
    const from = toIso(NINE);
    const end = toIso(NINE + 30 * MINUTE);
    const ready = toIso(NINE + 40 * MINUTE);
    expect(states).toEqual([
      `-60 assigned  ${from}`,
      `-5 assigned setup ${from}`,
      `0 in-use visit ${end}`,
      `29 in-use visit ${end}`,
      `30 in-use turnaround ${ready}`,
      `39 in-use turnaround ${ready}`,
      '40 free  ',
    ]);
  });

  test('lists the bookings of the day with their rooms, and what Cal.com has not been told of them', async () => {
    const uid = randomUUID();
    const { roomId } = (await board.book(uid)) as { roomId: string };
    const view = await recheck();
    expect(bookingOf(view, uid)).toMatchObject({
      start: toIso(NINE),
      end: toIso(NINE + 30 * MINUTE),
      roomId,
      state: 'assigned',
      published: false,
      publication: 'pending',
      visitType: 'consultation',
    });
    expect(view.owed).toMatchObject([{ uid, roomId, publication: 'pending' }]);
    expect(bookingOf(await recheck('/api/board?date=2027-03-02'), uid)).toBeUndefined();
  });

  test('names for each room why it will not do for one who waits, and who is in the way', async () => {
    const laser = { inputs: { eventTypeId: 3003 } };
    const [first, second] = [randomUUID(), randomUUID()];
    await board.book(first, { ...laser, start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE });
    await board.book(second, { ...laser, start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE });
    const view = await recheck();
    expect(bookingOf(view, second)).toMatchObject({ roomId: null, state: 'waiting' });
    expect(view.waiting).toMatchObject([
      {
        uid: second,
        reasons: {
          '1A': { rejection: 'lacks-equipment', detail: 'laser' },
          '4A': { rejection: 'occupied', heldBy: [first] },
        },
      },
    ]);
  });

  test('answers 304 to anyone who has seen it, until something changes or the time of day shows another thing', async () => {
    await board.book(randomUUID());
    const { etag = '' } = (await board.ask('GET', '/api/board')).headers;
    const again = () => board.ask('GET', '/api/board', { headers: { 'if-none-match': etag } });
    expect(await again()).toMatchObject({
      status: 304,
      text: '',
      headers: { 'x-board-now': expect.stringMatching(/^2.*Z$/) },
    });
    board.at(NINE - 59 * MINUTE);
    expect(await again()).toMatchObject({ status: 304 });
    board.at(NINE);
    expect(await again()).toMatchObject({ status: 200 });
    board.at(NINE - 60 * MINUTE);
    await board.book(randomUUID());
    expect(await again()).toMatchObject({ status: 200 });
  });
});

describe('a block', () => {
  const block = (room: string, body: object, headers = {}) =>
    board.ask('POST', `/api/rooms/${room}/blocks`, { body, headers });

  test('turns the card, moves the visit behind it, and does not move it back when it is lifted', async () => {
    const uid = randomUUID();
    const { roomId } = (await board.book(uid)) as { roomId: string };
    board.woken.length = 0;
    const made = await block(roomId, { end: toIso(NINE + 120 * MINUTE), reason: 'cleaning', agreed: true });
    expect(made.status).toBe(201);
    expect(board.woken).toEqual([`${north} ${MONDAY}`]);
    expect(roomOf(await recheck(), roomId)).toMatchObject({
      state: 'blocked',
      reason: 'cleaning',
      until: toIso(NINE + 120 * MINUTE),
    });
    await board.replan();
    const moved = bookingOf(await recheck(), uid).roomId;
    expect(moved).not.toBe(roomId);
    expect(moved).not.toBeNull();

    const lifted = await board.ask('DELETE', `/api/rooms/${roomId}/blocks/${made.body.id}`);
    expect(lifted.status).toBe(200);
    await board.replan();
    const view = await recheck();
    expect(roomOf(view, roomId).state).toBe('free');
    expect(bookingOf(view, uid).roomId).toBe(moved);
    expect((await board.ask('DELETE', `/api/rooms/${roomId}/blocks/${made.body.id}`)).status).toBe(404);
  });

  test('without an end closes the room for every day that holds someone, and wakes no other', async () => {
    const later = NINE + 10 * 24 * 60 * MINUTE;
    const laser = { inputs: { eventTypeId: 3003 } };
    await board.book(randomUUID(), { ...laser, start: later + 60 * MINUTE, end: later + 90 * MINUTE });
    await board.book(randomUUID(), { start: later, end: later + 30 * MINUTE });
    board.woken.length = 0;
    const made = await block('4A', { reason: 'fault', agreed: true });
    expect(board.woken).toEqual([`${north} 2027-03-11`]);
    expect(roomOf(await recheck('/api/board'), '4A')).toMatchObject({ state: 'blocked', reason: 'fault' });
    expect(roomOf(await recheck('/api/board'), '4A').until).toBeUndefined();
    await board.replan();
    const view = await recheck('/api/board?date=2027-03-11');
    expect(view.waiting).toMatchObject([{ reasons: { '4A': { rejection: 'blocked' } } }]);
    // The room is given back: who waited gets it.
    await board.ask('DELETE', `/api/rooms/4A/blocks/${made.body.id}`);
    expect(board.woken).toEqual([`${north} 2027-03-11`]);
    await board.replan();
    expect((await recheck('/api/board?date=2027-03-11')).waiting).toEqual([]);
  });

  test('keeps newcomers out of a closed room', async () => {
    await board.book(randomUUID()); // the worker has read the rooms as they are
    await block('4A', { reason: 'fault' });
    const uid = randomUUID();
    const laser = { inputs: { eventTypeId: 3003 }, start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE };
    await board.book(uid, laser);
    // The worker has put it there by what it knew, found the room closed, and had the Day planned.
    expect(board.woken).toEqual([`${board.site} ${MONDAY}`]);
    await board.replan();
    expect(bookingOf(await recheck(), uid)).toMatchObject({ state: 'waiting' });
    expect((await board.book(randomUUID(), laser)).kind).toBe('waiting');
  });

  test('finds anyone who was assigned into the room while it was being closed', async () => {
    const { ledger } = given();
    let meanwhile: (() => Promise<unknown>) | undefined;
    const racing = {
      ...ledger,
      commit: async (writes: Parameters<typeof ledger.commit>[0]) => {
        const others = meanwhile;
        if (others !== undefined && writes.some((write) => write.kind === 'room')) {
          meanwhile = undefined;
          await others();
        }
        return ledger.commit(writes);
      },
    };
    board = await boardOnLedger(racing, { catalogue: ownNorth() });
    const uid = randomUUID();
    const laser = { inputs: { eventTypeId: 3003 }, start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE };
    meanwhile = () => board.book(uid, laser);
    await block('4A', { reason: 'fault' });
    expect(bookingOf(await recheck(), uid)).toMatchObject({ roomId: '4A' });
    expect(board.woken).toEqual([`${board.site} ${MONDAY}`]);
    await board.replan();
    expect(bookingOf(await recheck(), uid)).toMatchObject({ state: 'waiting' });
  });

  test('across midnight stands on both days', async () => {
    const made = await block('1A', {
      start: toIso(NINE + 13 * 60 * MINUTE),
      end: toIso(NINE + 20 * 60 * MINUTE),
      reason: 'maintenance',
    });
    for (const date of [MONDAY, '2027-03-02'])
      expect(roomOf(await recheck(`/api/board?date=${date}`), '1A').blocks).toMatchObject([
        { id: made.body.id },
      ]);
    await board.ask('DELETE', `/api/rooms/1A/blocks/${made.body.id}`);
    for (const date of [MONDAY, '2027-03-02'])
      expect(roomOf(await recheck(`/api/board?date=${date}`), '1A').blocks).toEqual([]);
  });

  test('sent twice under one id is one block; the id serves no other request', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await block('1B', { reason: 'cleaning' }, key);
    const second = await block('1B', { reason: 'cleaning' }, key);
    expect(second.body.id).toBe(first.body.id);
    expect([first.body.action.repeated, second.body.action.repeated]).toEqual([false, true]);
    expect(roomOf(await recheck(), '1B').blocks).toHaveLength(1);
    expect(await block('1A', { reason: 'cleaning' }, key)).toMatchObject({ status: 422 });
  });

  test('is refused where the room is not as its caller saw it', async () => {
    const { etag } = roomOf(await recheck(), '1B');
    const mine = { 'if-match': `"${etag}"` };
    expect((await block('1B', { reason: 'cleaning' }, mine)).status).toBe(201);
    const second = await block('1B', { reason: 'fault' }, mine);
    expect(second.status).toBe(412);
    expect(second.body.etag).toBe(roomOf(await recheck(), '1B').etag);
    expect(second.body.changes).toMatchObject([
      { what: 'blocked', room: '1B', by: 'loopback', reason: 'cleaning' },
    ]);
    expect(roomOf(await recheck(), '1B').blocks).toHaveLength(1);
  });

  test.each<[string, string, unknown, number, string]>([
    ['an unknown room', '9Z', { reason: 'fault' }, 404, 'room'],
    ['an unknown site', '1A', { reason: 'fault', site: 'south' }, 404, 'site'],
    ['no reason', '1A', {}, 400, 'reason'],
    ['a reason of one’s own', '1A', { reason: 'Mrs Miller fainted' }, 400, 'reason'],
    ['a start without its offset', '1A', { reason: 'fault', start: '2027-03-01T09:00:00' }, 400, 'start'],
    ['a start that is none', '1A', { reason: 'fault', start: 'nine' }, 400, 'start'],
    [
      'an end before its start',
      '1A',
      { reason: 'fault', start: toIso(NINE), end: toIso(NINE - 1) },
      400,
      'end',
    ],
    [
      'an end that is past',
      '1A',
      { reason: 'fault', start: toIso(NINE - 90 * MINUTE), end: toIso(NINE - 80 * MINUTE) },
      400,
      'end',
    ],
    ['a field no one knows', '1A', { reason: 'fault', patient: 'x' }, 400, 'patient'],
    ['a list', '1A', [], 400, 'body'],
    ['no JSON', '1A', '{"reason":', 400, 'body'],
  ])('with %s is refused, and the field is named', async (_what, room, body, status, field) => {
    const answer = await board.ask('POST', `/api/rooms/${room}/blocks`, { body });
    expect(answer).toMatchObject({ status, body: { status, field } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.text).not.toContain('Miller');
  });

  test('in a body of another kind is refused', async () => {
    const answer = await board.ask('POST', '/api/rooms/1A/blocks', {
      body: 'reason=fault',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer).toMatchObject({ status: 415, body: { field: 'content-type' } });
  });
});

test.each([
  ['GET', '/api/board?date=2027-02-30', 400, 'date'],
  ['GET', '/api/board?site=south', 404, 'site'],
  ['GET', '/api/nothing', 404, undefined],
  ['GET', '/api/rooms/%zz/blocks', 404, undefined],
  ['PUT', '/api/board', 405, undefined],
  ['GET', '/api/rooms/1A/blocks', 405, undefined],
])('%s %s is refused with %i', async (method, url, status, field) => {
  const answer = await board.ask(method, url);
  expect(answer.status).toBe(status);
  expect(answer.body.field).toBe(field);
  if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
});

test('a clinic no one has imported is said to be none', async () => {
  const { ledger } = given();
  const none = { ...ledger, readCatalogue: async () => undefined };
  const empty = await boardOnLedger(ledger);
  const deps = { ...empty.deps, ledger: none, clinic: new Clinic(none, () => NINE, madeUpWords) };
  const api = boardApi(
    deps,
    { kind: 'open-loopback' },
    {
      log: { warn: () => undefined, error: () => undefined },
      count: () => undefined,
    },
  );
  expect(answered(await api(request('GET', '/api/board')))).toMatchObject({
    status: 503,
    body: { type: 'urn:room-board:no-catalogue' },
  });
});
