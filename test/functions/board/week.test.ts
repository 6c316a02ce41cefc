import { expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import type { Ledger } from '../../../shared/domain/ledger.ts';
import { WHOLE_AFTER_MS } from '../../../shared/ledger/board-version.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

const DAY = 24 * 60 * MINUTE;

test('a week says of each room and day how much of its open time is booked or blocked, and who waits', async () => {
  const board = await boardOnLedger(memoryLedger());
  await board.book('a-visit', { start: NINE + DAY, end: NINE + DAY + 30 * MINUTE });
  // At three in the morning no room is open.
  const night = NINE + 2 * DAY - 360 * MINUTE;
  await board.book('waits', { start: night, end: night + 30 * MINUTE });
  const span = { start: toIso(NINE + 60 * MINUTE), end: toIso(NINE + 120 * MINUTE) };
  await board.ask('POST', '/api/rooms/4A/blocks', { body: { reason: 'fault', ...span } });
  const { status, body } = await board.ask('GET', '/api/week');
  expect({ status, from: body.from, to: body.to }).toEqual({ status: 200, from: MONDAY, to: '2027-03-07' });
  expect(body.days.map(({ waiting }: { waiting: number }) => waiting)).toEqual([0, 0, 1, 0, 0, 0, 0]);
  const used = body.rooms.filter(({ days }: { days: { visits: number }[] }) =>
    days.some(({ visits }) => visits > 0),
  );
  expect(used).toMatchObject([{ days: { 1: { booked: 30, visits: 1 } } }]);
  const blocked = body.rooms.find(({ id }: { id: string }) => id === '4A');
  expect(blocked).toMatchObject({ days: { 0: { blocked: 60, booked: 0, visits: 0 } } });
  expect(blocked.days[6].open).toBe(0);
});

test('a week that was looked at is read again only once something has changed there', async () => {
  const ledger = memoryLedger();
  let days = 0;
  const counted: Ledger = {
    ...ledger,
    readDay: (...of) => {
      days += 1;
      return ledger.readDay(...of);
    },
  };
  const board = await boardOnLedger(counted);
  const looks = async (headers = {}) => {
    days = 0;
    const { status, headers: answered } = await board.ask('GET', `/api/week?from=${MONDAY}`, { headers });
    return { status, days, etag: answered.etag ?? '' };
  };
  const { etag, days: first } = await looks();
  expect(first).toBe(7);
  // So long after a change not all of it need be in sight: what was read then is read once more.
  board.at(NINE);
  expect((await looks()).days).toBe(7);
  board.at(NINE + MINUTE);
  expect(await looks({ 'if-none-match': etag })).toEqual({ status: 304, days: 0, etag });
  await board.book('a-visit', { start: NINE + DAY, end: NINE + DAY + 30 * MINUTE });
  expect(await looks({ 'if-none-match': etag })).toMatchObject({ status: 200, days: 7 });
});

test('a week whose version was long in coming is read once more, as what was committed behind that may be missing', async () => {
  const ledger = memoryLedger();
  let days = 0;
  let arrives = (): void => undefined;
  const board = await boardOnLedger({
    ...ledger,
    readBoardVersion: async (of) => {
      arrives();
      return ledger.readBoardVersion(of);
    },
    readDay: (...of) => {
      days += 1;
      return ledger.readDay(...of);
    },
  });
  const readsAgain = async (): Promise<boolean> => {
    days = 0;
    await board.ask('GET', `/api/week?from=${MONDAY}`);
    return days > 0;
  };
  arrives = () => board.at(NINE);
  expect(await readsAgain()).toBe(true);
  arrives = () => undefined;
  expect(await readsAgain()).toBe(false);
  board.at(NINE + WHOLE_AFTER_MS);
  expect(await readsAgain()).toBe(true);
  board.at(NINE + MINUTE);
  expect(await readsAgain()).toBe(false);
});

test.each([
  ['from=monday', 400, 'from'],
  ['from=2027-02-30', 400, 'from'],
  ['site=nowhere', 404, 'site'],
])('a week is refused where %s, naming the field', async (query, status, field) => {
  const board = await boardOnLedger(memoryLedger());
  expect(await board.ask('GET', `/api/week?${query}`)).toMatchObject({
    status,
    body: { errors: [{ field }] },
  });
});
