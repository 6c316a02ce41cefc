import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import { isTaken } from '../../../bin/local/is-taken.ts';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import { type Desk, deskAt } from '../../support/desk-at.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { PLANTED, plantedIn } from '../../support/planted-delivery.ts';
import { pressKey } from '../../support/press-key.ts';
import { matrix, testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations } from '../axe.ts';
import { severalSites } from './several-sites.ts';

let day: ClinicDay;
let browser: Browser;
/** Whose window stays open from one test to the next. */
let desk: Desk;
let uid: string;
beforeAll(async () => {
  [day, browser] = await withBrowser(severalSites.on('2026-11-17', '09:30'));
  ({ uid } = await day.book('consultation', '10:30', { hostId: 4711, name: PLANTED.attendeeName }));
  const other = await day.book('consultation', '11:30', { hostId: 4711, name: 'Ida Sommer' });
  // A person who writes before that is overwritten, and no one is asked.
  for (const each of [uid, other.uid])
    await eventually('Cal.com taking its room', () => isTaken(day, each, 'north'));
  // Found by reading a while from now, while the other tests run.
  await day.sandbox(`bookings/${other.uid}/edit-location`, { location: PLANTED.homeAddress });
  await day.at('09:40');
  desk = await deskAt(browser, new URL('/?site=north', day.system.url), '[data-room]');
});
afterAll(closePages);

const boardOf = (): Promise<BoardView> => day.api('/api/board?site=north');

const found = (page: Page) => page.locator('.found .pick');

describe('“which room for the patient who stands here?” is answered by', () => {
  // What is found by which words `find-in.test.ts` holds.
  test.each(
    matrix([
      ['the time', '10:30'],
      ['the time without its colon', '1030'],
      ['type and doctor', 'cons beisp 10'],
      ['the visit code', 'CODE'],
    ]),
  )('%s: one press and typing, and the room is read', async (_by, words) => {
    const { visitCodes = {}, bookings } = await boardOf();
    const room = bookings.find((each) => each.uid === uid)?.roomId;
    const code = visitCodes[uid] ?? '';
    await desk.afresh();
    await desk.strike('/');
    await desk.page.keyboard.type(words === 'CODE' ? code.slice(0, 6).toLowerCase() : words);
    // While it is typed, more of them fit.
    await eventually('one being found', async () => (await found(desk.page).count()) === 1);
    expect(await found(desk.page).first().innerText()).toContain(`Room ${room}`);
    expect(desk.presses()).toBeLessThanOrEqual(2);
  });

  test.each(
    matrix([
      ['en', 'Room', '1 found'],
      ['de', 'Raum', '1 gefunden'],
    ]),
  )('the patient’s name, in %s: two presses and typing', async (language, word, said) => {
    const { bookings } = await boardOf();
    const room = bookings.find((each) => each.uid === uid)?.roomId;
    await desk.afresh(`/?site=north&lang=${language}`);
    await desk.strike('/');
    await desk.page.keyboard.type('xyl');
    await desk.strike('Enter');
    const visit = found(desk.page).filter({ hasText: PLANTED.attendeeName });
    await visit.waitFor();
    expect(await visit.innerText()).toContain(`${word} ${room}`);
    expect(desk.presses()).toBe(2);
    await desk.page.locator('[role="status"]', { hasText: said }).waitFor({ state: 'attached' });
    if (WHOLE_MATRIX || language === 'en') expect(await axeViolations(desk.page)).toEqual([]);
    expect(desk.complaints()).toEqual([]);
  });
});

test('a name is gone from the screen once something else is typed, the search is left, or a minute has passed', async () => {
  const { page } = await openPage(browser, day.system.url);
  await page.clock.install();
  await page.goto(`${day.system.url}/?site=north`);
  await page.waitForSelector('[data-room]');
  const shown = page.getByText(PLANTED.attendeeName);
  for (const leave of [
    () => page.keyboard.press('Backspace'),
    () => page.keyboard.press('Escape'),
    // What has just been shown is first to be noted as such.
    () => page.clock.runFor(1_000).then(() => page.clock.fastForward(60_000)),
  ]) {
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('xyl');
    await page.keyboard.press('Enter');
    await shown.waitFor();
    await leave();
    await shown.waitFor({ state: 'detached' });
  }
  const kept = await page.evaluate(
    'JSON.stringify([{ ...sessionStorage }, { ...localStorage }, location.href])',
  );
  expect(plantedIn(String(kept))).toEqual([]);
  await closePage(page);
});

test('a visit’s sheet shows its patient by one press, leads to its page at Cal.com, and history says who looked', async () => {
  await desk.afresh();
  await desk.strike('/');
  await desk.page.keyboard.type('1030');
  await found(desk.page).first().waitFor();
  await desk.strike('Tab');
  await desk.strike('Enter');
  const sheet = desk.page.locator('dialog[open]');
  const link = sheet.getByRole('link', { name: 'Open at Cal.com' });
  expect(await link.getAttribute('href')).toBe(`${day.system.sandboxUrl.replace(/\/$/, '')}/booking/${uid}`);
  const show = sheet.getByRole('button', { name: /^Show the patient’s name/ });
  await pressKey(show);
  await sheet.getByText(PLANTED.attendeeName).waitFor();
  // Whatever is pressed next is pressed from there.
  expect(await show.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  expect(await axeViolations(desk.page, 'dialog')).toEqual([]);
  await desk.strike('Escape');
  await sheet.waitFor({ state: 'detached' });
  await eventually(
    'the search having the focus again',
    async () => (await desk.page.evaluate('document.activeElement.type')) === 'search',
  );
  const trail = await day.api<{ changes: { what: string }[] }>('/api/trail?site=north');
  expect(trail.changes.some(({ what }) => what === 'looked-up')).toBe(true);
  expect(plantedIn(JSON.stringify([trail, await boardOf()]))).toEqual([]);
});

test('what a person wrote over a location is read before staff decide about it', async () => {
  // On a busy machine that may be yet to be read: all that is put off, and all that boards remember, is over by then.
  await day.at('10:20');
  await eventually('staff being asked', async () =>
    (await boardOf()).attention.some(({ kind }) => kind === 'manual-edit'),
  );
  await desk.afresh();
  const item = desk.page.locator('[data-attention="manual-edit"]');
  await pressKey(item.getByRole('button', { name: /^Show what was written/ }));
  await item.getByText(PLANTED.homeAddress).waitFor();
  expect(await axeViolations(desk.page)).toEqual([]);
});

// Between two it is done just below.
testInDeep(
  'among thirteen houses one is chosen once, by keyboard alone, and kept for the one who chose it',
  async () => {
    const { page } = desk;
    await page.evaluate('localStorage.clear()');
    await page.goto(day.system.url);
    const field = page.getByRole('searchbox', { name: 'Find a site' });
    await field.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await field.focus();
    await page.keyboard.type('number7');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'House Number7' }).waitFor();
    await page.goto(day.system.url);
    await page.locator('h1', { hasText: 'House Number7' }).waitFor();
    await page.getByRole('combobox', { name: 'Site' }).selectOption('north');
    await page.locator('h1', { hasText: 'Clinic North' }).waitFor();
    await page.goto(day.system.url);
    await page.locator('h1', { hasText: 'Clinic North' }).waitFor();
    // Someone else at this browser has chosen another.
    await page.evaluate(`localStorage.setItem('site of someone-else', 'house-3')`);
    await page.goto(day.system.url);
    await page.locator('h1', { hasText: 'Clinic North' }).waitFor();
    // An address that names none there is says so, and which there are.
    await page.goto(`${day.system.url}/?site=gone`);
    await page.getByText('There is no such site, or it is not yours.').waitFor();
    await page.getByRole('link', { name: 'Clinic North' }).click();
    await page.locator('h1', { hasText: 'Clinic North' }).waitFor();
    expect(desk.complaints()).toEqual([]);
  },
);

test('where there are two houses the other one is one press away, by mouse and by keyboard', async () => {
  const { page } = desk;
  // All that this page hears of the clinic are two of its houses.
  await page.route('**/api/board*', async (route) => {
    const response = await route.fetch();
    if (response.status() !== 200) return route.fulfill({ response });
    const board: BoardView = await response.json();
    const sites = board.sites?.filter(({ id }) => ['north', 'south'].includes(id)) ?? [];
    return route.fulfill({ response, json: { ...board, sites } });
  });
  await desk.afresh();
  const houses = page.getByRole('navigation', { name: 'Site' });
  const shown = (name: string) => page.locator('h1', { hasText: name }).waitFor();
  await desk.press(houses.getByRole('link', { name: 'Clinic South' }));
  await shown('Clinic South');
  await desk.key(houses.getByRole('link', { name: 'Clinic North' }));
  await shown('Clinic North');
  expect(desk.presses()).toBe(2);
  expect(await axeViolations(page)).toEqual([]);
  expect(desk.complaints()).toEqual([]);
});
