import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { longDay, longDayFile } from '../../bin/bench/long-day.ts';
import { openPage, startWithBrowser } from '../../bin/browser/browser.ts';
import { CLINIC_DATE, type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import { TABLE_NAME } from '../../bin/local/local-environment.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { axeViolationsInBothThemes } from './axe.ts';

const ROOMS = 40;
/** Visits in each room. */
const VISITS = 60;

let dynamo: LocalDynamo;
let day: ClinicDay;
let browser: Browser;
const directory = mkdtempSync(join(tmpdir(), 'large-clinic-'));
beforeAll(async () => {
  const file = join(directory, 'clinic.yaml');
  writeFileSync(file, longDayFile(ROOMS));
  dynamo = await startDynoxide();
  await createTable(dynamo.client, TABLE_NAME);
  const ledger = dynamoLedger({ documentClient: dynamo.client, tableName: TABLE_NAME });
  await longDay({ rooms: ROOMS, visits: VISITS, date: CLINIC_DATE }, ledger);
  const starting = startClinicDay('05:30', {
    CLINIC_FILE: file,
    SWEEP_SECONDS: '60',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    TABLE_NAME,
  });
  [day, browser] = await startWithBrowser(starting, (it) => it.close());
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await day?.close();
  dynamo?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test(`of ${ROOMS} rooms with ${VISITS} visits each all are there, and only those near the screen are rendered`, async () => {
  const board = await day.api<BoardView>('/api/board');
  expect(board.bookings.filter((each) => each.roomId !== null)).toHaveLength(ROOMS * VISITS);
  await day.at('10:10');
  const { page, complaints } = await openPage(browser, day.system.url, {
    // What is a screen and a half away is rendered, too: on a large one that would be all of them.
    viewport: { width: 1920, height: 400 },
  });
  await page.goto(`${day.system.url}/?view=day`);
  await page.waitForSelector('.visit');
  const rows = async (): Promise<{ there: number; rendered: number }[]> =>
    (await page.evaluate(
      `[...document.querySelectorAll('[data-focus^="row "]')].map((row) => {
        const visits = [...row.querySelectorAll('[data-focus^="visit "]')];
        return {
          there: visits.length,
          rendered: visits.filter((visit) => visit.checkVisibility({ contentVisibilityAuto: true })).length,
        };
      })`,
    )) as { there: number; rendered: number }[];
  const rooms = board.rooms.map(({ id }) => id);
  const last = rooms.at(-1) ?? '';
  const focused = (): Promise<string> =>
    page.evaluate(
      `document.activeElement.closest('[data-focus]').dataset.focus + ' in ' + document.activeElement.closest('[data-focus^="row "]').dataset.focus`,
    );

  await expect
    .poll(async () => (await rows()).slice(0, 10).map(({ rendered }) => rendered), { timeout: 120_000 })
    .toEqual(Array(10).fill(VISITS));
  const atFirst = await rows();
  expect(atFirst.map(({ there }) => there)).toEqual(Array(ROOMS).fill(VISITS));
  expect(atFirst.at(-1)?.rendered).toBe(0);

  // By keyboard: into a row that was not rendered, and back into the one before it.
  await page.focus(`[data-focus="name ${last}"]`);
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toMatch(new RegExp(`^visit .* in row ${last}$`));
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toMatch(new RegExp(`^visit .* in row ${rooms.at(-2)}$`));
  // What comes into sight is rendered with the next picture.
  await expect.poll(async () => (await rows()).at(-1)?.rendered, { timeout: 120_000 }).toBe(VISITS);
  expect(await axeViolationsInBothThemes(page)).toEqual([]);

  // Scrolled away from, what has focus keeps it.
  await page.evaluate('document.querySelector(".timeline").scrollTo(0, 0)');
  expect(await focused()).toMatch(new RegExp(`^visit .* in row ${rooms.at(-2)}$`));
  expect(complaints()).toEqual([]);
  await page.context().close();
});
