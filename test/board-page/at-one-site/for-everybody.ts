import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goWithin, openPage, type WatchedPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import { DAWN, makeBusy } from '../../../bin/screenshots/busy-day.ts';
import { API_ROUTES } from '../../../functions/board/routes.ts';
import { bookingAction, doorBody } from '../../../functions/board/schemas.ts';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import { type Desk, deskAt } from '../../support/desk-at.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { nameOfFocus, pressByKeyboard, tabTo as tabOnTo } from '../../support/tab-to.ts';
import { matrix, testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations, axeViolationsInBothThemes } from '../axe.ts';
import { oneSite } from './one-site.ts';

let day: ClinicDay;
let browser: Browser;
let desk: WatchedPage;
let page: Page;
/** Where days are drawn, with a touch screen beside its mouse. */
let timeline: Desk;
beforeAll(async () => {
  [day, browser] = await withBrowser(oneSite.on('2026-12-15', DAWN));
  await makeBusy(day);
  // Found by reading a while from now: someone writes into a second booking.
  await day.sandbox(`bookings/${await visitAt('14:00', 'abdominal-scan')}/edit-location`, {
    location: 'The new wing',
  });
  desk = await openPage(browser, day.system.url);
  page = desk.page;
  await page.goto(day.system.url);
  await page.waitForSelector('[data-room]');
  timeline = await deskAt(browser, new URL('/?view=day', day.system.url), '.timeline', { hasTouch: true });
});
afterAll(closePages);

/** The uid of the visit of that type which begins at that time of the day, in UTC. */
const visitAt = async (time: string, type: string): Promise<string | undefined> => {
  const { bookings } = await day.api<BoardView>('/api/board');
  return bookings.find((each) => each.visitType === type && each.start.includes(`T${time}`))?.uid;
};

/** The local system's key at Cal.com. */
const KEY = 'cal_local_key';

/** What a view shows, by its address. */
const VIEWS = {
  '/': '[data-room]',
  '/?view=day': '.timeline',
  '/?view=day&table=1': 'table',
  '/?view=week': '.week-table',
  '/?at=08:00': '.past table',
  '/?view=attention': '.publishing .button',
  '/?view=trail': '.trail li',
  '/?view=print': '.paper-sheet',
  '/?view=used&from=2026-12-15&to=2026-12-15': '.used-chart',
  '/?kiosk=floor-2': '.kiosk-room',
  '/?door=3B': '.door',
} as const;

/** Which have colours of their own for what a room does; the others have them from the same few. */
const DRAWN: ReadonlySet<string> = new Set([
  '/',
  '/?view=day',
  '/?view=week',
  '/?kiosk=floor-2',
  '/?door=3B',
]);

/** The longest words first. */
const LANGUAGES = matrix([['de'], ['en']]);

const go = (address: string, shows: string): Promise<void> => goWithin(page, address, shows);

/** Which are looked at with what can be done on them, in `what-is-seen.ts`: these as they are in the deep tests alone. */
const LOOKED_AT_IN_USE: ReadonlySet<string> = new Set(['/?view=attention', '/?view=print']);

describe('in light and in dark', () => {
  test.each(Object.entries(VIEWS).filter(([address]) => WHOLE_MATRIX || !LOOKED_AT_IN_USE.has(address)))(
    'the view at %s has nothing that axe would call a barrier',
    async (address, shows) => {
      await go(address, shows);
      const lookedAt = DRAWN.has(address) ? axeViolationsInBothThemes : axeViolations;
      expect(await lookedAt(page)).toEqual([]);
      expect(desk.complaints()).toEqual([]);
    },
  );
});

describe('nothing that axe would call a barrier', () => {
  test('is in any window that opens over them', async () => {
    await go('/', '[data-room]');
    const sheets: [RegExp, () => Promise<void>][] = [
      [/^Room 3B$/, () => page.click('[data-room="3B"] .card-open')],
      [/^(Abdominal scan|Consultation)/, () => page.locator('dialog .link').nth(1).click()],
      [/^Move /, () => page.locator('dialog').getByRole('button', { name: 'Move to …' }).click()],
      [/^What this will do$/, () => page.locator('dialog .pick').first().click()],
    ];
    // The others are looked at in use, in `find.ts`, `walk-ins.ts` and `previews.ts`.
    for (const [title, open] of matrix(sheets)) {
      await open();
      await page.locator('dialog[open] h2', { hasText: title }).waitFor();
      expect(await axeViolations(page, 'dialog'), String(title)).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await go('/?view=attention', '.publishing .button');
    await page.click('.publishing .button');
    await page.waitForSelector('dialog[open] .mode');
    expect(await axeViolations(page, 'dialog'), 'publishing').toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
  });

  // What was done a moment ago is looked at in `steps.ts`, a banner where there is no network, in `what-is-seen.ts`.
  testInDeep('is in what is said of an action, or of contact lost', async () => {
    const { page } = await openPage(browser, day.system.url);
    await page.clock.install();
    await page.goto(day.system.url);
    await page.getByRole('button', { name: 'Block: room 3C' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.notice', { hasText: 'Undone' }).waitFor();
    await page.context().setOffline(true);
    await page.clock.fastForward(45_000);
    await page.waitForSelector('.banner');
    expect(await axeViolations(page)).toEqual([]);
    await closePage(page);
  });
});

test.each(LANGUAGES)('a phone shows every view without scrolling sideways (%s)', async (language) => {
  // The narrowest there is, and what a desk shows at 400 %.
  await page.setViewportSize({ width: 320, height: 640 });
  for (const [address, shows] of Object.entries(VIEWS)) {
    await go(`${address}${address.includes('?') ? '&' : '?'}lang=${language}`, shows);
    await page.waitForSelector(`html[lang="${language}"]`);
    for (const way of ['ltr', 'rtl']) {
      const width = await page.evaluate(
        `document.documentElement.dir = '${way}', document.documentElement.scrollWidth`,
      );
      expect(width, `${way} ${address}`).toBeLessThanOrEqual(320);
    }
    await page.evaluate("document.documentElement.dir = 'ltr'");
  }
});

test('a phone shows the first rooms without scrolling, and a desk at 200 % a head of two rows', async () => {
  const boxOf = (selector: string) =>
    page.evaluate(
      `document.querySelector('${selector}').getBoundingClientRect().toJSON()`,
    ) as Promise<DOMRectReadOnly>;
  for (const [width, height] of [
    [320, 640],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await go('/?lang=de', '[data-room]');
    await page.waitForSelector('html[lang="de"]');
    await page.locator('.attention-fold', { hasText: 'ohne Raum' }).waitFor();
    expect((await boxOf('[data-room] .card-name')).bottom, `${width}`).toBeLessThan(height);
  }
  await page.setViewportSize({ width: 960, height: 540 });
  await page.locator('.attention-fold').waitFor({ state: 'hidden' });
  expect((await boxOf('.top')).height).toBeLessThan(3 * 40);
  await go('/?lang=en', '[data-room]');
});

test('where the system has colours of its own, it is seen where one is, what is chosen and what a room does', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await go('/?free=1&lang=en', '[data-room]');
  await page.emulateMedia({ forcedColors: 'active' });
  const [current, other, pressed, plain] = (await page.evaluate(`[
    '.tabs [aria-current]', '.tabs a:not([aria-current])', '.filters [aria-pressed="true"]', '.top .primary',
  ].map((each) => getComputedStyle(document.querySelector(each)).backgroundColor)`)) as string[];
  expect(current).not.toBe(other);
  expect(pressed).not.toBe(plain);
  await go('/', '[data-room]');
  const edges =
    (await page.evaluate(`Object.fromEntries([...document.querySelectorAll('.card')].map((card) => {
    const { borderStyle, borderWidth } = getComputedStyle(card.querySelector('.card-frame'));
    return [card.className.match(/tone-([a-z-]+)/)[1], borderStyle + ' ' + borderWidth];
  }))`)) as Record<string, string>;
  expect(new Set(Object.values(edges)).size, JSON.stringify(edges)).toBe(Object.keys(edges).length);
  await page.emulateMedia({ forcedColors: null });
});

/** A board as tall as it gets: each visit code as wide as one may be, and more to see to than is shown at once. */
const tallest = (board: BoardView): BoardView => ({
  ...board,
  visitCodes: Object.fromEntries(board.bookings.map(({ uid }) => [uid, 'WWWW-WWWW'])),
  attention: [
    ...board.attention.filter(({ kind }) => kind === 'waiting'),
    ...board.bookings.slice(0, 3).map(({ uid }) => ({
      kind: 'manual-edit' as const,
      booking: uid,
      others: [],
      words: '',
      resolve: ['adopt-theirs', 're-assert-ours'],
    })),
  ],
});

describe('a visit goes to another room from the timeline, once it has been seen what that does', () => {
  let uid: string;
  let home: string;
  let other: string;
  beforeAll(async () => {
    uid = (await visitAt('14:00', 'abdominal-scan')) ?? '';
    home = await roomNow();
    other = home === '3C' ? '3B' : '3C';
  });
  const roomNow = async (): Promise<string> =>
    (await day.api<BoardView>('/api/board')).bookings.find((each) => each.uid === uid)?.roomId ?? '';
  const bar = () => timeline.page.locator(`[data-focus="visit ${uid}"]`);
  const centre = async (selector: string): Promise<{ x: number; y: number }> => {
    const box = await timeline.page.locator(selector).boundingBox();
    if (box === null) throw new Error(`${selector} is not drawn`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const ends = async () => {
    await bar().scrollIntoViewIfNeeded();
    return [
      await centre(`[data-focus="visit ${uid}"]`),
      await centre(`[data-focus="row ${other}"]`),
    ] as const;
  };
  /** Whatever is said: something else that is news may follow at once. */
  const says = async (text: string, doing: () => Promise<void>): Promise<void> => {
    await timeline.page.evaluate(`{
      window.hearing ??= new MutationObserver((changes) => {
        const region = document.querySelector('[aria-live="polite"]');
        if (changes.some(({ target }) => region?.contains(target))) window.heard.push(region.textContent);
      });
      window.heard = [];
      window.hearing.observe(document.body, { subtree: true, childList: true, characterData: true });
    }`);
    await doing();
    await eventually(`“${text}” being said`, async () =>
      ((await timeline.page.evaluate('window.heard')) as string[]).some((each) => each.includes(text)),
    );
  };
  /** What is asked for is seen, and left. */
  const seen = async (): Promise<void> => {
    const preview = timeline.page.locator('dialog [data-notifications]');
    expect(await preview.textContent()).toContain(`${home} → ${other}`);
    await timeline.page.keyboard.press('Escape');
    await timeline.page.locator('dialog').waitFor({ state: 'detached' });
    expect(await roomNow()).toBe(home);
  };

  // A mouse picks it up in the last of these, and a finger drops it on another room in the next.
  testInDeep('by mouse', async () => {
    const [from, to] = await ends();
    await timeline.page.mouse.move(from.x, from.y);
    await timeline.page.mouse.down();
    await timeline.page.mouse.move(from.x, to.y, { steps: 5 });
    await timeline.page.locator('.carried .fit', { hasText: other }).waitFor();
    await timeline.page.mouse.up();
    await seen();
  });

  test('by touch, where a finger rests on it first', async () => {
    const [from, to] = await ends();
    const session = await timeline.page.context().newCDPSession(timeline.page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', from);
    await timeline.page.waitForSelector('.carried');
    await touch('touchMove', { x: from.x, y: (from.y + to.y) / 2 });
    await touch('touchMove', { x: from.x, y: to.y });
    await timeline.page.locator('.carried .fit', { hasText: other }).waitFor();
    await touch('touchEnd');
    await seen();
  });

  test('by keys, each said aloud; and Escape puts it back', async () => {
    const { keyboard } = timeline.page;
    await says('is picked up', () => bar().press('Space'));
    await says('1A', () => keyboard.press('Home'));
    // The same words again are read out again.
    await says('1A', () => keyboard.press('Home'));
    await says('Put back.', () => keyboard.press('Escape'));
    await says('is picked up', () => bar().press('Space'));
    const rooms = (await day.api<BoardView>('/api/board')).rooms.map(({ id }) => id);
    const steps = rooms.indexOf(other) - rooms.indexOf(home);
    await says(other, async () => {
      for (let step = 0; step < Math.abs(steps); step += 1)
        await keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    });
    await keyboard.press('Enter');
    await seen();
  });

  test('and not to another time: pulled there it goes back, and it is said why', async () => {
    const [from] = await ends();
    // Said each time, though the same notice stands there already.
    for (const _time of ['once', 'again']) {
      await says('is picked up', async () => {
        await timeline.page.mouse.move(from.x, from.y);
        await timeline.page.mouse.down();
        await timeline.page.mouse.move(from.x + 120, from.y, { steps: 5 });
      });
      await says('The time is Cal.com’s', () => timeline.page.mouse.up());
    }
    await timeline.page.locator('.notice', { hasText: 'The time is Cal.com’s' }).waitFor();
    expect(await timeline.page.locator('dialog, .carried').count()).toBe(0);
    expect(timeline.complaints()).toEqual([]);
  });
});

test('at 1080p the rooms of a clinic this size and all that needs attention are in sight at once, whatever visits are called', async () => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const json = tallest(await day.api<BoardView>('/api/board'));
  expect(json.attention.length).toBeGreaterThan(3);
  await page.route('**/api/board*', (route) => route.fulfill({ json }));
  await page.goto(`${day.system.url}/?lang=en`);
  await page.locator('[data-room="3B"]', { hasText: 'WWWW-WWWW' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(1080);
  await page.unroute('**/api/board*');
  await page.goto(day.system.url);
  await page.waitForSelector('[data-room]');
});

// `another day` in `what-is-seen.ts` has nothing that would be done now; the week ahead, below, is blocked in the same window,
// and its times are `the times of a block` in `views.test.ts`.
testInDeep(
  'on another day’s board a room is blocked for that day, and nothing is done that would be done now',
  async () => {
    await go('/?date=2026-12-16', '.timeline');
    await page.locator('.day-name', { hasText: '16 December' }).waitFor();
    const openRoom = async (): Promise<void> => {
      await page.locator('[data-focus="row 3B"] button').first().click();
      await page.locator('dialog[open] h2', { hasText: 'Room 3B' }).waitFor();
    };
    await openRoom();
    expect(await page.getByRole('button', { name: /With practitioner/ }).count()).toBe(0);
    await page.locator('dialog').getByRole('button', { name: 'Block' }).click();
    const chosen = page.locator('dialog option:checked');
    await chosen.first().waitFor({ state: 'attached' });
    expect(await chosen.allInnerTexts()).toEqual(['07:00', '19:00', 'Once']);
    await page.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await page.locator('.notice', { hasText: 'Room 3B is blocked' }).waitFor();
    const { rooms } = await day.api<BoardView>('/api/board?date=2026-12-16');
    expect(rooms.find(({ id }) => id === '3B')?.blocks).toMatchObject([
      { start: '2026-12-16T06:00:00.000Z', end: '2026-12-16T18:00:00.000Z' },
    ]);
    await page.waitForSelector('dialog', { state: 'detached' });
    await openRoom();
    await page.getByRole('button', { name: /^Unblock/ }).click();
    await page.locator('.notice', { hasText: 'no longer blocked' }).waitFor();
    await page.keyboard.press('Escape');
    await go('/', '[data-room]');
    await page.getByRole('button', { name: 'Block: room 3B' }).waitFor();
  },
);

describe('a week ahead', () => {
  const afresh = () => timeline.afresh('/?date=2026-12-22&view=day');

  // With fewer presses below, in the same window; its times are `the times of a block` in `views.test.ts`.
  testInDeep(
    'Tuesday from 14 to 17 is blocked in four presses of the mouse, where the day is pressed at 14',
    async () => {
      await afresh();
      const { page } = timeline;
      const hour = await page.locator('.hour', { hasText: '14:00' }).boundingBox();
      const lane = page.locator('[data-focus="row 3B"] .lane');
      const box = await lane.boundingBox();
      if (hour === null || box === null) throw new Error('the day is not drawn');
      await timeline.press(lane, { x: hour.x - box.x + hour.width / 8, y: box.height / 2 });
      const dialog = page.locator('dialog[open]');
      // The list of times is opened, and one of them pressed.
      await timeline.press(dialog.getByLabel('Until'));
      await dialog.getByLabel('Until').selectOption({ label: '17:00' });
      await timeline.press(dialog.getByRole('button', { name: 'Block', exact: true }));
      await page.locator('.notice', { hasText: 'Room 3B is blocked' }).waitFor();
      expect(timeline.presses() + 1).toBe(4);
      const blocks = async () =>
        (await day.api<BoardView>('/api/board?date=2026-12-22')).rooms.find(({ id }) => id === '3B')?.blocks;
      expect(await blocks()).toMatchObject([
        { start: '2026-12-22T13:00:00.000Z', end: '2026-12-22T16:00:00.000Z' },
      ]);
      await page.getByRole('button', { name: 'Undo' }).click();
      await eventually('the room being free again', async () => (await blocks())?.length === 0);
    },
  );

  test('Tuesday from 14 to 17 is blocked in two presses, where a mouse is drawn along it', async () => {
    await afresh();
    const { page } = timeline;
    const lane = await page.locator('[data-focus="row 3B"] .lane').boundingBox();
    const hours = await page.locator('.hour').count();
    if (lane === null) throw new Error('the day is not drawn');
    const at = (time: number): number => lane.x + ((time - 7) / hours) * lane.width;
    await page.mouse.move(at(14.1), lane.y + 12);
    await page.mouse.down();
    await page.mouse.move(at(15), lane.y + 12, { steps: 3 });
    await page.mouse.move(at(16.9), lane.y + 12, { steps: 3 });
    await page.locator('.stretch', { hasText: '14:00–17:00' }).waitFor();
    await page.mouse.up();
    const chosen = page.locator('dialog option:checked');
    await chosen.first().waitFor({ state: 'attached' });
    expect(await chosen.allInnerTexts()).toEqual(['14:00', '17:00', 'Once']);
    await timeline.press(page.locator('dialog').getByRole('button', { name: 'Block', exact: true }));
    await page.locator('.notice', { hasText: 'Room 3B is blocked' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.notice', { hasText: 'Undone' }).waitFor();
  });

  // `the arrow keys` in `views.test.ts` lead to its times, `series-of-blocks.test.ts` lays it on its dates and lifts it.
  testInDeep(
    'each Tuesday is blocked by keys alone, from free time in the timeline, with a note on the room, and given back at once',
    async () => {
      await afresh();
      const { page } = timeline;
      const focused = (key: string) => page.waitForSelector(`[data-focus="${key}"]:focus`);
      await page.locator('[data-focus="name 3B"]').press('ArrowRight');
      await focused('stretch');
      // It is free from seven to seven: all but the first hour is left.
      for (let quarters = 0; quarters < 4; quarters += 1) await page.keyboard.press('Shift+ArrowDown');
      await page.locator('.stretch', { hasText: '08:00–19:00' }).waitFor();
      await page.keyboard.press('Enter');
      await tabOnTo(page, /^Repeats/);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.getByLabel('Last date').waitFor();
      await tabOnTo(page, /^Note: about the room/);
      await page.keyboard.type('Window cleaners');
      await pressByKeyboard(page, /^Block$/);
      await page.locator('.notice', { hasText: 'Room 3B is blocked' }).waitFor();
      const blocksOn = async (date: string) =>
        (await day.api<BoardView>(`/api/board?date=${date}`)).rooms.find(({ id }) => id === '3B')?.blocks ??
        [];
      for (const date of ['2026-12-22', '2026-12-29', '2027-01-19'])
        expect(await blocksOn(date)).toMatchObject([
          { start: `${date}T07:00:00.000Z`, end: `${date}T18:00:00.000Z`, note: 'Window cleaners' },
        ]);
      expect(await blocksOn('2027-01-26')).toEqual([]);
      await page.locator('.block', { hasText: 'Cleaning · Window cleaners' }).press('Enter');
      await pressByKeyboard(page, /^Unblock all dates/);
      await page.locator('.notice', { hasText: 'no longer blocked' }).waitFor();
      for (const date of ['2026-12-22', '2027-01-19']) expect(await blocksOn(date)).toEqual([]);
    },
  );

  // By the mouse just above, and a room that is blocked by keys below.
  testInDeep(
    'Tuesday from 14 to 17 is blocked with three keys, beside Tab and the times that are typed',
    async () => {
      await timeline.afresh('/?date=2026-12-22');
      const dialog = timeline.page.locator('dialog[open]');
      await timeline.key(timeline.page.locator('[data-focus="row 3B"] button').first());
      await timeline.key(dialog.getByRole('button', { name: 'Block' }));
      // From when the room opens, at seven, to when it closes, at seven again.
      for (const [list, time] of [
        [/^From/, '14:00'],
        [/^Until/, '17:00'],
      ] as const) {
        await tabOnTo(timeline.page, list);
        await timeline.page.keyboard.type(time);
      }
      const chosen = () => dialog.locator('option:checked').allInnerTexts();
      await eventually('the times being chosen', async () => String(await chosen()) === '14:00,17:00,Once');
      expect(await axeViolations(timeline.page, 'dialog')).toEqual([]);
      await timeline.key(dialog.getByRole('button', { name: 'Block', exact: true }));
      await timeline.page.locator('.notice', { hasText: 'Room 3B is blocked' }).waitFor();
      expect(timeline.presses()).toBe(3);
      const { rooms } = await day.api<BoardView>('/api/board?date=2026-12-22');
      expect(rooms.find(({ id }) => id === '3B')?.blocks).toMatchObject([
        { start: '2026-12-22T13:00:00.000Z', end: '2026-12-22T16:00:00.000Z' },
      ]);
    },
  );
});

// A phone, above, shows it without scrolling on a fourth of that width.
test.each(WHOLE_MATRIX ? LANGUAGES : [])(
  'a wall’s screen, upright or small, shows its rooms without scrolling sideways (%s)',
  async (language) => {
    for (const [width, height] of [
      [1080, 1920],
      [1024, 768],
    ] as const) {
      await page.setViewportSize({ width, height });
      await go(`/?kiosk=floor-2&lang=${language}`, '.kiosk-room');
      await page.waitForSelector(`html[lang="${language}"]`);
      const most = await page.evaluate('document.documentElement.scrollWidth');
      expect(most, `${width}`).toBeLessThanOrEqual(width);
    }
    await go('/?lang=en', '[data-room]');
    await page.waitForSelector('html[lang="en"]');
    await page.setViewportSize({ width: 1920, height: 1080 });
  },
);

test('the wall’s screen has no controls, nothing of any booking, and no letter under 24 px', async () => {
  await go('/?kiosk=floor-2', '.kiosk-room');
  expect(await page.locator('button, a, select, input').count()).toBe(0);
  expect(await page.textContent('main')).toMatch(/2A.*Free.*until 11:00.*3B.*In use.*until 10:25/s);
  expect(await page.textContent('main')).not.toMatch(/scan|physio|·\s?\w{6}…/i);
  const least = (await page.evaluate(
    `Math.min(...[...document.querySelectorAll('main *')]
      .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .map((each) => parseFloat(getComputedStyle(each).fontSize)))`,
  )) as number;
  expect(least).toBeGreaterThanOrEqual(24);
});

/** Operations that do one of several things. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  bookingAction: bookingAction.options.map(({ shape }) => shape.do.value),
  door: doorBody.options.map(({ shape }) => shape.do.value),
};

/** Everything the API does for anyone who signs in: by its operation, or by what is done to a booking or at a door. */
const DOINGS = API_ROUTES.filter(({ method, role }) => method !== 'GET' && role !== 'public').flatMap(
  ({ operation }): readonly string[] => OPTIONS[operation] ?? [operation],
);

/** What the page has asked the API to do, under the same names. */
const doingOf = (request: Request): string | undefined => {
  const { pathname } = new URL(request.url());
  const route = API_ROUTES.find(
    ({ method, path }) =>
      method === request.method() && new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  return route && route.operation in OPTIONS ? request.postDataJSON().do : route?.operation;
};

describe('by keyboard alone', () => {
  const done = new Set<string | undefined>();
  beforeAll(() => {
    page.on('response', (response) => {
      if (response.ok()) done.add(doingOf(response.request()));
    });
  });
  const here = (): Promise<string> => nameOfFocus(page);
  const tabTo = (name: RegExp): Promise<void> => tabOnTo(page, name);
  const press = (name: RegExp): Promise<void> => pressByKeyboard(page, name);
  /** Presses what opens a window, and waits for that window. */
  const open = async (name: RegExp, title: RegExp): Promise<void> => {
    await press(name);
    await page.locator('dialog[open] h2', { hasText: title }).waitFor();
  };
  const noticed = (text: RegExp): Promise<void> => page.locator('.notice', { hasText: text }).waitFor();
  const gone = (kind: string): Promise<unknown> =>
    page.waitForSelector(`[data-attention="${kind}"]`, { state: 'detached' });
  const proposed = (): Promise<unknown> => page.waitForSelector('[data-notifications]');
  const focused = (): Promise<unknown> =>
    page.evaluate(
      'document.activeElement.closest("[data-room]")?.dataset.room ?? document.activeElement.tagName',
    );

  test('every action can be done, and each says in words that it was', async () => {
    await go('/', '[data-room]');
    await press(/^Arrived: room 1A/);
    await noticed(/Arrived/);
    await press(/^Undo$/);
    await noticed(/^Undone/);
    await press(/^Arrived: room 1A/);
    await noticed(/^Arrived/);
    await open(/^1A/, /Room 1A/);
    await open(/^10:20.*Consultation/, /Consultation/);
    await press(/^Not here after all$/);
    await noticed(/^Not here after all/);
    await press(/^With practitioner: room 1A/);
    await noticed(/With practitioner/);
    await press(/^Undo$/);
    await noticed(/^Undone/);
    await open(/^Late: room 3B/, /Running late: room 3B/);
    await proposed();
    await press(/^Confirm$/);
    await noticed(/15 min longer/);
    await press(/^Finished: room 4A/);
    await noticed(/Finished/);
    await press(/^Cleaning done: room 4A/);
    await noticed(/Cleaning done/);
  });

  test('a room is blocked and given back', async () => {
    await open(/^Block: room 3C/, /Block room 3C/);
    await tabTo(/^Cleaning$/);
    await page.keyboard.press('ArrowDown');
    await press(/^Block$/);
    await noticed(/Room 3C is blocked/);
    await page.waitForSelector('[data-room="3C"].tone-blocked');
    expect(await page.textContent('[data-room="3C"]')).toContain('Fault');
    await press(/^Unblock: room 3C/);
    await noticed(/no longer blocked/);
  });

  test('a room is taken at its door, had for longer and left; its sign is drawn anew only when it says something else', async () => {
    const until = async (): Promise<number> => {
      const { rooms } = await day.api<BoardView>('/api/board');
      return Date.parse(rooms.find(({ id }) => id === '3C')?.until ?? '');
    };
    await page.setViewportSize({ width: 320, height: 240 });
    await go('/?door=3C', '.door');
    await pressByKeyboard(page, /^Use now: 15 min$/);
    await page.waitForSelector('.door[data-tone="in-use"]');
    const first = await until();
    await pressByKeyboard(page, /^Stay longer: 10 min$/);
    await eventually('ten minutes more', async () => (await until()) === first + 600_000);
    await pressByKeyboard(page, /^We have left$/);
    await page.waitForSelector('.door[data-tone="turnaround"]');
    expect(await page.textContent('main')).toMatch(/3C.*Getting ready.*until \d\d:\d\d/s);
    const { width, height } = (await page.evaluate(
      '({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight })',
    )) as { width: number; height: number };
    expect([width, height]).toEqual([320, 240]);
    await page.evaluate(`window.drawn = 0;
      new MutationObserver((drawn) => { window.drawn += drawn.length; })
        .observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })`);
    await Promise.all([
      page.waitForResponse('**/api/board*'),
      page.evaluate('dispatchEvent(new Event("online"))'),
    ]);
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(await page.evaluate('window.drawn')).toBe(0);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(day.system.url);
    await page.waitForSelector('[data-room]');
  });

  test('a visit is pinned, moved and swapped; Escape leaves a window and goes back to where one was', async () => {
    await open(/^2A/, /Room 2A/);
    await open(/^11:00.*Physiotherapy/, /Physiotherapy/);
    await press(/^Pin$/);
    await noticed(/Pin: Physiotherapy/);
    await open(/^2A/, /Room 2A/);
    await open(/^11:00.*Physiotherapy/, /Physiotherapy/);
    await press(/^Unpin$/);
    await noticed(/Unpin: Physiotherapy/);
    // Who Cal.com does not let anyone tell of the move.
    await day.sandbox(`bookings/${await visitAt('12:00', 'blood-test')}/delete-organizer`, {});
    await open(/^1A/, /Room 1A/);
    await open(/^13:00.*Blood test/, /Blood test/);
    await open(/^Move to …$/, /Move Blood test/);
    await press(/^1B.*would do/);
    await proposed();
    await press(/^Confirm$/);
    await noticed(/moves to room 1B/);
    await open(/^1A/, /Room 1A/);
    await open(/^10:20.*Consultation/, /Consultation/);
    await open(/^Swap with …$/, /Swap Consultation/);
    await press(/Blood test/);
    await proposed();
    await press(/^Confirm$/);
    await noticed(/exchange rooms/);
    await open(/^3B/, /Room 3B/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await focused()).toBe('3B');
  });

  test('what needs attention is resolved from where it stands', async () => {
    await go('/?view=attention', '.publishing .button');
    await press(/^Arranged by hand/);
    await noticed(/Arranged by hand/);
    await press(/^Keep theirs: Consultation/);
    await noticed(/Keep theirs/);
    await press(/^Send ours again: Abdominal scan/);
    await noticed(/Ours stands/);
    await gone('manual-edit');
    await press(/^Seen to/);
    await noticed(/Seen to/);
    await gone('unknown-equipment');
    await tabTo(/^Try again/);
    await day.sandbox('rotate-key', { from: KEY, to: 'cal_another_key' });
    await press(/^Try again/);
    await noticed(/Try again/);
    await tabTo(/^The key has been renewed$/);
    await day.sandbox('rotate-key', { from: 'cal_another_key', to: KEY });
    await press(/^The key has been renewed$/);
    await noticed(/The key has been renewed/);
    await gone('credential-refused');
    // By its code: on a busy machine the other blood test has been moved too late for a mail by now, and is to be told as well.
    const { visitCodes = {} } = await day.api<BoardView>('/api/board');
    const code = visitCodes[(await visitAt('12:00', 'blood-test')) ?? ''];
    await press(new RegExp(`^Told in person: Blood test.*${code}`));
    await noticed(/Told in person/);
    await gone('parked');
  });

  test('publishing is switched off, marked on every view, and on again, each with what it means', async () => {
    await go('/?view=attention', '.publishing .button');
    await open(/^Switch …$/, /Switch/);
    await tabTo(/^On/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await here()).toMatch(/^Off.*Cal.com is told nothing/);
    await press(/^Confirm$/);
    await noticed(/Telling Cal.com: Off/);
    await page.locator('header .mark-warn', { hasText: 'Telling Cal.com: Off' }).waitFor();
    await open(/^Switch …$/, /Switch/);
    expect(await page.textContent('dialog')).toContain('what was held back is told now');
    await tabTo(/^Off/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await press(/^Confirm$/);
    await noticed(/Telling Cal.com: On/);
    await page.waitForSelector('header .mark-warn', { state: 'detached' });
    await open(/^Switch …$/, /Switch/);
    await tabTo(/^On/);
    await page.keyboard.press('ArrowUp');
    await press(/^Confirm$/);
    await noticed(/Telling Cal.com: Shadow/);
    await day.book('blood-test', '17:00', { hostId: 4712 });
    await page.waitForSelector('[data-attention="shadow"]');
    await open(/^Switch …$/, /Switch/);
    await tabTo(/^Shadow/);
    await page.keyboard.press('ArrowDown');
    await press(/^Confirm$/);
    await press(/^Send it: Blood test/);
    await noticed(/Send it/);
    await go('/?view=trail', '.trail li');
    expect((await page.locator('.trail li').allTextContents()).join()).toMatch(
      /Telling Cal.com switched.*by this machine · On/s,
    );
  });

  test('focus stays where it was when the board is refreshed, and near it when its button has gone', async () => {
    await go('/', '[data-room]');
    await tabTo(/^Block: room 2A/);
    await Promise.all([
      page.waitForResponse('**/api/board*'),
      page.evaluate('dispatchEvent(new Event("online"))'),
    ]);
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(await here()).toBe('Block: room 2A');
    await day.api('/api/rooms/2A/blocks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'cleaning', end: '2026-12-15T09:40:00Z', agreed: true }),
    });
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.waitForSelector('[data-room="2A"].tone-blocked');
    expect(await focused()).toBe('2A');
    expect(await page.locator('[aria-live], [role="status"]').count()).toBe(1);
    await page
      .locator('[aria-live="polite"]', { hasText: 'Room 2A: Blocked' })
      .waitFor({ state: 'attached' });
  });

  test('a class is told again once someone has joined it', async () => {
    await go('/?view=attention', '.publishing .button');
    await day.book('group-class', '14:00', {
      hostId: 4713,
      name: 'Second Patient',
      email: 'second@patients.example',
    });
    // Who has joined is found by reading what changed, a while from now.
    await day.at('11:20');
    await page.waitForSelector('[data-attention="late-joiners"]');
    await press(/^Tell again: mails all 2/);
    await gone('late-joiners');
  });

  test('a better plan of the day is taken, once it has been seen who moves', async () => {
    // What a long search has found for a large clinic, shown on this one's page.
    const board = await day.api<BoardView>('/api/board');
    const better = { id: 'found-1', fewerTold: 12, fewerWaiting: 0 };
    const found = { kind: 'better-plan', others: [], words: '', better, resolve: ['take-better-plan'] };
    const seen = await day.api<object>('/api/what-ifs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ what: 'block', room: '3C' }),
    });
    const action = { id: 'taken-1', undoable: false, repeated: false };
    const answers = {
      '**/api/board*': { ...board, attention: [found] },
      '**/api/what-ifs': { ...seen, state: 'proved' },
      '**/api/better-plans': { date: board.date, plan: better.id, action },
    };
    for (const [path, json] of Object.entries(answers))
      await page.route(path, (route) => route.fulfill({ json }));
    await page.goto(`${day.system.url}/?view=attention`);
    await page.waitForSelector('[data-attention="better-plan"]');
    await press(/^Take it$/);
    await proposed();
    await press(/^Confirm$/);
    await noticed(/The better plan is taken/);
    for (const path of Object.keys(answers)) await page.unroute(path);
    await page.goto(`${day.system.url}/?view=attention`);
    await page.waitForSelector('.publishing .button');
  });

  test('nothing that the board can do was left out', () => {
    // This clinic has one site, lets no one be looked up and no room stays free for long: `another-site.ts`, `find.ts`,
    // `walk-ins.ts`, `steps.ts` and `what-is-seen.ts` do these by keyboard.
    const elsewhere = ['oneMore', 'in-room', 'no-show', 'move-to-site', 'lookUp', 'visitLookUp', 'walkIn'];
    expect(DOINGS.filter((each) => !done.has(each) && !elsewhere.includes(each))).toEqual([]);
  });
});
