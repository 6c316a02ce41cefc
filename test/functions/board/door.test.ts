import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AccessMode } from '../../../shared/access/access.ts';
import type { Caller } from '../../../shared/access/caller.ts';
import { IssuerUnavailable } from '../../../shared/access/issuer-metadata.ts';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { type Answered, boardOnLedger, NINE } from '../../support/board-on-ledger.ts';

/** An issuer whose tokens name one of these callers. */
const CALLERS: Readonly<Record<string, Caller>> = {
  staff: { subject: 's1', role: 'staff' },
  door: { subject: 'd1', role: 'door', floors: [], rooms: ['1A'] },
  kiosk: { subject: 'k1', role: 'kiosk', floors: ['1'] },
  annexe: { subject: 'k2', role: 'kiosk', floors: ['2'], buildings: ['Annexe'] },
};
const access: AccessMode = {
  kind: 'oidc',
  issuer: 'https://issuer.example',
  audience: 'a',
  metadata: async () => {
    throw new IssuerUnavailable({ cause: 'no one should ask' });
  },
  verify: async (token) => ({
    kind: 'caller',
    caller: CALLERS[token] ?? expect.fail('there is no such one'),
  }),
};

let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(memoryLedger(), { access });
  board.at(NINE);
});

const as = (who: string, method: string, url: string, body?: object, key?: string): Promise<Answered> =>
  board.ask(method, url, {
    ...(body && { body }),
    headers: { authorization: `Bearer ${who}`, ...(key && { 'idempotency-key': key }) },
  });
const sign = async (room: string, who = 'door'): Promise<Answered['body']> =>
  (await as(who, 'GET', `/api/board?door=${room}`)).body.rooms?.[0];
const atDoor = (body: object, room = '1A', who = 'door', key?: string): Promise<Answered> =>
  as(who, 'POST', `/api/rooms/${room}/door`, body, key);

/** A consultation in 1A, so many minutes after nine. */
const visitIn1A = async (after: number, minutes = 30): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { start: NINE + after * MINUTE, end: NINE + (after + minutes) * MINUTE });
  const moved = await as('staff', 'POST', `/api/bookings/${uid}/actions`, {
    do: 'move-to',
    roomId: '1A',
    agreed: true,
  });
  expect(moved.status, moved.text).toBe(200);
  return uid;
};

describe('a door', () => {
  test('shows until when its room is free and when the next ones come, and nothing of whose that is', async () => {
    const uid = await visitIn1A(60);
    const { body, text } = await as('door', 'GET', '/api/board?door=1A');
    expect(body.rooms).toHaveLength(1);
    expect(body.rooms[0]).toMatchObject({
      id: '1A',
      sign: {
        freeUntil: toIso(NINE + 60 * MINUTE),
        next: { what: 'visit', start: toIso(NINE + 60 * MINUTE), end: toIso(NINE + 90 * MINUTE) },
        acts: ['use-now'],
      },
    });
    expect(text).not.toContain(uid);
    expect(body).toMatchObject({ bookings: [], waiting: [], owed: [], attention: [] });
    expect(body).not.toHaveProperty('visitCodes');
    expect(body).not.toHaveProperty('names');
  });

  test('shows no more to anyone else who looks at it', async () => {
    const uid = await visitIn1A(60);
    const { text, body } = await as('staff', 'GET', '/api/board?door=1a');
    expect(body.rooms.map(({ id }: { id: string }) => id)).toEqual(['1A']);
    expect(text).not.toContain(uid);
  });

  test('shows a block that is to come, and that the room closes', async () => {
    expect((await sign('1A')).sign).toEqual({ freeUntil: toIso(NINE + 10 * 60 * MINUTE), acts: ['use-now'] });
    const start = toIso(NINE + 30 * MINUTE);
    await as('staff', 'POST', '/api/rooms/1A/blocks', { reason: 'cleaning', start });
    expect((await sign('1A')).sign).toEqual({
      freeUntil: start,
      next: { what: 'blocked', start },
      acts: ['use-now'],
    });
  });

  test('takes its free room for anyone who stands there, who may have it longer, and leave it', async () => {
    expect((await atDoor({ do: 'use-now', minutes: 30 })).status).toBe(200);
    const end = toIso(NINE + 30 * MINUTE);
    expect(await sign('1A')).toMatchObject({
      state: 'in-use',
      until: end,
      sign: { acts: ['extend', 'leave'] },
    });
    expect(await atDoor({ do: 'extend', minutes: 15, until: end })).toMatchObject({ status: 200 });
    // What it runs over is no block that comes next.
    const late = await sign('1A');
    expect(late).toMatchObject({ until: toIso(NINE + 45 * MINUTE) });
    expect(late.sign).not.toHaveProperty('next');
    board.at(NINE + 10 * MINUTE);
    expect((await atDoor({ do: 'leave' })).status).toBe(200);
    expect(await sign('1A')).toMatchObject({ phase: 'turnaround', sign: { acts: [] } });
  });

  test('does once what is asked twice under one id', async () => {
    await visitIn1A(0);
    board.at(NINE + 5 * MINUTE);
    const until = toIso(NINE + 30 * MINUTE);
    for (const repeated of [false, true])
      expect(await atDoor({ do: 'extend', minutes: 10, until }, '1A', 'door', 'pressed-twice')).toMatchObject(
        {
          status: 200,
          body: { action: { repeated, undoable: false } },
        },
      );
    expect(await sign('1A')).toMatchObject({ until: toIso(NINE + 40 * MINUTE) });
  });

  test('takes no room that is taken, and says by which rule, not by whose visit', async () => {
    const uid = await visitIn1A(0);
    board.at(NINE + 5 * MINUTE);
    const refused = await atDoor({ do: 'use-now', minutes: 10 });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:room-board:room-refused', rejection: 'occupied' },
    });
    expect(refused.text).not.toContain(uid);
  });

  test('asks first, naming no visit, where someone else would have to make way', async () => {
    const [sits, next] = [await visitIn1A(0), await visitIn1A(35)];
    board.at(NINE + 20 * MINUTE);
    const refused = await atDoor({ do: 'extend', minutes: 15 });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: 'urn:room-board:asks-first',
        question: {
          what: 'block',
          room: '1A',
          start: toIso(NINE + 35 * MINUTE),
          end: toIso(NINE + 50 * MINUTE),
        },
      },
    });
    for (const uid of [sits, next]) expect(refused.text).not.toContain(uid);
    expect(await sign('1A')).toMatchObject({ until: toIso(NINE + 30 * MINUTE) });
    expect((await atDoor({ do: 'extend', minutes: 15, agreed: true })).status).toBe(200);
    expect(await sign('1A')).toMatchObject({ until: toIso(NINE + 45 * MINUTE) });
  });

  test('lets no one leave for a patient, stay in an empty room, or mean who has gone meanwhile', async () => {
    const refusal = { status: 409, body: { type: 'urn:room-board:not-now', reason: 'not-in-this-room' } };
    expect(await atDoor({ do: 'extend', minutes: 10 })).toMatchObject(refusal);
    await visitIn1A(0);
    board.at(NINE + 5 * MINUTE);
    expect((await sign('1A')).sign.acts).toEqual(['extend']);
    expect(await atDoor({ do: 'leave' })).toMatchObject(refusal);
    expect(await atDoor({ do: 'extend', minutes: 10, until: toIso(NINE + 25 * MINUTE) })).toMatchObject(
      refusal,
    );
    expect(await sign('1A')).toMatchObject({ state: 'in-use', until: toIso(NINE + 30 * MINUTE) });
  });

  test('is of its own room: another’s it neither shows nor takes, and it says which there are', async () => {
    expect(await as('door', 'GET', '/api/board?door=2A')).toMatchObject({
      status: 404,
      body: { type: 'urn:room-board:no-such-door', rooms: ['1A'] },
    });
    for (const room of ['2A', 'none'])
      expect(await atDoor({ do: 'use-now', minutes: 5 }, room)).toMatchObject({
        status: 403,
        body: { type: 'urn:room-board:room', field: 'room' },
      });
    expect(await atDoor({ do: 'use-now', minutes: 5 }, 'none', 'staff')).toMatchObject({ status: 404 });
  });

  test('that is a kiosk’s shows its room, and takes it for no one', async () => {
    expect(await sign('1A', 'kiosk')).toMatchObject({ state: 'free', sign: { acts: [] } });
    expect(await atDoor({ do: 'use-now', minutes: 5 }, '1A', 'kiosk')).toMatchObject({ status: 403 });
  });

  test.each([
    ['minutes', { do: 'use-now' }],
    ['minutes', { do: 'use-now', minutes: 0 }],
    ['minutes', { do: 'extend', minutes: 500 }],
    ['do', { do: 'block', minutes: 5 }],
    ['until', { do: 'leave', until: 'soon' }],
  ])('names %s where %o will not do', async (field, body) => {
    expect(await atDoor(body)).toMatchObject({ status: 400, body: { field } });
  });
});

describe('a screen', () => {
  test('for a floor of a building is shown that one, and not its namesake elsewhere', async () => {
    const seen = async (who: string) => (await as(who, 'GET', '/api/board')).body.rooms.length;
    expect(await seen('kiosk')).toBeGreaterThan(0);
    expect(await seen('annexe')).toBe(0);
  });
});
