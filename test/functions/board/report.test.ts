import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { PublishingMode } from '../../../shared/domain/catalogue.ts';
import { MINUTE } from '../../../shared/domain/instant.ts';
import { addDays } from '../../../shared/domain/local-time.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { keptDayWrite } from '../../../shared/reporting/kept-report.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';
import { demoCatalogue } from '../../support/demo-catalogue.ts';

const SUNDAY = addDays(MONDAY, -1);
const SATURDAY = addDays(MONDAY, -2);

const counted = (date: string, roomed: number) => ({
  date,
  visits: 20,
  roomed,
  conflicts: 3,
  waited: 4,
  leftWaiting: 1,
  messages: { immediately: 25, hoursBefore: 21, link: 20 },
  starts: 100,
  hiddenStarts: 7,
  staffElsewhere: 2,
  staffSame: 1,
});

/** The board of a clinic of which two days were counted, on the Monday after them. */
const boardWithReport = async (publishing: PublishingMode = 'shadow') => {
  const ledger = memoryLedger();
  const demo = demoCatalogue();
  const sites = demo.sites.map((site) => ({ ...site, publishing }));
  const board = await boardOnLedger(ledger, { catalogue: { ...demo, sites } });
  for (const day of [counted(SATURDAY, 18), counted(SUNDAY, 19)])
    await ledger.commit([keptDayWrite('north', day)]);
  board.at(NINE);
  return board;
};

describe('what days in shadow came to', () => {
  test('is told day by day and in sum, of two weeks until yesterday, with the days that were not counted', async () => {
    const board = await boardWithReport();
    const { status, body } = await board.ask('GET', '/api/report');
    expect({ status, ...body }).toMatchObject({
      status: 200,
      publishing: 'shadow',
      from: addDays(MONDAY, -14),
      to: SUNDAY,
      days: [counted(SATURDAY, 18), counted(SUNDAY, 19)],
      total: { visits: 40, roomed: 37, messages: { immediately: 50, hoursBefore: 42, link: 40 } },
    });
    expect(body.missing).toEqual(Array.from({ length: 12 }, (_, index) => addDays(MONDAY, index - 14)));
  });

  test('is told as the lines of a file, too, under a name that says whose and of when', async () => {
    const board = await boardWithReport();
    const { status, headers, text } = await board.ask('GET', `/api/report?from=${SUNDAY}&format=csv`);
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/csv; charset=utf-8',
    });
    expect(headers['content-disposition']).toBe(
      `attachment; filename="report-north-${SUNDAY}-${SUNDAY}.csv"`,
    );
    expect(parse(text, { columns: true })).toMatchObject([
      { date: SUNDAY, visits: '20', rooms_found: '19', mails_link: '20', starts_hidden: '7' },
    ]);
  });

  test('stays to be seen once the site publishes, and when the visits are long gone', async () => {
    const board = await boardWithReport('on');
    board.at(NINE + 300 * 24 * 60 * MINUTE);
    const { body } = await board.ask('GET', `/api/report?from=${SATURDAY}&to=${SUNDAY}`);
    expect(body).toMatchObject({ publishing: 'on', total: { roomed: 37 }, missing: [] });
  });

  test.each([
    ['from=yesterday', 400, 'from'],
    ['to=2027-03-02', 400, 'to'],
    ['from=2026-11-01&to=2027-02-28', 400, 'from'],
    ['to=2025-12-24', 400, 'to'],
    ['format=xls', 400, 'format'],
    ['site=nowhere', 404, 'site'],
  ])('is refused where %s, naming the field', async (query, status, field) => {
    const board = await boardWithReport();
    expect(await board.ask('GET', `/api/report?${query}`)).toMatchObject({
      status,
      body: { errors: [{ field }] },
    });
  });
});
