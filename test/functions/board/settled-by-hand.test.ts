import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE, ownNorth } from '../../support/board-on-ledger.ts';

const DAY = 24 * 60 * MINUTE;

let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(memoryLedger(), { catalogue: ownNorth() });
});

/** A laser treatment at nine: there is one room for them. */
const laser = async (): Promise<string> => {
  const uid = randomUUID();
  await board.book(uid, { start: NINE, end: NINE + 30 * MINUTE, inputs: { eventTypeId: 3003 } });
  return uid;
};
const act = (uid: string, body: object) => board.ask('POST', `/api/bookings/${uid}/actions`, { body });
const recheck = async () => (await board.ask('GET', `/api/board?date=${MONDAY}`)).body;
const roomOf = async (uid: string) =>
  (await recheck()).bookings.find((each: { uid: string }) => each.uid === uid)?.roomId;

test('a visit arranged by hand needs no attention and gets no room that becomes free, until that is taken back', async () => {
  const [first, waits] = [await laser(), await laser()];
  expect((await recheck()).attention).toMatchObject([
    {
      kind: 'waiting',
      booking: waits,
      resolve: ['move-to', 'arranged-by-hand', 'told-in-person', 'arrived'],
    },
  ]);
  const arranged = await act(waits, { do: 'arranged-by-hand' });
  expect(arranged.status, arranged.text).toBe(200);
  expect((await recheck()).attention).toEqual([]);
  expect(await act(waits, { do: 'arranged-by-hand' })).toMatchObject({ status: 409 });
  await board.cancel(first);
  await board.replan();
  expect(await roomOf(waits)).toBeNull();
  await board.ask('POST', `/api/actions/${arranged.body.action.id}/undo`, { body: {} });
  await board.replan();
  expect(await roomOf(waits)).toBe('4A');
  expect(await act(waits, { do: 'arranged-by-hand' })).toMatchObject({
    status: 409,
    body: { reason: 'has-a-room' },
  });
});

test('a visit of several days that is arranged by hand is so on each of them, and on each no more once taken back', async () => {
  const waits = randomUUID();
  await board.book(waits, { start: NINE, end: NINE + 3 * DAY, inputs: { eventTypeId: 3003 } });
  const dates = [0, 1, 2, 3].map((days) => new Date(NINE + days * DAY).toISOString().slice(0, 10));
  const said = async () => {
    const days = await Promise.all(dates.map((date) => board.deps.ledger.readDay(board.site, date)));
    return days.flatMap(({ waiting }) => waiting.map(({ arrangedByHand = false }) => arrangedByHand));
  };
  expect(await said()).toEqual([false, false, false]);
  const arranged = await act(waits, { do: 'arranged-by-hand' });
  expect(await said()).toEqual([true, true, true]);
  await board.ask('POST', `/api/actions/${arranged.body.action.id}/undo`, { body: {} });
  expect(await said()).toEqual([false, false, false]);
});

test('a visit whose patient was told that there is no room needs no attention, and still gets one that becomes free', async () => {
  const [first, waits] = [await laser(), await laser()];
  expect((await act(waits, { do: 'told-in-person' })).status).toBe(200);
  expect((await recheck()).attention).toEqual([]);
  await board.cancel(first);
  await board.replan();
  expect(await roomOf(waits)).toBe('4A');
});

test('anyone who may see several sites is told which, and sees them on the board of each', async () => {
  const content = ownNorth();
  const sites = content.sites.flatMap((site) => [
    site,
    { ...site, id: `${site.id}-south`, name: 'Clinic South', credential: `${site.id}-south` },
  ]);
  board = await boardOnLedger(memoryLedger(), { catalogue: { ...content, sites } });
  const named = sites.map(({ id, name }) => ({ id, name }));
  expect(await board.ask('GET', '/api/board')).toMatchObject({
    status: 400,
    body: { type: 'urn:room-board:which-site', field: 'site', sites: named },
  });
  expect(await board.ask('GET', '/api/board?site=nowhere')).toMatchObject({
    status: 404,
    body: { type: 'urn:room-board:not-found', field: 'site', sites: named },
  });
  const one = await board.ask('GET', `/api/board?site=${named[1]?.id}`);
  expect(one.body).toMatchObject({ siteName: 'Clinic South', sites: named });
});

describe('what was said of a visit that waits holds while it is the same visit:', () => {
  const said = async (press: string): Promise<string> => {
    await laser();
    const waits = await laser();
    expect((await act(waits, { do: press })).status).toBe(200);
    expect((await recheck()).attention).toEqual([]);
    return waits;
  };
  const LATER = { start: NINE + 10 * MINUTE, end: NINE + 40 * MINUTE };
  const SAME = { start: NINE, end: NINE + 30 * MINUTE };

  const type = { inputs: { eventTypeId: 3003 } };
  test.each([
    ['arranged-by-hand', 'at another time', { ...LATER, ...type }],
    ['told-in-person', 'at another time', { ...LATER, ...type }],
    ['told-in-person', 'known by more', { ...SAME, inputs: { eventTypeId: 3003, eventTypeSlug: 'laser' } }],
  ])('%s, then %s, it is there again', async (press, _what, fact) => {
    const waits = await said(press);
    await board.book(waits, { ...fact, createdAt: NINE });
    expect((await recheck()).attention).toMatchObject([{ kind: 'waiting', booking: waits }]);
  });

  test('told in person is taken back, and the item is there again', async () => {
    await laser();
    const waits = await laser();
    const told = await act(waits, { do: 'told-in-person' });
    expect(told.body.action.undoable).toBe(true);
    await board.ask('POST', `/api/actions/${told.body.action.id}/undo`, { body: {} });
    expect((await recheck()).attention).toMatchObject([{ kind: 'waiting', booking: waits }]);
  });
});
