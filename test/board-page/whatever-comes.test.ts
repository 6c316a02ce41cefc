import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { built } from '../../functions/board/page/short-classes.ts';
import type { BoardView } from '../../shared/board/board-view.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { type ClinicDay, startClinicDay } from '../support/clinic-day.ts';

/** What somebody might write into a name, to see what happens. */
const HOSTILE = '<img src=x onerror="window.hacked=1">\'"&{time}';

let day: ClinicDay;
let browser: Browser;
const directory = mkdtempSync(join(tmpdir(), 'hostile-clinic-'));
beforeAll(async () => {
  const demo = readFileSync('shared/catalogue/demo-clinic.yaml', 'utf8');
  const named = demo
    .replace('name: Clinic North', `name: ${JSON.stringify(HOSTILE)}`)
    .replace('- name: North wing', `- name: ${JSON.stringify(HOSTILE)}`);
  const file = join(directory, 'clinic.yaml');
  writeFileSync(file, named);
  [day, browser] = await Promise.all([startClinicDay('09:30', { CLINIC_FILE: file }), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await day.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Polled for as long as a loaded machine may take; what is there is seen at once. */
const PATIENCE = { timeout: 20_000 };

const look = (page: Page) => page.evaluate('dispatchEvent(new Event("online"))');

test('hostile text in names, uids, kinds, equipment and reasons is shown as text on every view', async () => {
  await day.book('consultation', '10:00', { hostId: 4712 });
  const { page, complaints } = await openPage(browser, day.system.url);
  // What the clinic file and Cal.com cannot bring in, the API says in this test.
  await page.route('**/api/board*', async (route) => {
    const response = await route.fetch();
    if (response.status() !== 200) return route.fulfill({ response });
    const board = (await response.json()) as BoardView;
    const uid = `${HOSTILE}-1`;
    const strange = {
      ...board,
      rooms: board.rooms.map((room, at) =>
        at === 0
          ? {
              ...room,
              id: HOSTILE,
              kind: HOSTILE,
              equipment: [HOSTILE],
              state: 'blocked',
              reason: HOSTILE,
              blockId: HOSTILE,
            }
          : room,
      ),
      bookings: board.bookings.map((booking) => ({ ...booking, uid, visitType: HOSTILE, roomId: HOSTILE })),
      attention: [
        {
          kind: 'waiting',
          booking: uid,
          others: [uid],
          tags: [HOSTILE],
          words: HOSTILE,
          resolve: ['move-to', HOSTILE],
        },
      ],
      waiting: [
        {
          uid,
          start: board.now,
          end: board.now,
          reasons: { [HOSTILE]: { rejection: 'occupied', heldBy: [uid] } },
        },
      ],
    };
    return route.fulfill({ response, json: strange });
  });
  for (const search of ['', '?view=day', '?view=day&table=1', '?view=attention', '?kiosk=floor-1']) {
    await page.goto(`${day.system.url}/${search}`);
    await page.waitForSelector(built('.page, .kiosk'));
    expect(await page.locator('main img, header img').count(), search).toBe(0);
    expect(await page.evaluate('window.hacked'), search).toBeUndefined();
    expect(await page.locator('body').innerText(), search).toContain('<img src=x');
  }
  await page.goto(`${day.system.url}/`);
  await page.locator(built('.card-open')).first().click();
  expect(await page.locator('dialog h2').innerText()).toBe(`Room ${HOSTILE}`);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(complaints()).toEqual([]);
  await page.context().close();
});

describe('a screen that hangs for days', () => {
  test('says since when it is stale, and recovers by itself', async () => {
    const { page } = await openPage(browser, day.system.url);
    await page.clock.install();
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await page.waitForSelector('[data-room="1A"]');
    await page.context().setOffline(true);
    await page.clock.fastForward(45_000);
    await page.waitForSelector(built('.kiosk-stale'));
    expect(await page.textContent(built('.kiosk-stale'))).toMatch(/Stale since 09:3\d/);
    expect(await page.textContent('[data-room="1A"]')).toContain('1A');
    await page.context().setOffline(false);
    await look(page);
    await page.waitForSelector(built('.kiosk-stale'), { state: 'detached' });
    await page.context().close();
  });

  test('loads itself again where a newer page is served, and not again and again', async () => {
    const { page } = await openPage(browser, day.system.url);
    let loads = 0;
    const loadedTwice = new Promise<void>((twice) => {
      page.on('load', () => {
        loads += 1;
        if (loads === 2) twice();
      });
    });
    await page.route('**/api/board*', async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, headers: { ...response.headers(), 'x-page-version': 'newer' } });
    });
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await loadedTwice;
    await page.waitForSelector('[data-room="1A"]');
    await Promise.all([page.waitForResponse('**/api/board*'), look(page)]);
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(loads).toBe(2);
    await page.context().close();
  });

  test('asks to be kept awake, again whenever it is seen again', async () => {
    const { page } = await openPage(browser, day.system.url);
    await page.addInitScript(`window.asked = 0; Object.defineProperty(navigator, 'wakeLock', { value: {
      request: async () => { window.asked += 1; return { release: async () => undefined }; } } })`);
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await page.waitForSelector('[data-room="1A"]');
    await expect.poll(() => page.evaluate('window.asked'), PATIENCE).toBe(1);
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await expect.poll(() => page.evaluate('window.asked'), PATIENCE).toBe(2);
    await page.context().close();
  });
});
