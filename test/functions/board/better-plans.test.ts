import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { type Answered, boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';
import { withAnyLedger } from '../../support/with-ledger.ts';

const given = withAnyLedger();
let board: Awaited<ReturnType<typeof boardOnLedger>>;
let uid: string;
let home: string;
/** A visit whose patient knows of its room was moved out of it, and before anyone is told the room can be used again. */
beforeEach(async () => {
  board = await boardOnLedger(given().ledger, { catalogue: ownNorth() });
  uid = randomUUID();
  const start = NINE + 180 * MINUTE;
  await board.book(uid, { start, end: start + 30 * MINUTE });
  await board.tell(uid);
  home = await roomNow();
  board.at(NINE - 50 * MINUTE);
  const path = `/api/rooms/${home}/blocks`;
  const fault = { reason: 'fault', end: toIso(NINE + 240 * MINUTE), agreed: true };
  const { id } = (await board.ask('POST', path, { body: fault })).body;
  await board.replan();
  expect(await roomNow()).not.toBe(home);
  await board.ask('DELETE', `${path}/${id}`);
  await board.replan();
});

const view = async () => (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const roomNow = async (): Promise<string> =>
  (await view()).bookings.find((each: { uid: string }) => each.uid === uid).roomId;
const shown = async () =>
  (await view()).attention.find((each: { kind: string }) => each.kind === 'better-plan')?.better;
const take = async (plan: string, agreed = true): Promise<Answered> =>
  board.ask('POST', '/api/better-plans', { body: { date: MONDAY, plan, agreed } });

describe('a better plan', () => {
  test('is shown with by how much it is better, and changes nothing by being there', async () => {
    const away = await roomNow();
    expect(await board.seek()).toBe('offered');
    expect(await shown()).toEqual({ id: expect.any(String), fewerTold: 1, fewerWaiting: 0 });
    expect([await roomNow(), board.woken]).toEqual([away, []]);
  });

  test('says who it moves and who hears of it before it is taken, and is carried out then', async () => {
    await board.seek();
    const [away, { id }] = [await roomNow(), await shown()];
    const refused = await take(id, false);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:room-board:asks-first' } });
    const asked = await board.ask('POST', '/api/what-ifs', { body: refused.body.question });
    expect(asked.body).toMatchObject({
      state: 'proved',
      answer: {
        affected: [{ uid, from: away, to: home, told: false }],
        silent: [uid],
        notifications: 0,
        waiting: [],
      },
    });
    expect(await take(id)).toMatchObject({ status: 202, body: { plan: id, action: { undoable: false } } });
    expect(await shown()).toBeUndefined();
    await board.replan();
    expect(await roomNow()).toBe(home);
    const { changes } = (await board.ask('GET', `/api/trail?date=${MONDAY}`)).body;
    expect(changes.map(({ what }: { what: string }) => what)).toContain('improved');
  });

  test('is gone when someone has been told whose room it changes', async () => {
    await board.seek();
    const { id } = await shown();
    board.at(NINE - 49 * MINUTE);
    await board.tell(uid);
    expect(await shown()).toBeUndefined();
    expect((await take(id)).status).toBe(404);
  });

  test('is gone when the day has changed', async () => {
    await board.seek();
    const { id } = await shown();
    await board.book(randomUUID());
    expect(await shown()).toBeUndefined();
    expect((await take(id)).status).toBe(404);
  });

  test('is gone when its time is up', async () => {
    await board.seek();
    const { id } = await shown();
    board.at(NINE - 45 * MINUTE);
    expect(await shown()).toBeUndefined();
    expect((await take(id)).status).toBe(404);
  });

  test('that was taken is left where it was if someone is told before it is carried out', async () => {
    await board.seek();
    const away = await roomNow();
    await take((await shown()).id);
    board.at(NINE - 49 * MINUTE);
    await board.tell(uid);
    await board.replan();
    expect(await roomNow()).toBe(away);
  });

  test('is gone when staff have told someone of the room that it takes them out of', async () => {
    await board.seek();
    const { id } = await shown();
    const path = `/api/bookings/${uid}/actions`;
    expect((await board.ask('POST', path, { body: { do: 'told-in-person' } })).status).toBe(200);
    expect(await shown()).toBeUndefined();
    expect((await take(id)).status).toBe(404);
  });

  test('that was taken is carried out though the day was put off meanwhile', async () => {
    await board.seek();
    await take((await shown()).id);
    await board.putOff();
    board.at(NINE - 48 * MINUTE);
    await board.replan();
    expect(await roomNow()).toBe(home);
  });

  test('that was taken is not carried out once it is too late for it', async () => {
    await board.seek();
    const away = await roomNow();
    await take((await shown()).id);
    board.at(NINE - 43 * MINUTE);
    await board.replan();
    expect(await roomNow()).toBe(away);
  });

  test('that was taken is not replaced by another search before it is carried out', async () => {
    await board.seek();
    await take((await shown()).id);
    expect(await board.seek()).toBe('changed');
    await board.replan();
    expect(await roomNow()).toBe(home);
  });

  test('is not counted on where the publisher may have come to them by then', async () => {
    expect(await board.seek(15_000)).toBe('none');
    expect(await shown()).toBeUndefined();
  });
});
