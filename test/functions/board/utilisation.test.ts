import { expect, test } from 'vitest';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';

const DAY = 24 * 60 * MINUTE;

test('how rooms were used is said of the last four weeks until yesterday, with each room by its name', async () => {
  const board = await boardOnLedger(memoryLedger());
  await board.book('a-visit', { start: NINE + 60 * MINUTE, end: NINE + 90 * MINUTE });
  board.at(NINE + DAY);
  const { status, body } = await board.ask('GET', '/api/utilisation');
  expect({ status, ...body }).toMatchObject({ status: 200, from: '2027-02-02', to: MONDAY });
  const used = body.rooms.filter(({ visits }: { visits: number }) => visits > 0);
  expect(used).toMatchObject([
    {
      name: expect.any(String),
      booked: 30,
      hours: expect.arrayContaining([expect.objectContaining({ hour: 10, booked: 30 })]),
    },
  ]);
  expect(body.hours.filter(({ visits }: { visits: number }) => visits > 0)).toMatchObject([
    { weekday: 'mon', hour: 10, booked: 30 },
  ]);
  for (const { open, booked, turnaround, blocked, idle } of [...body.rooms, ...body.hours, body.total])
    expect(booked + turnaround + blocked + idle).toBe(open);
});

test('how rooms were used is said until a date long past, of the days before it that are still kept', async () => {
  const board = await boardOnLedger(memoryLedger());
  expect(await board.ask('GET', '/api/utilisation?to=2027-01-25')).toMatchObject({
    status: 200,
    body: { from: '2027-01-20', to: '2027-01-25' },
  });
});

test.each([
  ['from=yesterday', 400, 'from'],
  ['to=2027-02-30', 400, 'to'],
  ['to=2027-03-02', 400, 'to'],
  ['from=2027-02-20&to=2027-02-19', 400, 'from'],
  ['from=2027-01-01&to=2027-01-02', 400, 'from'],
  ['from=2027-01-25&to=2027-03-01', 400, 'from'],
  ['to=2027-01-19', 400, 'to'],
  ['site=nowhere', 404, 'site'],
])('how rooms were used is refused where %s, naming the field', async (query, status, field) => {
  const board = await boardOnLedger(memoryLedger());
  expect(await board.ask('GET', `/api/utilisation?${query}`)).toMatchObject({
    status,
    body: { errors: [{ field }] },
  });
});
