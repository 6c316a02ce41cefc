import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goWithin, openPage } from '../../../bin/browser/browser.ts';
import type { ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { HOSTILE, severalSites } from './several-sites.ts';

let day: ClinicDay;
let browser: Browser;
beforeAll(async () => {
  [day, browser] = await withBrowser(severalSites.on('2026-12-01', '09:30'));
});
afterAll(closePages);

/** Every view of the house with the hostile name, by its address and something it shows. */
const VIEWS = {
  '/?site=hostile': '[data-room]',
  '/?site=hostile&view=day': '.timeline',
  '/?site=hostile&view=day&table=1': 'table',
  '/?site=hostile&view=attention': '.publishing',
  '/?site=hostile&view=trail': '.trail li',
  '/?site=hostile&kiosk=floor-1': '.kiosk-room',
} as const;

test('hostile text in names, uids, kinds, equipment and reasons is shown as text on every view', async () => {
  const { uid: anyVisit } = await day.book('consultation', '10:30', { hostId: 4711 });
  const [visit] = await eventually('a visit', async () => {
    const { bookings } = await day.api<BoardView>('/api/board?site=north');
    return bookings.some((each) => each.uid === anyVisit) && bookings;
  });
  // Its history has something to say.
  await day.api('/api/publishing', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site: 'hostile', mode: 'shadow' }),
  });
  const { page, complaints } = await openPage(browser, day.system.url);
  // What the clinic file and Cal.com cannot bring in, the API says in this test.
  await page.route('**/api/board*', async (route) => {
    const response = await route.fetch();
    if (response.status() !== 200) return route.fulfill({ response });
    const board = (await response.json()) as BoardView;
    const uid = `${HOSTILE}-1`;
    const strange = {
      ...board,
      visitCodes: { [uid]: HOSTILE },
      rooms: board.rooms.map((room, at) =>
        at === 0
          ? {
              ...room,
              id: HOSTILE,
              name: HOSTILE,
              through: HOSTILE,
              kind: HOSTILE,
              equipment: [HOSTILE],
              state: 'blocked',
              reason: HOSTILE,
              blockId: HOSTILE,
            }
          : room,
      ),
      bookings: [visit].map((booking) => ({
        ...booking,
        uid,
        visitType: HOSTILE,
        practitioner: HOSTILE,
        roomId: HOSTILE,
      })),
      attention: [
        {
          kind: 'waiting',
          booking: uid,
          others: [uid],
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
  await page.goto(`${day.system.url}/?site=hostile`);
  await page.waitForSelector('[data-room]');
  for (const [search, shows] of Object.entries(VIEWS).toReversed()) {
    await goWithin(page, search, shows);
    expect(await page.locator('main img, header img').count(), search).toBe(0);
    expect(await page.evaluate('window.hacked'), search).toBeUndefined();
    expect(await page.locator('body').innerText(), search).toContain('<img src=x');
  }
  await page.locator('.card-open').first().click();
  expect(await page.locator('dialog h2').innerText()).toBe(`Room ${HOSTILE}`);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(complaints()).toEqual([]);
  await closePage(page);
});
