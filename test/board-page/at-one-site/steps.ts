import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPage, type WatchedPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import type { BoardView, BookingView } from '../../../shared/board/view/board-view.ts';
import { WAYS } from '../../support/desk-at.ts';
import { closePages, withBrowser } from '../../support/one-browser.ts';
import { pressKey } from '../../support/press-key.ts';
import { testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations } from '../axe.ts';
import { oneSite } from './one-site.ts';

let day: ClinicDay;
let browser: Browser;
let desk: WatchedPage;
let page: Page;
/** Both in 4A, the one room with a laser. */
let first: string;
let next: string;
/** Elsewhere at ten. */
let missing: string;
let other: string;
beforeAll(async () => {
  [day, browser] = await withBrowser(oneSite.on('2026-11-24', '08:30'));
  first = (await day.book('laser-treatment', '10:00')).uid;
  next = (await day.book('laser-treatment', '11:30')).uid;
  missing = (await day.book('consultation', '10:00', { hostId: 4712 })).uid;
  // Anyone whose steps no one says would be missed in the end.
  if (WHOLE_MATRIX) other = (await day.book('physiotherapy', '10:00')).uid;
  await eventually('all of them having their rooms', async () => {
    const { bookings } = await boardOf();
    return bookings.length === (WHOLE_MATRIX ? 4 : 3) && bookings.every(({ roomId }) => roomId !== null);
  });
  desk = await openPage(browser, day.system.url);
  page = desk.page;
  await page.clock.install();
  await page.goto(day.system.url);
  await page.waitForSelector('[data-room]');
});
afterAll(closePages);

const boardOf = (): Promise<BoardView> => day.api('/api/board');
const bookingOf = async (uid: string): Promise<BookingView | undefined> =>
  (await boardOf()).bookings.find((each) => each.uid === uid);
const look = () => page.evaluate('dispatchEvent(new Event("online"))');
const at = async (time: string): Promise<void> => {
  await day.at(time);
  await look();
};

/** One press, with the mouse or a key, and nothing besides; then what it left behind. */
const press = async (name: string, by: 'mouse' | 'keyboard'): Promise<void> => {
  const button = page.getByRole('button', { name, exact: true });
  await (by === 'mouse' ? button.click() : pressKey(button));
};
const comesTo = (uid: string, encounter: BookingView['encounter']) =>
  eventually(`${encounter}`, async () => (await bookingOf(uid))?.encounter === encounter);
const noticed = (said: string) => page.locator('.notice p', { hasText: new RegExp(`^${said}: `) }).waitFor();
const shown = (room: string, step: string) =>
  page.locator(`[data-room="${room}"] [data-step="${step}"]`).first().waitFor();

/** The others are taken back by keyboard in `for-everybody.ts`, each of them in `encounter.test.ts`. */
const TAKEN_BACK: ReadonlySet<BookingView['encounter']> = new Set(
  WHOLE_MATRIX ? ['arrived', 'in-room', 'in-progress', 'finished'] : ['in-room', 'finished'],
);

describe('how far a patient is', () => {
  test.each(WAYS)(
    'is said with one press for each step, by %s, and one takes it back; who did stands in the history',
    async (by) => {
      const uid = by === 'keyboard' ? first : other;
      const room = (await bookingOf(uid))?.roomId ?? '';
      await at('10:01');
      let before: BookingView['encounter'] = 'planned';
      for (const [name, encounter] of [
        ['Arrived', 'arrived'],
        ['In the room', 'in-room'],
        ['With practitioner', 'in-progress'],
        ['Finished', 'finished'],
      ] as const) {
        await press(`${name}: room ${room}`, by);
        await comesTo(uid, encounter);
        if (encounter !== 'finished') await shown(room, encounter);
        await noticed(name);
        if (TAKEN_BACK.has(encounter)) {
          await press('Undo', by);
          await comesTo(uid, before);
          if (encounter === 'finished') return;
          await press(`${name}: room ${room}`, by);
          await comesTo(uid, encounter);
          await shown(room, encounter);
          await noticed(name);
        }
        before = encounter;
      }
    },
  );

  // So it is said at once after it was taken back in `for-everybody.ts`.
  testInDeep(
    'is said anew as soon as the last one is taken back: no one was faster but the one who presses',
    async () => {
      await page.goto(day.system.url);
      const room = (await bookingOf(missing))?.roomId ?? '';
      await press(`Arrived: room ${room}`, 'mouse');
      await shown(room, 'arrived');
      await noticed('Arrived');
      await press('Undo', 'mouse');
      await page.locator('.notice', { hasText: 'Undone' }).waitFor();
      // May be said of anyone, arrived or not: it stands there all the time.
      await press(`Finished: room ${room}`, 'mouse');
      await comesTo(missing, 'finished');
      await noticed('Finished');
      await press('Undo', 'mouse');
      await comesTo(missing, 'planned');
      await page.goto(day.system.url);
    },
  );

  test('stands in the history with who said it', async () => {
    const { visitCodes = {} } = await boardOf();
    const { changes } = await day.api<{ changes: { what: string; by: string }[] }>(
      `/api/trail?visit=${visitCodes[first]}`,
    );
    for (const what of ['arrived', 'in-room', 'started', 'ended', 'undone'])
      expect(changes.find((each) => each.what === what)?.by, what).toBe('loopback');
  });

  test('is asked about where no one has come, and one press frees the room', async () => {
    await at('10:20');
    const { roomId } = (await bookingOf(missing)) ?? {};
    const question = page.locator('[data-attention="no-show"]');
    await question.waitFor();
    expect(await question.textContent()).toContain('Free the room?');
    expect((await bookingOf(missing))?.roomId).toBe(roomId);
    await pressKey(question.getByRole('button', { name: /^Not coming: free the room/ }));
    await comesTo(missing, 'noshow');
    await question.waitFor({ state: 'detached' });
  });

  // `encounter.test.ts` gives it its room again; a step is said in the visit in `for-everybody.ts`.
  testInDeep('of who comes after all is said in the visit, which has its room again', async () => {
    await page.goto(`${day.system.url}/?view=day`);
    await page.locator(`[data-focus="visit ${missing}"]`).click();
    expect(await page.innerText('dialog')).toMatch(/Did not come · 10:[23]\d/);
    await page.locator('dialog').getByRole('button', { name: 'Arrived', exact: true }).click();
    await comesTo(missing, 'arrived');
    await page.goto(day.system.url);
  });

  test('is said once by a double click, and can be taken back', async () => {
    const { uid } = await day.book('physiotherapy', '11:00');
    await eventually('its room', async () => (await bookingOf(uid))?.roomId);
    const { roomId } = (await bookingOf(uid)) ?? {};
    await look();
    const asked: string[] = [];
    const count = (request: Request) => {
      if (request.method() === 'POST') asked.push(request.url());
    };
    page.on('request', count);
    onTestFinished(() => {
      page.off('request', count);
    });
    await page
      .locator(`[data-room="${roomId}"]`)
      .getByRole('button', { name: /Arrived/ })
      .dblclick();
    await comesTo(uid, 'arrived');
    await noticed('Arrived');
    await look();
    await page.locator('.notice').getByRole('button', { name: 'Undo' }).waitFor();
    expect((await bookingOf(uid))?.encounter).toBe('arrived');
    expect(asked).toHaveLength(1);
  });

  test('is said with one press of the next patient, too, while the room is still in use', async () => {
    await at('10:40');
    await press('11:30 Arrived: Laser treatment, next in room 4A', 'mouse');
    await comesTo(next, 'arrived');
    await shown('4A', 'arrived');
    expect(await page.textContent('[data-room="4A"]')).toMatch(
      /Next\s*11:30 Laser treatment\s*Arrived for \d+ min/,
    );
  });

  test('says so when the wait is long, in both languages, and axe finds nothing', async () => {
    await at('10:56');
    await page.locator('[data-room="4A"]', { hasText: /Arrived for \d+ min: longer than usual/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${day.system.url}/?lang=de`);
    await page
      .locator('[data-room="4A"]', { hasText: /Angekommen seit \d+ Min\.: länger als üblich/ })
      .waitFor();
    if (WHOLE_MATRIX) expect(await axeViolations(page)).toEqual([]);
    expect(desk.complaints()).toEqual([]);
  });
});
