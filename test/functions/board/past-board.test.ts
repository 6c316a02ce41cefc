import { expect, test } from 'vitest';
import { MINUTE, toIso } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

const TUESDAY = '2027-03-02';
const minute = (count: number): number => NINE + count * MINUTE;

test('the board as it stood has who was in which room and what was blocked, each by its visit code, and nothing to act by', async () => {
  const board = await boardOnLedger(memoryLedger());
  await board.book('a-visit', { start: minute(60), end: minute(90) });
  board.at(minute(10));
  const { body: now } = await board.ask('GET', '/api/board');
  board.at(minute(20));
  await board.cancel('a-visit');
  await board.ask('POST', '/api/rooms/4A/blocks', { body: { reason: 'fault', end: toIso(minute(50)) } });
  board.at(minute(30));
  const { status, body: past } = await board.ask('GET', `/api/board/past?at=${toIso(minute(10))}`);
  expect(status).toBe(200);
  expect(past.at).toBe(toIso(minute(10)));
  expect(past.visitCodes).toEqual(now.visitCodes);
  expect(past.bookings).toMatchObject([
    { uid: 'a-visit', roomId: now.bookings[0].roomId, state: 'assigned' },
  ]);
  expect(JSON.stringify(past)).not.toContain('etag');
  const later = (await board.ask('GET', `/api/board/past?at=${toIso(minute(20))}`)).body;
  expect(later.bookings).toEqual([]);
  expect(later.rooms.find(({ id }: { id: string }) => id === '4A')).toMatchObject({ state: 'blocked' });
});

test('a time of day is that of the date’s wall, and another date shows the plan that there was for it', async () => {
  const board = await boardOnLedger(memoryLedger());
  const start = minute(24 * 60);
  await board.book('tomorrow', { start, end: start + 30 * MINUTE });
  board.at(minute(10));
  await board.cancel('tomorrow');
  board.at(minute(20));
  const byWall = await board.ask('GET', `/api/board/past?date=${MONDAY}&at=09:05`);
  expect(byWall.body).toMatchObject({ at: toIso(minute(5)), date: MONDAY });
  const plan = await board.ask('GET', `/api/board/past?date=${TUESDAY}&at=${toIso(minute(5))}`);
  expect(plan.body.bookings).toMatchObject([{ uid: 'tomorrow' }]);
  expect(plan.body.rooms[0].state).toBeUndefined();
});

test('rooms and hours are those of the clinic file now, and it is said where that is another one since', async () => {
  const board = await boardOnLedger(memoryLedger());
  board.at(minute(10));
  const before = await board.ask('GET', `/api/board/past?at=${toIso(NINE - 90 * MINUTE)}`);
  expect(before.body.clinicFileSince).toBe(toIso(NINE - 60 * MINUTE));
  expect((await board.ask('GET', `/api/board/past?at=${toIso(NINE)}`)).body.clinicFileSince).toBeUndefined();
});

test('what an older release wrote no lines for is said to be unseen, and since when it is not', async () => {
  const ledger = memoryLedger();
  const board = await boardOnLedger(ledger);
  const line = {
    siteId: 'north',
    date: MONDAY,
    id: 'old',
    at: NINE,
    by: 'webhook',
    reason: 'tie-break',
  } as const;
  await ledger.commit([
    { kind: 'change', change: { ...line, what: 'assigned', bookingUid: 'old', roomId: '1A' } },
  ]);
  board.at(minute(10));
  expect(await board.ask('GET', `/api/board/past?at=${toIso(NINE - MINUTE)}`)).toMatchObject({
    status: 404,
    body: { type: 'urn:room-board:unseen', since: toIso(NINE), errors: [{ field: 'at' }] },
  });
  expect(await board.ask('GET', `/api/board/past?at=${toIso(NINE)}`)).toMatchObject({ status: 200 });
});

test.each([
  ['', 400, 'at'],
  ['at=yesterday', 400, 'at'],
  ['at=25:00', 400, 'at'],
  ['at=2027-03-01T25:00:00Z', 400, 'at'],
  [`at=${toIso(minute(1))}`, 400, 'at'],
  ['at=23:59', 400, 'at'],
  [`date=2027-02-30&at=${toIso(NINE - MINUTE)}`, 400, 'date'],
  ['date=2026-11-01&at=10:00', 404, 'date'],
  [`site=nowhere&at=${toIso(NINE - MINUTE)}`, 404, 'site'],
])(
  'the board as it stood is refused where the query is "%s", naming the field',
  async (query, status, field) => {
    const board = await boardOnLedger(memoryLedger());
    board.at(NINE);
    expect(await board.ask('GET', `/api/board/past?${query}`)).toMatchObject({
      status,
      body: { errors: [{ field }] },
    });
  },
);
