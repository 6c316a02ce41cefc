import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookedVisit, ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import { isTaken } from '../../../bin/local/is-taken.ts';
import type { BoardView, BookingView } from '../../../shared/board/view/board-view.ts';
import { type Desk, deskAt, WAYS } from '../../support/desk-at.ts';
import { closePages, withBrowser } from '../../support/one-browser.ts';
import { matrix, testInDeep, WHOLE_MATRIX } from '../../support/whole-matrix.ts';
import { axeViolations } from '../axe.ts';
import { severalSites } from './several-sites.ts';

let day: ClinicDay;
let browser: Browser;
/** Whose window stays open from one test to the next. */
let desk: Desk;
beforeAll(async () => {
  [day, browser] = await withBrowser(severalSites.on('2026-12-08', '09:30'));
  desk = await openDesk();
});
afterAll(closePages);

const boardNow = (): Promise<BoardView> => day.api('/api/board?site=north');
const bookingOf = async (uid: string): Promise<BookingView | undefined> =>
  (await boardNow()).bookings.find((each) => each.uid === uid);
const roomOf = async (uid: string): Promise<string | null | undefined> => (await bookingOf(uid))?.roomId;
const rooms = async (): Promise<Record<string, string | null>> =>
  Object.fromEntries((await boardNow()).bookings.map(({ uid, roomId }) => [uid, roomId]));
const post = (path: string, body: object) =>
  day.api(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, site: 'north' }),
  });
const publish = (mode: 'on' | 'off') => post('/api/publishing', { mode });
const mailsTo = async (uid: string): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: { role: string; channel: string }[] }>(`mails?uid=${uid}`);
  return mails.filter(({ role, channel }) => role === 'attendee' && channel === 'email').length;
};
/** Booked, in a room, and told so. */
const booked = async (type: string, start: string, hostId: number): Promise<BookedVisit> => {
  const visit = await day.book(type, start, { hostId });
  await eventually('Cal.com taking its room', () => isTaken(day, visit.uid, 'north'));
  return visit;
};

/** An address of the house with twenty rooms. */
const atNorth = (address: string): string => `${address}${address.includes('?') ? '&' : '?'}site=north`;
const openDesk = (address = '/', locale = 'en-GB'): Promise<Desk> =>
  deskAt(browser, new URL(atNorth(address), day.system.url), 'main [data-focus]', { locale });
const named = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const bar = (page: Page, uid: string) => page.locator(`[data-focus="visit ${uid}"]`);
const proved = '.preview[data-state="proved"]';
const toldAll = () =>
  eventually('there being nothing to tell', async () =>
    (await boardNow()).owed.every(({ publication }) => publication === 'sent'),
  );
const noticed = (page: Page, text: string) => page.locator('.notice', { hasText: text }).waitFor();

describe('on twenty rooms, what touches someone else is shown with time and rooms, and taken back without a mail:', () => {
  let first: BookedVisit;
  let second: BookedVisit;
  let next: BookedVisit;
  beforeAll(async () => {
    // Two at once, who have the two rooms for blood between them; and one that follows in the first one's.
    first = await booked('blood-test', '10:00', 4712);
    second = await booked('blood-test', '10:00', 4711);
    const { end } = (await bookingOf(first.uid)) as BookingView;
    const local = new Date(Date.parse(end) + 75 * 60_000).toISOString().slice(11, 16);
    next = await booked('blood-test', local, 4712);
    if ((await roomOf(next.uid)) !== (await roomOf(first.uid))) {
      const roomId = await roomOf(first.uid);
      await post(`/api/bookings/${next.uid}/actions`, { do: 'move-to', roomId, agreed: true });
      await eventually('Cal.com taking the other room', async () => {
        const isThere = (await roomOf(next.uid)) === roomId;
        return isThere && (await isTaken(day, next.uid, 'north'));
      });
    }
    expect((await boardNow()).rooms).toHaveLength(20);
  });

  const theRoom = async (visit: BookedVisit): Promise<string> => (await roomOf(visit.uid)) ?? '';
  type Case = {
    readonly name: string;
    readonly at: string;
    readonly act: (desk: Desk) => Promise<void>;
    readonly moves: () => readonly BookedVisit[];
  };
  const CASES: readonly Case[] = [
    {
      name: 'a block',
      at: '09:40',
      act: async ({ page, press }) => {
        await page.goto(`${day.system.url}${atNorth('/')}`);
        await press(named(page, `Block: room ${await theRoom(second)}`));
        await press(page.locator('dialog label', { hasText: '60 min' }));
        await press(page.locator('dialog').getByRole('button', { name: 'Block', exact: true }));
      },
      moves: () => [second],
    },
    {
      name: 'a move',
      at: '09:41',
      act: async ({ page, press }) => {
        await press(bar(page, next.uid));
        await press(named(page, `Move to room ${await theRoom(second)}`));
      },
      moves: () => [next],
    },
    {
      name: 'a swap',
      at: '09:42',
      act: async ({ page, press }) => {
        await press(bar(page, first.uid));
        await press(named(page, 'Swap with …'));
        await press(page.locator('dialog .pick', { hasText: await theRoom(second) }));
      },
      moves: () => [first, second],
    },
    {
      name: 'an overrule',
      at: '09:43',
      act: async ({ page, press }) => {
        await press(bar(page, first.uid));
        await press(named(page, 'Move to room 7A'));
      },
      moves: () => [first],
    },
    {
      name: 'an overrun',
      at: '10:05',
      act: async ({ page, press }) => {
        await press(bar(page, first.uid));
        await press(page.locator('dialog').getByRole('button', { name: /^Running late: 15 minutes/ }));
      },
      moves: () => [next],
    },
  ];

  // One of them shows what all have in common; that each is asked about first, `asked-before-others-move.test.ts` holds.
  const seen = WHOLE_MATRIX ? CASES : CASES.filter(({ name }) => name === 'a swap');
  test.each(seen)('$name', async ({ name, at, act, moves }) => {
    await day.at(at);
    // What a plan has moved before is told first, and no mail of it comes into the count.
    await toldAll();
    await desk.afresh(atNorth('/?view=day'));
    const { page } = desk;
    await publish('off');
    const before = await rooms();
    const mails = await Promise.all(moves().map(({ uid }) => mailsTo(uid)));
    await act(desk);
    await page.waitForSelector(proved);
    const said = await page.innerText('dialog');
    for (const { uid } of moves()) {
      const visit = (await bookingOf(uid)) as BookingView;
      const start = new Date(Date.parse(visit.start) + 3_600_000).toISOString().slice(11, 16);
      expect(said).toMatch(
        new RegExp(`${start} Blood test.*: ${visit.roomId} → \\w+.*in \\d+ min.*told before`),
      );
    }
    if (WHOLE_MATRIX || name === 'a swap') expect(await axeViolations(page, 'dialog')).toEqual([]);
    expect(await rooms()).toEqual(before);
    await desk.press(page.locator('dialog .sheet-acts .primary'));
    await eventually('the others having moved', async () => {
      const now = await rooms();
      return moves().every(({ uid }) => now[uid] !== before[uid]);
    });
    await desk.press(named(page, 'Undo'));
    await noticed(page, 'Undone');
    await eventually('everyone being back', async () => {
      const now = await rooms();
      return Object.entries(before).every(([uid, room]) => now[uid] === room);
    });
    await publish('on');
    await toldAll();
    expect(await Promise.all(moves().map(({ uid }) => mailsTo(uid)))).toEqual(mails);
    expect(desk.complaints()).toEqual([]);
  });

  // That it is asked about first, `asked-before-others-move.test.ts` holds.
  test.each(WHOLE_MATRIX ? WAYS : [])(
    'an overrun takes two presses from its card, by %s: the second confirms who moves',
    async (way) => {
      await day.at('10:06');
      await publish('off');
      const { page } = desk;
      const by = desk.by[way];
      await desk.afresh(atNorth('/'));
      await by(named(page, `Late: room ${await theRoom(first)}`));
      await page.waitForSelector(proved);
      await by(page.locator('dialog .sheet-acts .primary'));
      await noticed(page, 'takes 15 min longer');
      expect(desk.presses()).toBe(2);
      await named(page, 'Undo').click();
      await noticed(page, 'Undone');
      await publish('on');
      expect(desk.complaints()).toEqual([]);
    },
  );
});

describe('a rule is overruled in three presses, the last of which names what it breaks', () => {
  let visit: BookedVisit;
  beforeAll(async () => {
    await day.at('10:10');
    visit = await booked('consultation', '15:00', 4711);
    // Undone before anyone is told, it asks for nothing.
    await publish('off');
  });
  afterAll(() => publish('on'));
  // By keyboard, below, in the same window and with the same said of it; a button hears of both in the same way.
  test.each(
    WHOLE_MATRIX
      ? [
          ['en', 'Move to room 7B', 'This breaks a rule:', 'Overrule and move', 'Undo'],
          [
            'de',
            'In Raum 7B umziehen',
            'Das verstößt gegen eine Regel:',
            'Trotzdem umziehen',
            'Zurücknehmen',
          ],
        ]
      : [],
  )('from its bar in the day (%s)', async (language, into, breaks, confirm, undo) => {
    await desk.afresh(atNorth(`/?view=day&lang=${language}`));
    const { page } = desk;
    const before = await roomOf(visit.uid);
    await desk.press(bar(page, visit.uid));
    await desk.press(named(page, into));
    await page.locator('dialog', { hasText: breaks }).waitFor();
    expect(await page.locator('[data-breaks]').count()).toBe(1);
    expect(await axeViolations(page, 'dialog')).toEqual([]);
    await desk.press(named(page, confirm));
    await eventually('it being there', async () => (await roomOf(visit.uid)) === '7B');
    expect(desk.presses()).toBe(3);
    expect(await bookingOf(visit.uid)).toMatchObject({
      pinned: true,
      overruled: { rules: [{ rejection: 'wrong-kind' }], reason: 'no-other-room', by: 'loopback' },
    });
    await named(page, undo).click();
    await eventually('it being back', async () => (await roomOf(visit.uid)) === before);
    expect(desk.complaints()).toEqual([]);
  });

  // From its bar it is done with as many, by mouse above and by keyboard below.
  if (WHOLE_MATRIX)
    describe('from the card of its room', () => {
      let uid: string;
      beforeAll(async () => {
        ({ uid } = await day.book('physiotherapy', '10:30', { hostId: 4711 }));
        await eventually('its room', () => roomOf(uid));
      });
      test.each(WAYS)('by %s', async (way) => {
        const before = await roomOf(uid);
        await desk.afresh(atNorth('/'));
        const { page } = desk;
        const by = desk.by[way];
        await by(page.locator(`[data-room="${before}"] [data-focus="card ${uid}"]`));
        await by(named(page, 'Move to room 7D'));
        await page.waitForSelector('[data-breaks]');
        await by(named(page, 'Overrule and move'));
        await eventually('it being there', async () => (await roomOf(uid)) === '7D');
        expect(desk.presses()).toBe(3);
        await named(page, 'Undo').click();
        await eventually('it being back', async () => (await roomOf(uid)) === before);
        await noticed(page, 'Undone');
        expect(desk.complaints()).toEqual([]);
      });
    });

  test('by keyboard: three keys beside Tab; its card says so from then on', async () => {
    await desk.afresh(atNorth('/?view=day'));
    const { page } = desk;
    await desk.key(bar(page, visit.uid));
    await desk.key(named(page, 'Move to room 7C'));
    await page.locator('dialog', { hasText: 'This breaks a rule:' }).waitFor();
    expect(await page.locator('[data-breaks]').count()).toBe(1);
    await page.waitForSelector('[data-breaks="wrong-kind"]');
    expect(await axeViolations(page, 'dialog')).toEqual([]);
    await desk.key(named(page, 'Overrule and move'));
    await eventually('it being there', async () => (await roomOf(visit.uid)) === '7C');
    expect(desk.presses()).toBe(3);
    expect(await bookingOf(visit.uid)).toMatchObject({
      pinned: true,
      overruled: { rules: [{ rejection: 'wrong-kind' }], reason: 'no-other-room', by: 'loopback' },
    });
    await page.goto(`${day.system.url}${atNorth('/')}`);
    await page
      .locator('[data-room="7C"] .chip', { hasText: 'Against the rules: another kind of room' })
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    for (const [language] of matrix([['en'], ['de']])) {
      await page.goto(`${day.system.url}${atNorth(`/?lang=${language}`)}`);
      await page.locator('[data-room="7C"] .chip').last().waitFor();
      // Each word of it can be read: none runs out of its card.
      expect(
        await page.evaluate(`[...document.querySelectorAll('[data-room="7C"] .card-visit, [data-room="7C"] .chip')]
          .filter((each) => each.getBoundingClientRect().right > each.closest('.card').getBoundingClientRect().right).length`),
      ).toBe(0);
    }
  });

  // That it cannot be done, `overrule.test.ts` holds.
  testInDeep('but not into a room that the clinic file locks: there is nothing to press', async () => {
    await desk.afresh(atNorth('/?view=day'));
    const { page } = desk;
    await bar(page, visit.uid).click();
    await page.locator('dialog', { hasText: 'locked by the clinic file' }).waitFor();
    expect(await named(page, 'Move to room 4A').count()).toBe(0);
    // Nothing is pressed in a list that is yet to be put in order.
    const known = Promise.withResolvers<void>();
    await page.route('**/api/bookings/*/rooms*', async (route) => {
      await known.promise;
      await route.continue();
    });
    await named(page, 'Move to …').click();
    await page.getByText('Looking which rooms will do').waitFor();
    expect(await page.locator('dialog .pick:visible').count()).toBe(0);
    known.resolve();
    await page.locator('dialog .pick:disabled', { hasText: '4A' }).waitFor();
    await page.unroute('**/api/bookings/*/rooms*');
  });
});

/** Of two who need the one laser at once. */
let waits: BookedVisit;

// By keyboard, what needs attention is resolved in `for-everybody.ts`.
testInDeep('a visit that waits is arranged by hand or told in person in one press', async () => {
  await booked('laser-treatment', '13:00', 4712);
  waits = await day.book('laser-treatment', '13:00', { hostId: 4711 });
  await eventually('it waiting', async () => (await boardNow()).waiting.some(({ uid }) => uid === waits.uid));
  await desk.afresh(atNorth('/?view=attention'));
  const { page } = desk;
  const item = page.locator('[data-attention="waiting"]');
  for (const name of [/^Arranged by hand/, /^Told in person/])
    for (const [way] of WAYS) {
      await item.waitFor();
      const before = desk.presses();
      await desk.by[way](item.getByRole('button', { name }));
      await item.waitFor({ state: 'detached' });
      expect(desk.presses() - before).toBe(1);
      await named(page, 'Undo').click();
      await noticed(page, 'Undone');
    }
  await item.waitFor();
  expect(desk.complaints()).toEqual([]);
});

// `views.test.ts` has what is two presses away where nothing points.
testInDeep('by touch what a mouse does takes no more presses', async () => {
  // Undone before anyone is told, it asks for nothing.
  await publish('off');
  await byTouch(waits.uid);
  await publish('on');
});

/** Nothing points where there is no mouse: what a card then hides is as few presses away. */
const byTouch = async (waits: string): Promise<void> => {
  const desk = await deskAt(browser, new URL(atNorth('/'), day.system.url), 'main [data-focus]', {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 820, height: 1180 },
  });
  const { page } = desk;
  // A store: no one comes there by themselves.
  const card = page.locator('[data-room="7J"] .card-open');
  const takenBack = async (presses: number): Promise<void> => {
    expect(desk.presses()).toBe(presses);
    await named(page, 'Undo').tap();
    await noticed(page, 'Undone');
    await desk.afresh();
  };
  await desk.tap(card);
  await desk.tap(named(page, 'Seat a walk-in, 30 min'));
  await noticed(page, 'Seated in room 7J');
  await takenBack(2);
  await desk.tap(card);
  await desk.tap(named(page, 'Block: Cleaning, 20 min'));
  await noticed(page, 'Room 7J is blocked');
  await takenBack(2);
  await desk.tap(page.locator('.attention-top').getByRole('button', { name: /^Move to/ }));
  await desk.tap(page.locator('dialog .pick', { hasText: /^7B.*Laser/is }));
  await desk.tap(named(page, 'Overrule and move'));
  await eventually('it being there', async () => (await roomOf(waits)) === '7B');
  await takenBack(3);
  expect(desk.complaints()).toEqual([]);
  await desk.close();
};
