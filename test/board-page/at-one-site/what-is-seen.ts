import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goWithin, openPage, type WatchedPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import type { BoardView, RoomView } from '../../../shared/board/view/board-view.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { pressByKeyboard } from '../../support/tab-to.ts';
import { matrix, testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations } from '../axe.ts';
import { oneSite } from './one-site.ts';

let day: ClinicDay;
let browser: Browser;
let window: WatchedPage;
let kept: Page;
beforeAll(async () => {
  [day, browser] = await withBrowser(oneSite.on('2026-11-17', '08:30'));
  await day.book('laser-treatment', '15:00', { hostId: 4712 });
  await day.book('laser-treatment', '15:00', { hostId: 4711 });
  await day.book('consultation', '16:00', { hostId: 4712 });
  await eventually('who can be placed being placed', async () => {
    const { bookings } = await day.api<BoardView>('/api/board');
    return bookings.length === 3 && bookings.filter(({ roomId }) => roomId !== null).length === 2;
  });
  window = await openPage(browser, day.system.url);
  kept = window.page;
});
afterAll(closePages);

/** The one window of most tests, as large as they want it, with nothing left in it of the test before. */
const opened = async (address?: string, viewport = { width: 1280, height: 800 }): Promise<Page> => {
  await kept.unrouteAll({ behavior: 'ignoreErrors' });
  await kept.emulateMedia({ media: null });
  await kept.setViewportSize(viewport);
  if (address !== undefined) await kept.goto(`${day.system.url}${address}`);
  return kept;
};
/** The same page on another screen, drawn anew. */
const resized = async (page: Page, width: number): Promise<void> => {
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
};
const look = (page: Page) => page.evaluate('dispatchEvent(new Event("online"))');
/** The board as the API tells it, but for what a test makes of it. */
const changed = async (page: Page, change: (board: BoardView) => BoardView): Promise<void> => {
  const board = await day.api<BoardView>('/api/board');
  await page.route('**/api/board*', (route) => route.fulfill({ json: change(board) }));
};

describe('the Day', () => {
  test('is there as a whole for anyone who searches, however far off the screen', async () => {
    const page = await opened('/?view=day', { width: 1280, height: 420 });
    await page.locator('.far', { hasText: 'Laser treatment' }).waitFor({ state: 'attached' });
    // What a search of the page finds; not every build of Chromium can be asked to search.
    const found = await page.evaluate(`[...document.querySelectorAll('.timeline *')].filter((each) =>
      [...each.childNodes].some(({ data }) => data?.includes('Laser treatment')) &&
      each.getBoundingClientRect().top > innerHeight &&
      each.checkVisibility({ visibilityProperty: true })).length`);
    expect(found).toBeGreaterThan(0);
  });

  // What is said, `offers.test.ts` and `views.test.ts` hold.
  testInDeep(
    'says what Cal.com offers, to a key and on the narrowest phone too, and only where something is offered by its rooms',
    async () => {
      const page = await opened('/?view=day', { width: 320, height: 640 });
      await page.waitForSelector('.timeline');
      expect(await page.getByRole('button', { name: 'Offered at Cal.com' }).count()).toBe(0);
      await changed(page, (board) => ({ ...board, offers: true }));
      const noon = '2026-11-17T11:00:00.000Z';
      const offer = {
        eventTypeId: 1,
        visitType: 'laser-treatment',
        minutes: 60,
        open: ['2026-11-17T09:00:00.000Z'],
        busy: [
          {
            starts: [noon],
            needs: { equipment: ['laser'] },
            rooms: [{ room: '4A', rejection: 'occupied', until: '2026-11-17T11:40:00.000Z' }],
            more: 0,
          },
        ],
        lost: [],
        opens: [{ room: '4A', starts: 1 }],
      };
      await page.route('**/api/offers*', (route) =>
        route.fulfill({ json: { site: 'north', date: '2026-11-17', publishing: 'shadow', offers: [offer] } }),
      );
      await page.goto(`${day.system.url}/?view=day`);
      await page.getByRole('button', { name: 'Offered at Cal.com' }).press('Enter');
      await page.getByText('12:00: no such room (Laser); 4A until 12:40').waitFor();
      await page.getByText('If 4A were free: 1 more start').waitFor();
      await page.getByText('Rooms are not told to Cal.com now').waitFor();
      expect(await page.evaluate('document.querySelector("dialog").scrollWidth')).toBeLessThanOrEqual(320);
      expect(await axeViolations(page, 'dialog')).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    },
  );

  // What they came to, `report.test.ts` and `views.test.ts` hold.
  testInDeep(
    'of a site in shadow leads to what its days came to, by the keyboard and on the narrowest phone too',
    async () => {
      const page = await opened('/?view=attention', { width: 320, height: 640 });
      await changed(page, (board) => ({ ...board, publishing: 'shadow' }));
      const counts = {
        ...{ visits: 20, roomed: 19, conflicts: 3, waited: 4, leftWaiting: 1 },
        messages: { immediately: 25, hoursBefore: 21, link: 18 },
        ...{ starts: 100, hiddenStarts: 7, staffElsewhere: 2, staffSame: 1 },
      };
      const asked: string[] = [];
      await page.route('**/api/report*', (route) => {
        asked.push(route.request().url());
        const days = [{ date: '2026-11-16', ...counts }];
        if (asked.at(-1)?.includes('format=csv'))
          return route.fulfill({
            headers: {
              'content-type': 'text/csv',
              'content-disposition': 'attachment; filename="report.csv"',
            },
            body: 'date,visits\n2026-11-16,20',
          });
        const of = { site: 'north', publishing: 'shadow', from: '2026-11-15', to: '2026-11-16' };
        return route.fulfill({ json: { ...of, days, total: counts, missing: ['2026-11-15'] } });
      });
      await page.goto(`${day.system.url}/?view=attention`);
      await pressByKeyboard(page, /^What it would have come to$/);
      await page.getByText('Visits with a room: 19 of 20. Conflicts avoided: 3').waitFor();
      await page.getByText('Mails to patients: 25 if told at once').waitFor();
      await page.getByText('1 day of these was not counted').waitFor();
      expect(await page.locator('[data-date="2026-11-16"] td').allTextContents()).toEqual([
        '20',
        '19',
        '3',
        '4',
        '1',
        '25',
        '21',
        '18',
        '100',
        '7',
        '2',
        '1',
      ]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      expect(await axeViolations(page, 'main')).toEqual([]);
      const saved = page.waitForEvent('download');
      await pressByKeyboard(page, /^Save as CSV$/);
      expect((await saved).suggestedFilename()).toBe('report.csv');
      await page.getByRole('combobox', { name: 'Period' }).selectOption({ label: '28 days' });
      await expect.poll(() => asked.at(-1)).toMatch(/from=2026-10-20&to=2026-11-16$/);
    },
  );

  test('writes a room’s name whole, of whatever length its words are, on a screen, a phone and paper', async () => {
    const page = await opened();
    const names = ['Behandlungszimmer Süd', 'Übungsraum', '診察室1', '1A', 'Recovery'];
    await changed(page, (board) => ({
      ...board,
      rooms: board.rooms.map((room, index) => ({ ...room, name: names[index] ?? room.name })),
    }));
    await page.goto(`${day.system.url}/?view=day`);
    await page.waitForSelector('.timeline');
    for (const [width, media] of [
      [1280, 'screen'],
      [390, 'screen'],
      [1040, 'print'],
    ] as const) {
      await page.emulateMedia({ media });
      await resized(page, width);
      const cut = await page.evaluate(`[...document.querySelectorAll('button.row-name')]
        .filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)`);
      expect(cut, `${media} of ${width}`).toEqual([]);
    }
  });

  test('has twenty rooms of the longest names, on five floors and with who waits, whole on one screen of 1080p, whatever stands above them', async () => {
    for (const urgent of WHOLE_MATRIX ? [false, true] : [true]) {
      const page = await opened(undefined, { width: 1920, height: 1080 });
      await changed(page, (board) => {
        const twenty = roomsLike(board, 20, (index) => ({
          name: 'Recovery and observation room of day surgery',
          floor: String(index % 5),
        }));
        const waits = twenty.bookings.find(({ roomId }) => roomId === null);
        if (waits === undefined) throw new Error('no one waits');
        const item = {
          kind: 'waiting',
          booking: waits.uid,
          start: waits.start,
          others: [],
          words: '',
        } as const;
        return { ...twenty, attention: urgent ? [{ ...item, resolve: ['move-to', 'swap-with'] }] : [] };
      });
      await page.goto(`${day.system.url}/?view=day`);
      await page.waitForSelector('.waiting-row');
      expect(await page.locator('.attention-top').count()).toBe(urgent ? 1 : 0);
      const seen = (await page.evaluate(`({
        rows: [...document.querySelectorAll('[data-focus^="row "]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          const frame = row.closest('.timeline').getBoundingClientRect();
          return top >= frame.top && bottom <= Math.min(frame.bottom, innerHeight);
        }).length,
        least: Math.min(...[...document.querySelectorAll('.visit')].map((bar) => bar.clientHeight)),
        cut: [...document.querySelectorAll('button.row-name, button.row-name span')]
          .filter((name) => name.scrollHeight > name.clientHeight + 1).length,
        page: document.documentElement.scrollHeight,
      })`)) as object;
      expect(seen).toMatchObject({ rows: 20, cut: 0, page: 1080 });
      expect((seen as { least: number }).least).toBeGreaterThanOrEqual(24);
    }
  });

  test.each(WHOLE_MATRIX ? [60, 200] : [60])(
    'has %d rooms, none of them blank wherever one scrolls to, under the hours and their floor’s name',
    async (many) => {
      const page = await opened(undefined, { width: 1280, height: 800 });
      await changed(page, (board) =>
        roomsLike(board, many, (index) => ({ floor: String(Math.floor(index / 25)) })),
      );
      await page.goto(`${day.system.url}/?view=day`);
      await page.waitForSelector('.timeline');
      const scrolledTo = (share: number) =>
        page.evaluate(`(async () => {
        const frame = document.querySelector('.timeline');
        frame.scrollTop = ${share} * frame.scrollHeight;
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const { top, bottom } = frame.getBoundingClientRect();
        const rows = [...frame.querySelectorAll('[data-focus^="row "]')].filter((row) => {
          const at = row.getBoundingClientRect();
          return at.bottom > top && at.top < bottom;
        });
        return {
          blank: rows.filter((row) => !row.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length,
          rows: rows.length,
          hours: Math.round(frame.querySelector('.hours').getBoundingClientRect().top - top),
        };
      })()`);
      const steps = many / 10;
      for (let step = 0; step <= steps; step += 1) {
        const seen = (await scrolledTo(step / steps)) as { blank: number; rows: number; hours: number };
        expect(seen, String(step)).toMatchObject({ blank: 0, hours: 0 });
        expect(seen.rows).toBeGreaterThan(5);
      }
    },
  );

  test('on paper has every room with its visits, all its hours and its date with the year, and nothing to press', async () => {
    const page = await opened('/?view=day', { width: 1280, height: 420 });
    await page.waitForSelector('.timeline');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 1040, height: 720 });
    const { rooms, bookings } = await day.api<BoardView>('/api/board');
    const seen = (await page.evaluate(`({
      rooms: [...document.querySelectorAll('[data-focus^="row "]')].map((row) => row.dataset.focus.slice(4)),
      visits: [...document.querySelectorAll('[data-focus^="visit "]')]
        .filter((visit) => visit.checkVisibility({ contentVisibilityAuto: true })).length,
      wide: document.documentElement.scrollWidth,
      cut: [...document.querySelectorAll('.timeline')].some((each) => each.scrollWidth > each.clientWidth + 1),
      nav: document.querySelector('nav').checkVisibility(),
    })`)) as Record<string, unknown>;
    expect(seen).toMatchObject({
      rooms: rooms.map(({ id }) => id),
      visits: bookings.length,
      cut: false,
      nav: false,
    });
    expect(seen.wide).toBeLessThanOrEqual(1040);
    expect(await page.locator('.on-paper').innerText()).toMatch(/Clinic North · Tuesday,? 17 November 2026/);
  });

  test('is printed by one press: every visit on the sheet of its floor or of its practitioner, those who wait on top', async () => {
    const page = await opened('/?view=day', { width: 768, height: 1000 });
    await page.evaluate('window.printed = 0; window.print = () => { window.printed += 1; }');
    await page.getByRole('button', { name: 'Print', exact: true }).click();
    await page.waitForSelector('.paper-sheet');
    await expect.poll(() => page.evaluate('window.printed'), { timeout: 120_000 }).toBe(1);
    const { bookings, visitCodes = {} } = await day.api<BoardView>('/api/board');
    const codes = bookings.map(({ uid }) => visitCodes[uid]).sort();
    const waits = bookings.find(({ roomId }) => roomId === null);
    for (const kind of ['Floor', 'Practitioner']) {
      await page.emulateMedia({ media: null });
      await page.getByRole('button', { name: kind, exact: true }).click();
      await page.locator(`[aria-pressed="true"]:text-is("${kind}")`).waitFor();
      await page.emulateMedia({ media: 'print' });
      const seen = (await page.evaluate(`({
        visits: [...document.querySelectorAll('[data-visit]')].map((row) => row.dataset.visit),
        first: document.querySelector('.paper-sheet:has(.paper-waits) tbody tr').dataset.visit,
        heads: [...document.querySelectorAll('.paper-of')].map((head) => head.innerText),
        repeated: [...document.querySelectorAll('.paper-sheet thead')]
          .every((head) => getComputedStyle(head).display === 'table-header-group'),
        torn: [...document.querySelectorAll('.paper-sheet tr')]
          .some((row) => getComputedStyle(row).breakInside !== 'avoid'),
        pressed: [...document.querySelectorAll('button')].filter((each) => each.checkVisibility()).length,
        wide: document.documentElement.scrollWidth,
      })`)) as { visits: string[]; heads: string[] } & Record<string, unknown>;
      expect(seen.visits.toSorted(), kind).toEqual(codes);
      expect(seen).toMatchObject({
        first: visitCodes[waits?.uid ?? ''],
        repeated: true,
        torn: false,
        pressed: 0,
        wide: 768,
      });
      for (const head of seen.heads)
        expect(head).toMatch(
          /Clinic North · Tuesday,? 17 November 2026 · Printed Tuesday,? 17 November 2026, \d\d:\d\d$/,
        );
    }
  });
});

test('without network the page opens from the plan that was kept, says so, and can do nothing but look at it and print it', async () => {
  const { page, complaints } = await openPage(browser, day.system.url, { serviceWorkers: 'allow' });
  await page.goto(`${day.system.url}/?view=day`);
  await page.waitForSelector('.timeline');
  const kept = `(async () => navigator.serviceWorker.controller !== null &&
    (await (await caches.open('plan')).keys()).length)()`;
  await expect.poll(() => page.evaluate(kept), { timeout: 120_000 }).toBe(2);
  const { bookings, visitCodes = {} } = await day.api<BoardView>('/api/board');
  const all = await page.evaluate(`(async () => {
    const cache = await caches.open('plan');
    const plans = await Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
    return plans.join();
  })()`);
  for (const { uid } of bookings) expect(all).not.toContain(uid);

  await page.context().setOffline(true);
  await page.reload();
  await page.getByText(/No network\. The plan as of \d\d:\d\d\./).waitFor();
  const bars = await page
    .locator('.timeline .visit')
    .evaluateAll((all) => all.map((bar) => bar.getAttribute('title')));
  for (const { uid } of bookings)
    expect(bars).toContainEqual(expect.stringContaining(visitCodes[uid] ?? 'no code'));
  const go = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
  await go('Now');
  await page.waitForSelector('[data-room="4A"]');
  const acts = page.locator('.card-acts > :not(.more) button');
  expect(await acts.count()).toBeGreaterThan(0);
  for (const act of await acts.all())
    expect([await act.getAttribute('aria-disabled'), await act.getAttribute('title')]).toEqual([
      'true',
      expect.stringMatching(/^No network\./),
    ]);
  expect(await axeViolations(page)).toEqual([]);
  await page.locator('[data-room="4A"] .card-open').press('Enter');
  await page.locator('dialog', { hasText: 'Nothing can be changed here' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await go('On paper');
  await page.waitForSelector('[data-visit]');
  const seen = await page.evaluate(
    '[...document.querySelectorAll("[data-visit]")].map((row) => row.dataset.visit)',
  );
  expect((seen as string[]).toSorted()).toEqual(bookings.map(({ uid }) => visitCodes[uid]).sort());
  const buttons = await page.getByRole('button').allInnerTexts();
  expect(buttons).toEqual(
    [
      'Tuesday 17 November 2026',
      'Wednesday 18 November 2026',
      'Now',
      'Day',
      'On paper',
      'Floor',
      'Practitioner',
      'Print',
    ].map((text) => expect.stringMatching(text.replace(/(day) /, '$1,? '))),
  );
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: /Wednesday/ }).press('Enter');
  await page.getByText(/No visits on this day/).waitFor();

  await page.context().setOffline(false);
  await look(page);
  await page.waitForSelector('.top');
  expect(complaints()).toEqual([]);
  await closePage(page);
});

// What is shown, `used.test.ts`, `utilisation.test.ts` and `one-more.test.ts` hold, and how it looks, the view of it.
testInDeep(
  'how rooms were used is shown and saved, and what one more would have brought is worked out: by keyboard',
  async () => {
    const page = await opened('/?view=used&from=2026-11-17&to=2026-11-17', { width: 1280, height: 800 });
    await page.locator('tr', { hasText: '4A' }).first().waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).press('Enter');
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('utilisation-north-2026-11-17-2026-11-17.csv');
    const lines = readFileSync(await saved.path(), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^of,id,weekday,hour,open,booked,/);
    expect(lines.some((line) => line.startsWith('room,4A,tue,15,'))).toBe(true);
    await page.getByRole('button', { name: 'Work it out' }).press('Enter');
    await page.getByText(/^1 more: a room like 4A, Tuesday 1\d:00–1\d:00/).waitFor();
  },
);

/** So many rooms as the demo clinic has them, on floors and in buildings of the test's own. */
const roomsLike = (
  board: BoardView,
  count: number,
  where: (index: number) => Partial<RoomView>,
): BoardView => ({
  ...board,
  rooms: Array.from({ length: count }, (_, index): RoomView => {
    const like = board.rooms[index % board.rooms.length];
    if (like === undefined) throw new Error('the clinic has no room');
    const name = `${1 + Math.floor(index / 4)}${'ABCD'[index % 4]}`;
    return { ...like, id: name, name, building: 'North wing', floor: '1', ...where(index) };
  }),
});

/** In the page: which rooms are seen as a whole, how many pages there are, and the smallest letters. */
const SEEN = `({
  rooms: [...document.querySelectorAll('[data-room]')].filter((room) => {
    const { left, top, right, bottom } = room.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1 &&
      room.scrollHeight <= room.clientHeight + 1 && room.scrollWidth <= room.clientWidth + 1;
  }).map((room) => room.dataset.room),
  drawn: document.querySelectorAll('[data-room]').length,
  pages: Number(document.querySelector('[data-pages]')?.dataset.pages ?? 1),
  said: document.querySelector('[data-pages]')?.textContent,
  least: Math.min(...[...document.querySelectorAll('[data-room] *')]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3))
    .map((each) => parseFloat(getComputedStyle(each).fontSize))),
})`;
type Seen = { rooms: string[]; drawn: number; pages: number; said?: string; least: number };

/** Some numbers of rooms on one screen; every one, on each, in the deep tests. */
const COUNTS = WHOLE_MATRIX ? Array.from({ length: 24 }, (_, index) => index + 1) : [1, 8, 24];
const WALLS = [
  [1920, 1080],
  [1280, 800],
  [1080, 1920],
] as const;
/** As long as a clinic may call its rooms. */
const LONG_NAMES = ['Untersuchungszimmer 12', 'Recovery', '1A', 'Physiotherapieraum'];

test('twenty rooms are seen as a whole at 1080p, six in a row at most, in one face of two weights', async () => {
  const page = await opened(undefined, { width: 1920, height: 1080 });
  for (const aFloor of WHOLE_MATRIX ? [2, 5, 20] : [5]) {
    await changed(page, (board) =>
      roomsLike(board, 20, (index) => ({ floor: `${Math.floor(index / aFloor)}` })),
    );
    await page.goto(day.system.url);
    await eventually('twenty cards', async () => (await page.locator('.card').count()) === 20);
    const { tall, heights, inARow } = (await page.evaluate(`(() => {
      const frames = [...document.querySelectorAll('.card-frame')].map((each) => each.getBoundingClientRect());
      return {
        tall: document.documentElement.scrollHeight,
        heights: frames.map(({ height }) => Math.round(height)),
        inARow: Math.max(...Object.values(Object.groupBy(frames, ({ top }) => Math.round(top))).map((row) => row.length)),
      };
    })()`)) as { tall: number; heights: number[]; inARow: number };
    expect(tall, `${aFloor} a floor`).toBeLessThanOrEqual(1080);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(112);
    expect(Math.max(...heights)).toBeLessThanOrEqual(136);
    expect(inARow).toBeLessThanOrEqual(6);
  }
  const { weights, faces, figures } = (await page.evaluate(`(() => {
    const written = [...document.querySelectorAll('body *')].filter((each) =>
      [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
    const probe = document.querySelector('.clock');
    const widthOf = (text) => { probe.textContent = text; return probe.getBoundingClientRect().width; };
    return {
      weights: [...new Set(written.map((each) => getComputedStyle(each).fontWeight))].sort(),
      faces: [...document.fonts].map(({ family, status }) => family.replaceAll('"', '') + ' ' + status),
      figures: [widthOf('11:11'), widthOf('08:08')],
    };
  })()`)) as { weights: string[]; faces: string[]; figures: [number, number] };
  expect(weights).toEqual(['400', '600']);
  // The letters of names from further east come where one is shown: none is here.
  expect(faces).toEqual(['Inter Variable loaded', 'Inter Variable unloaded']);
  expect(figures[0]).toBe(figures[1]);
});

describe('the wall’s screen', () => {
  test.each(WHOLE_MATRIX ? WALLS : WALLS.slice(0, 1))(
    'at %d × %d shows all rooms of a floor, of 1 to 24, or turns pages and says which it shows, in letters of 24 px or more',
    async (width, height) => {
      const { page } = await openPage(browser, day.system.url, { viewport: { width, height } });
      await page.clock.install();
      let count = 1;
      await changed(page, (board) =>
        roomsLike(board, count, (index) => ({ name: LONG_NAMES[index % LONG_NAMES.length] ?? '' })),
      );
      await page.goto(`${day.system.url}/?kiosk=floor-1`);
      for (count of COUNTS) {
        await eventually(`${count} rooms`, async () => {
          await Promise.all([page.waitForResponse('**/api/board*', { timeout: 10_000 }), look(page)]).catch(
            () => undefined,
          );
          const { drawn, pages } = (await page.evaluate(SEEN)) as Seen;
          return pages > 1 || drawn === count;
        });
        const all = new Set<string>();
        let { pages } = (await page.evaluate(SEEN)) as Seen;
        // A page on which a room needs more words may make one more.
        // Its time passes by itself as well: on a busy machine a turn may be missed, and comes again.
        for (let turned = 0; turned < 8 * pages && all.size < count; turned += 1) {
          const seen = (await page.evaluate(SEEN)) as Seen;
          expect(seen.rooms, `${count} rooms, page ${seen.said}`).toHaveLength(seen.drawn);
          expect(seen.least, `${count} rooms`).toBeGreaterThanOrEqual(24);
          pages = seen.pages;
          if (pages > 1) expect(seen.said).toMatch(new RegExp(`^\\d/${pages}$`));
          for (const room of seen.rooms) all.add(room);
          if (pages > 1) await page.clock.runFor(turned % 3 === 2 ? 5_000 : 10_000);
        }
        expect(all.size, `${count} rooms on ${pages} page(s)`).toBe(count);
      }
      await closePage(page);
    },
  );

  test('keeps floors of one name apart, each under its building, and shows the one that is named', async () => {
    const page = await opened();
    await changed(page, (board) =>
      roomsLike(board, 6, (index) => ({ building: index < 4 ? 'North wing' : 'Annexe' })),
    );
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await page.waitForSelector('[data-room]');
    expect(await page.locator('h2').allInnerTexts()).toEqual(['North wing · Floor 1', 'Annexe · Floor 1']);
    expect(await page.locator('section:nth-of-type(2) [data-room]').count()).toBe(2);
    await page.goto(`${day.system.url}/?kiosk=floor-1&building=Annexe`);
    await page.waitForSelector('[data-room]');
    expect(await page.locator('[data-room]').count()).toBe(2);
    expect(await page.textContent('h1')).toBe('Annexe · Floor 1');
  });

  test('says so where there is no such floor, and which there are', async () => {
    const page = await opened('/?kiosk=floor-77');
    await page.getByText('There is no Floor 77 here. There are:').waitFor();
    expect(await page.textContent('main')).toContain('North wing · Floor 1');
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('another day', () => {
  test('has no now: no state taken at midnight, no room hidden for not being free now', async () => {
    const other = await day.api<BoardView>('/api/board?date=2026-11-18');
    expect(other.rooms.filter((room) => 'state' in room || 'openNow' in room || 'until' in room)).toEqual([]);
    const page = await opened('/?date=2026-11-18&free=1');
    await page.waitForSelector('.timeline');
    expect(await page.locator('[data-focus^="row "]').count()).toBe(other.rooms.length);
    expect(await page.getByRole('button', { name: 'Free now' }).count()).toBe(0);
    expect(await page.textContent('.day-name')).toContain('Tomorrow');
    await page.locator('[data-focus="row 3B"] button').first().click();
    await page.getByText('Free 07:00–19:00').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Now', exact: true }).click();
    await page.waitForSelector('[data-room]');
    await page.waitForURL((url) => !url.searchParams.has('date'));
  });

  test('does not become today’s address: today is where one is, and yesterday says that it is yesterday', async () => {
    const page = await opened('/?view=day&date=2026-11-17');
    await page.waitForSelector('.timeline');
    await page.waitForURL((url) => !url.searchParams.has('date'));
    await page.goto(`${day.system.url}/?view=day&date=2026-11-16`);
    await page.locator('.day-name', { hasText: 'Yesterday Monday' }).waitFor();
    await page.getByRole('button', { name: 'The day after' }).click();
    await page.locator('.day-name', { hasText: 'Today' }).waitFor();
    await page.waitForURL((url) => !url.searchParams.has('date'));
  });

  test('is three days on after three quick presses, and the old one is not shown in its place', async () => {
    const page = await opened('/?view=day');
    await page.waitForSelector('.timeline');
    let answering = (): void => undefined;
    const later = new Promise<void>((resolve) => {
      answering = resolve;
    });
    await page.route('**/api/board?date=*', async (route) => {
      await later;
      await route.continue().catch(() => undefined);
    });
    for (let times = 0; times < 3; times += 1)
      await page.getByRole('button', { name: 'The day after' }).click();
    await page.waitForURL((url) => url.searchParams.get('date') === '2026-11-20');
    await page.locator('.day-name', { hasText: '20 November' }).waitFor();
    expect(await page.locator('.timeline').count()).toBe(0);
    answering();
    await page.waitForSelector('.timeline');
  });
});

describe('time', () => {
  const focused = (page: Page): Promise<string> =>
    page.evaluate('document.activeElement.dataset.cell ?? document.activeElement.textContent');

  test('any day is chosen in the calendar, which a press or a key opens at the name of the day', async () => {
    const page = await opened('/?view=day');
    await page.waitForSelector('.timeline');
    await page.evaluate(`HTMLInputElement.prototype.showPicker = function () { window.shown = this.value; }`);
    await page.getByRole('button', { name: /^Another day: Today Tuesday,? 17/ }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('window.shown')).toBe('2026-11-17');
    await page.locator('.top input[type="date"]').fill('2026-11-26');
    await page.locator('.day-name', { hasText: /Thursday,? 26 November/ }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('date') === '2026-11-26');
  });

  test('a week shows how full each room is on each day, and leads to a room on a day, by keys alone', async () => {
    const page = await opened('/?view=week&date=2026-11-18');
    const cells = page.locator('.week-cell');
    await cells.first().waitFor();
    const { rooms } = await day.api<BoardView>('/api/board');
    expect(await cells.count()).toBe(7 * rooms.length);
    expect(await page.locator('.week-cell[tabindex="0"]').count()).toBe(1);
    await cells.first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await focused(page)).toBe('1 1');
    expect(await page.locator('.week-cell:focus').textContent()).toMatch(
      new RegExp(`^${rooms[1]?.name}, Tuesday,? 17 November: \\d+ ?% booked, `),
    );
    await page.keyboard.press('Enter');
    await page.waitForSelector('.timeline');
    await eventually('the room being where one stands', async () => (await focused(page)) === rooms[1]?.name);
    await page.getByRole('link', { name: 'Week', exact: true }).click();
    await page.getByRole('button', { name: 'The week after' }).click();
    await page.locator('#week-title', { hasText: /Monday,? 23 November/ }).waitFor();
  });

  // What stood there, `past-board.test.ts` holds, and how it looks, the view of it.
  testInDeep(
    'the board as it stood says that it is past, has nothing to do anything by, and leads back, by keys alone',
    async () => {
      await day.at('09:00');
      const page = await opened('/');
      await page.waitForSelector('[data-room]');
      const before = await day.api<unknown>('/api/trail');
      await page.getByRole('button', { name: 'As it stood earlier' }).focus();
      await page.keyboard.press('Enter');
      await page
        .locator('#past-title', { hasText: /^As it stood on Tuesday,? 17 November 2026 at \d\d:\d\d$/ })
        .waitFor();
      await page.locator('.past table').first().waitFor();
      const asked = new URL(page.url()).searchParams.get('at');
      await page.locator('.past [type="range"]').focus();
      await page.keyboard.press('ArrowLeft');
      await page.waitForURL((url) => url.searchParams.get('at') !== asked);
      await page.locator('.past table').first().waitFor();
      // Drawn as the Day is, with that time as its now.
      await page.locator('.past [type="time"]').fill('08:58');
      const drawn = page.locator('.past .timeline');
      await drawn.locator('.now-time', { hasText: '08:58' }).waitFor();
      expect(await drawn.locator('.visit[title*="Laser treatment"]').count()).toBe(2);
      expect(await drawn.locator('button, [tabindex]').count()).toBe(0);
      await page.locator('.past [type="time"]').fill('07:30');
      await drawn.locator('.now-time', { hasText: '07:30' }).waitFor();
      await page.locator('.past table').first().waitFor();
      expect(await page.locator('main button').count()).toBe(3);
      expect(await page.getByText('Laser treatment').count()).toBe(0);
      await page.getByRole('button', { name: 'Back to now' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-room]');
      expect(await day.api<unknown>('/api/trail')).toEqual(before);
      await page.goto(`${day.system.url}/?at=23:59`);
      await page.getByText('That is yet to come.').waitFor();
      await page.getByRole('button', { name: 'Back to now' }).press('Enter');
      await page.waitForSelector('[data-room]');
    },
  );
});

describe('anyone who sits at the board', () => {
  // `for-everybody.ts` and `previews.ts` do so as well.
  testInDeep(
    'resolves a visit that no room can take: arranged by hand, and taken back; or told in person',
    async () => {
      const page = await opened('/?view=attention');
      const item = page.locator('[data-attention="waiting"]');
      await item.getByRole('button', { name: /^Arranged by hand/ }).click();
      await page.locator('.notice', { hasText: 'Arranged by hand' }).waitFor();
      await item.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await item.getByRole('button', { name: /^Told in person/ }).click();
      await item.waitFor({ state: 'detached' });
    },
  );

  test('chooses among several sites, where the address names none', async () => {
    const page = await opened();
    await page.route('**/api/board', (route) =>
      route.fulfill({
        status: 400,
        contentType: 'application/problem+json',
        json: {
          type: 'urn:room-board:which-site',
          title: 'site: name one of several',
          status: 400,
          sites: [
            { id: 'north', name: 'Clinic North' },
            { id: 'south', name: 'Clinic South' },
          ],
        },
      }),
    );
    await page.goto(`${day.system.url}/?view=day`);
    await page.getByText('Which site?').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Clinic North' }).click();
    await page.waitForSelector('.timeline');
    await page.waitForURL((url) => url.searchParams.get('site') === 'north');
  });

  test('is told that the board does not answer yet, and sees it by itself as soon as it does', async () => {
    const page = await opened();
    await page.route('**/api/board*', (route) => route.abort());
    await page.goto(day.system.url);
    await page.getByText('The board does not answer. Trying again').waitFor();
    await page.unroute('**/api/board*');
    await page.waitForSelector('[data-room]');
  });

  // `the act that is due at a room` in `views.test.ts`; `encounter.test.ts` holds that it is refused.
  testInDeep('is offered nothing that cannot be done yet', async () => {
    const page = await opened('/');
    await page.locator('[data-room="4A"]').getByText('Laser treatment').first().waitFor();
    expect(await page.getByRole('button', { name: 'With practitioner: room 4A' }).count()).toBe(0);
    await day.at('14:40');
    await look(page);
    await page.getByRole('button', { name: 'With practitioner: room 4A' }).waitFor();
  });

  /** With what staff say of it. */
  const blocked = (start: string) => ({
    state: 'blocked' as const,
    reason: 'cleaning' as const,
    blockId: 'b',
    blocks: [{ id: 'b', start, reason: 'cleaning' as const, note: 'Window cleaners' }],
  });

  test('reads a room’s name by whole words, and what staff say of one that is blocked, on its card', async () => {
    const page = await opened();
    const names = ['Sprechzimmer Grün', 'Übungsraum', 'Behandlungszimmer', '1A', 'Recovery'];
    await changed(page, (board) => ({
      ...board,
      rooms: board.rooms.map((room, index) => ({
        ...room,
        name: names[index] ?? room.name,
        ...(index === 5 && blocked(board.now)),
      })),
    }));
    await page.goto(day.system.url);
    for (const width of WHOLE_MATRIX ? [1920, 1280, 390] : [390]) {
      await goWithin(page, '/', '[data-room]');
      await resized(page, width);
      await page.locator('.tone-blocked', { hasText: 'Window cleaners' }).waitFor();
      const broken = await page.evaluate(`[...document.querySelectorAll('.card-room')].filter((name) => {
        name.style.overflowWrap = 'normal';
        return name.scrollWidth > name.clientWidth;
      }).map((name) => name.textContent)`);
      expect(broken, `${width}`).toEqual([]);
      await goWithin(page, '/?view=day', '.timeline');
      await page.locator('[data-focus^="visit "]').last().click();
      await page.locator('dialog').getByRole('button', { name: 'Move to …' }).click();
      await page.waitForSelector('.pick');
      const covered = await page.evaluate(`[...document.querySelectorAll('.pick b')].filter((name) =>
        name.scrollWidth > name.clientWidth).map((name) => name.textContent)`);
      expect(covered, `${width}`).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
  });

  test('finds every button of a room, however long the room’s name is', async () => {
    const page = await opened();
    await changed(page, (board) => ({
      ...board,
      rooms: board.rooms.map((room) => ({
        ...room,
        name: 'Recovery and observation room of the day surgery department',
      })),
    }));
    await page.goto(day.system.url);
    await page.waitForSelector('[data-room]');
    for (const width of [1280, 390]) {
      await resized(page, width);
      const hidden = await page.evaluate(`[...document.querySelectorAll('[data-room] button')]
        .filter((button) => button.checkVisibility()).filter((button) => {
        button.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = button.getBoundingClientRect();
        return !button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      }).map((button) => button.getAttribute('aria-label') ?? button.textContent)`);
      expect(hidden, `${width}`).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });
});

describe('where an act moves several, what it would do', () => {
  const answer = { affected: [], notifications: 3, waiting: [], tellInPerson: [] };
  /** A block of 1A that moves someone, so that it has to be agreed to first. */
  const blockAsksFirst = async (page: Page): Promise<unknown[]> => {
    const asked: unknown[] = [];
    await page.route('**/api/rooms/1A/blocks*', (route) => {
      asked.push(route.request().postDataJSON());
      return route.fulfill({
        status: 409,
        json: { type: 'urn:room-board:asks-first', title: '', question: { what: 'block', room: '1A' } },
      });
    });
    return asked;
  };

  test('may be gone to with Tab before it is known, is not agreed to by a key until then, and keeps the focus', async () => {
    const page = await opened();
    const asked = await blockAsksFirst(page);
    const known = Promise.withResolvers<void>();
    await page.route('**/api/what-ifs', async (route) => {
      await known.promise;
      await route.fulfill({ status: 202, json: { id: 'w', state: 'proved', answer } });
    });
    await page.goto(day.system.url);
    await page.getByRole('button', { name: 'Block: room 1A', exact: true }).click();
    await page.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    const confirm = page.locator('dialog').getByRole('button', { name: 'Confirm', exact: true });
    await confirm.waitFor();
    const hasFocus = (): Promise<boolean> =>
      confirm.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let tabs = 0; tabs < 4 && !(await hasFocus()); tabs += 1) await page.keyboard.press('Tab');
    expect(await hasFocus()).toBe(true);
    await page.keyboard.press('Enter');
    known.resolve();
    await page.waitForSelector('dialog [data-state="proved"]');
    expect(asked).toHaveLength(1);
    expect(await hasFocus()).toBe(true);
    await page.keyboard.press('Enter');
    await eventually('the block being agreed to', async () => asked.length === 2);
    expect(asked).toMatchObject([{ site: 'north' }, { agreed: true }]);
  });
  const curve = [
    { notifications: 0, waiting: 3, waitingBound: 3 },
    { notifications: 1, waiting: 2, waitingBound: 1 },
    { notifications: 3, waiting: 0, waitingBound: 0 },
  ];

  test.each(
    matrix([
      ['en-GB', 'Block: room 1A', 'Block', /More waiting without any mail: 3; with 3: 0/, 'As a table'],
      ['de-DE', 'Sperren: Raum 1A', 'Sperren', /Mehr Wartende ganz ohne Mail: 3; mit 3: 0/, 'Als Tabelle'],
    ]),
  )(
    'has a chart of how many more wait by the mails sent, with its bound, and the same as a table (%s)',
    async (locale, open, block, says, table) => {
      const own = locale === 'en-GB' ? window : await openPage(browser, day.system.url, { locale });
      const page = own === window ? await opened() : own.page;
      const before = own.complaints().length;
      await blockAsksFirst(page);
      await page.route('**/api/what-ifs', (route) => {
        const asked = route.request().postDataJSON();
        return route.fulfill({
          status: 202,
          json: { id: 'w', state: 'proved', answer: asked.curve ? { ...answer, curve } : answer },
        });
      });
      await page.goto(day.system.url);
      await page.getByRole('button', { name: open, exact: true }).click();
      await page.locator('dialog').getByRole('button', { name: block, exact: true }).click();
      await page.waitForSelector('dialog [data-curve="3"] svg .curve-bound');
      expect(await page.textContent('.curve')).toMatch(says);
      await page.getByText(table, { exact: true }).click();
      const rows = await page.locator('.curve tbody tr').allInnerTexts();
      expect(rows.map((each) => each.split(/\s+/).map(Number))).toEqual([
        [0, 3, 3],
        [1, 2, 1],
        [3, 0, 0],
      ]);
      if (WHOLE_MATRIX || locale === 'en-GB') expect(await axeViolations(page, 'dialog')).toEqual([]);
      expect(own.complaints().slice(before)).toEqual([]);
      if (own !== window) await closePage(page);
    },
  );
});
