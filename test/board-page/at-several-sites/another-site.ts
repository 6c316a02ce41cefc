import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, type WatchedPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { pressByKeyboard } from '../../support/tab-to.ts';
import { matrix } from '../../support/whole-matrix.ts';
import { SOUTHERN, severalSites } from './several-sites.ts';

const NORTHERN = 4711;

let day: ClinicDay;
let browser: Browser;
/** Whose window stays open from one test to the next. */
let desk: WatchedPage;
beforeAll(async () => {
  [day, browser] = await withBrowser(severalSites.on('2026-11-24', '09:30'));
  desk = await openPage(browser, day.system.url);
});
afterAll(closePages);

const boardOf = (site: string): Promise<BoardView> => day.api(`/api/board?site=${site}`);
const roomAt = async (site: string, uid: string): Promise<string | null | undefined> =>
  (await boardOf(site)).bookings.find((each) => each.uid === uid)?.roomId;

test.each(
  matrix([
    [
      'en-GB',
      /^To another site …/,
      /^Clinic South$/,
      /^Confirm$/,
      'The visit moves to Clinic South',
      '11:00',
    ],
    [
      'de-DE',
      /^An anderen Standort …/,
      /^Clinic South$/,
      /^Bestätigen$/,
      'Der Besuch geht an Clinic South',
      '13:00',
    ],
  ]),
)(
  'in %s staff take a visit whose doctor works elsewhere to the other house once they have seen who it touches, by keyboard alone',
  async (locale, act, to, confirm, done, start) => {
    const { uid } = await day.book('consultation', start, { hostId: NORTHERN });
    await eventually('the visit having a room', async () => (await roomAt('north', uid)) != null);
    await day.sandbox(`bookings/${uid}/reassign`, { hostId: SOUTHERN });
    await eventually('staff being asked', async () =>
      (await boardOf('north')).attention.some(
        ({ kind, resolve }) => kind === 'in-doubt' && resolve.includes('move-to-site'),
      ),
    );
    const at = locale === 'en-GB' ? desk : await openPage(browser, day.system.url, { locale });
    const { page } = at;
    await page.goto(`${day.system.url}/?view=attention&site=north`);
    await page.waitForSelector('[data-attention="in-doubt"]');
    await pressByKeyboard(page, act);
    await page.waitForSelector('dialog');
    await pressByKeyboard(page, to);
    await page.waitForSelector('[data-state="proved"]');
    expect(await page.textContent('dialog')).toMatch(/: \w+, Clinic North → \w+, Clinic South/);
    expect(await roomAt('south', uid)).toBeUndefined();
    await pressByKeyboard(page, confirm);
    await page.locator('.notice', { hasText: done }).waitFor();
    expect(await roomAt('north', uid)).toBeUndefined();
    expect(await roomAt('south', uid)).toEqual(expect.any(String));
    await page.waitForSelector('[data-attention="in-doubt"]', { state: 'detached' });
    expect(at.complaints()).toEqual([]);
    if (at !== desk) await closePage(page);
  },
);

test('in a visit’s sheet the other house is one press away, and as many bring the visit back', async () => {
  const { uid } = await day.book('consultation', '15:00', { hostId: NORTHERN });
  await eventually('the visit having a room', async () => (await roomAt('north', uid)) != null);
  const before = await roomAt('north', uid);
  // Anyone who is not told of the other house goes back without another mail.
  await day.api('/api/publishing', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site: 'south', mode: 'off' }),
  });
  const { page } = desk;
  await page.goto(`${day.system.url}/?view=day&table=1&site=north`);
  await page
    .getByRole('button', { name: /Consultation/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'To another site …' }).click();
  await page.getByRole('button', { name: 'Clinic South' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('.notice', { hasText: 'The visit moves to Clinic South' }).waitFor();
  expect(await roomAt('south', uid)).toEqual(expect.any(String));
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually('the visit being back', async () => (await roomAt('north', uid)) === before);
});
