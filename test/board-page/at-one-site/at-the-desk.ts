import { type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goWithin, openPage, type WatchedPage } from '../../../bin/browser/browser.ts';
import type { BookedVisit, ClinicDay } from '../../../bin/local/clinic-day.ts';
import { eventually } from '../../../bin/local/eventually.ts';
import { isTaken } from '../../../bin/local/is-taken.ts';
import type { BoardView } from '../../../shared/board/view/board-view.ts';
import { closePage, closePages, withBrowser } from '../../support/one-browser.ts';
import { PLANTED, plantedIn } from '../../support/planted-delivery.ts';
import { describeInDeep } from '../../support/whole-matrix.ts';
import { oneSite } from './one-site.ts';

/** A visit under the planted person's name. */
const PLANTED_PERSON = {
  name: PLANTED.attendeeName,
  email: PLANTED.attendeeMail,
  phoneNumber: PLANTED.attendeePhone,
};

let day: ClinicDay;
let browser: Browser;
let desk: WatchedPage;
let page: Page;
beforeAll(async () => {
  [day, browser] = await withBrowser(oneSite.on('2026-12-08', '09:30'));
  desk = await openPage(browser, day.system.url);
  page = desk.page;
  await page.clock.install();
  await page.goto(day.system.url);
  await page.waitForSelector('[data-room]');
});
afterAll(closePages);

/** Polled for as long as a loaded machine may take; what is there is seen at once. */
const PATIENCE = { timeout: 120_000 };

const card = (room: string): string => `[data-room="${room}"]`;
const isIn = (room: string, tone: string): string => `${card(room)}.tone-${tone}`;
const told = (room: string): string => `${card(room)} .publication-told, ${card(room)} .publication-sent`;
const press = (name: string, on: Page = page) => on.getByRole('button', { name, exact: true }).click();
/** The screen looks at once, as it does when the network comes back; no one waits for its next look. */
const look = (on: Page = page) => on.evaluate('dispatchEvent(new Event("online"))');
const shows = async (selector: string, on: Page = page): Promise<void> => {
  await eventually(`the board showing ${selector}`, async () => {
    // One look at a time: another would put an end to it before its answer is there.
    await Promise.all([on.waitForResponse('**/api/board*', { timeout: 10_000 }), look(on)]).catch(
      () => undefined,
    );
    return on.waitForSelector(selector, { timeout: 1_000 }).then(
      () => true,
      () => false,
    );
  });
};
const mailsTo = async (uid: string): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: { role: string; channel: string }[] }>(`mails?uid=${uid}`);
  return mails.filter(({ role, channel }) => role === 'attendee' && channel === 'email').length;
};

const publish = (mode: 'on' | 'off') =>
  day.api('/api/publishing', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  });

/** Every view, by its address and something it shows. */
const VIEWS = {
  '/': '[data-room]',
  '/?view=day': '.timeline',
  '/?view=day&table=1': 'table',
  '/?view=attention': '.publishing',
  '/?view=trail': '.trail li',
  '/?kiosk=floor-1': '.kiosk-room',
} as const;

describe('at the desk', () => {
  let visit: BookedVisit;

  test('a visit that is booked is on its room’s card within ten seconds', async () => {
    visit = await day.book('consultation', '10:30', { hostId: 4712, ...PLANTED_PERSON });
    await eventually('the visit having a room', async () => {
      const { bookings } = await day.api<{ bookings: { roomId: string | null }[] }>('/api/board');
      return bookings.some(({ roomId }) => roomId === '1A');
    });
    // Ten seconds pass on the screen, and it has looked by itself.
    await page.clock.fastForward(10_000);
    await page.locator(isIn('1A', 'free'), { hasText: /until 10:.*Next\s*10:30/s }).waitFor();
    expect(await page.textContent(card('1A'))).toContain('Consultation');
    await shows(told('1A'));
    // Its mail has been sent by then: what is counted from here on is the next one.
    await eventually('Cal.com taking its room', () => isTaken(day, visit.uid));
  });

  test('blocking its room says first who it moves and how many mails that is; so it comes', async () => {
    const before = await mailsTo(visit.uid);
    await press('Block: room 1A');
    await page.locator('dialog label', { hasText: '120 min' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    const preview = page.locator('[data-notifications][data-state="proved"]');
    await preview.waitFor();
    expect(await preview.textContent()).toContain('1 visit moves');
    expect(await preview.textContent()).toMatch(/: 1A → 1B/);
    const mails = Number(await preview.getAttribute('data-notifications'));
    await press('Confirm');
    await shows(isIn('1A', 'blocked'));
    await shows(told('1B'));
    expect(mails).toBe(1);
    await eventually('the mail', async () => (await mailsTo(visit.uid)) > before);
    expect((await mailsTo(visit.uid)) - before).toBe(mails);
  });

  test('what was done can be taken back; who has been told of another room stays there, and is named', async () => {
    const before = await mailsTo(visit.uid);
    await press('Undo');
    await page.waitForSelector('[data-stayed="1"]');
    expect(await page.textContent('dialog')).toMatch(
      /one visit has been told already.*10:30 Consultation.*stays in room 1B.*Back to 1A/s,
    );
    await press('Leave them there');
    await shows(isIn('1A', 'free'));
    await shows(`${card('1B')} .card-link`);
    expect(await mailsTo(visit.uid)).toBe(before);
  });

  // Asked about, moved and taken back: `asks-first.test.ts` holds it, and what the page asks, the block above and `previews.ts`.
  describeInDeep('a visit that runs late into the next one', () => {
    let next: BookedVisit;
    const rooms = async (): Promise<Record<string, string | null>> => {
      const { bookings } = await day.api<BoardView>('/api/board');
      return Object.fromEntries(bookings.map(({ uid, roomId }) => [uid, roomId]));
    };
    const late = async (): Promise<void> => {
      await press('Late: room 1B');
      await page.waitForSelector(
        'dialog:has(input[value="15"]:checked) [data-notifications][data-state="proved"]',
      );
    };

    test('is asked about first: who moves, when, from where to where, how soon, with how many mails', async () => {
      // Both of these need a room for blood, and one of the two stands in the way for long.
      next = await day.book('blood-test', '11:05', { hostId: 4712 });
      await eventually('Cal.com taking its room', () => isTaken(day, next.uid));
      expect((await rooms())[next.uid]).toBe('1B');
      // Cal.com writes last itself where it is told at once: then it is told again, and looked at up to two minutes later once more.
      for (const time of ['10:50', '10:51', '10:52', '10:53', '10:54', '10:55']) {
        await day.at(time);
        const isTold = async () => {
          const { bookings } = await day.api<BoardView>('/api/board');
          return bookings.find(({ uid }) => uid === next.uid)?.publication === 'told';
        };
        const last = time === '10:55';
        const told = await eventually(
          'Cal.com showing that it was told',
          isTold,
          last ? 240_000 : 3_000,
        ).catch((fault: unknown) => {
          if (last) throw fault;
          return false;
        });
        if (told) break;
      }
      await shows(isIn('1B', 'in-use'));
      await shows(told('1B'));
      await late();
      const said = await page.textContent('dialog');
      expect(said).toMatch(/1 visit moves.*1 mail is sent.*11:05 Blood test.*: 1B → 1A.*in 1?\d min/s);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      const { bookings } = await day.api<BoardView>('/api/board');
      expect(bookings.find(({ uid }) => uid === visit.uid)?.overrunMinutes).toBeUndefined();
    });

    test('moves that one where it is agreed to, and taken back at once no one is moved or mailed', async () => {
      const before = await mailsTo(next.uid);
      await publish('off');
      await late();
      await press('Confirm');
      await page.waitForSelector(`${card('1B')} .card-over`);
      await eventually('the next visit moving', async () => (await rooms())[next.uid] === '1A');
      await press('Undo');
      await page.locator('.notice', { hasText: 'Undone' }).waitFor();
      expect((await rooms())[next.uid]).toBe('1B');
      await publish('on');
      await shows(told('1B'));
      expect(await mailsTo(next.uid)).toBe(before);
      expect((await rooms())[next.uid]).toBe('1B');
    });

    test('taken back when that one has been told, offers to send them back, with the mail that it costs', async () => {
      const before = await mailsTo(next.uid);
      await late();
      await press('Confirm');
      await shows(told('1A'));
      await press('Undo');
      await page.waitForSelector('[data-stayed="1"]');
      expect((await rooms())[next.uid]).toBe('1A');
      await page.getByRole('button', { name: /^Back to room 1B: 11:05 Blood test/ }).click();
      await page.waitForSelector('[data-notifications="1"]');
      await press('Confirm');
      await eventually('the next visit back', async () => (await rooms())[next.uid] === '1B');
      await eventually('the patient told', async () => (await mailsTo(next.uid)) === before + 2);
      expect((await rooms())[visit.uid]).toBe('1B');
      await day.sandbox(`bookings/${next.uid}/cancel`, {});
      await shows(isIn('1A', 'free'));
    });
  });

  test('of two people who act on the same visit one wins, and the other is told who was faster', async () => {
    const contested = await day.book('abdominal-scan', '13:00', { hostId: 4711 });
    const second = await openPage(browser, day.system.url, { locale: 'de-DE' });
    await second.page.goto(day.system.url);
    await shows(`${card('3B')} .card-link`);
    await shows(`${card('3B')} .card-link`, second.page);
    // The second person's screen hears of nothing any more but what it asks for itself.
    await second.page.route('**/api/board*', (route) => route.abort());
    for (const each of [page, second.page]) {
      await each.click(`${card('3B')} .card-open`);
      await each.locator('dialog .link').first().click();
    }
    await press('Pin');
    await page.locator('.notice', { hasText: 'Pin' }).waitFor();
    await press('Festlegen', second.page);
    await second.page.waitForSelector('.notice-problem');
    expect(await second.page.textContent('.notice-problem')).toMatch(
      /Jemand war schneller.*In Raum 3B festgelegt/,
    );
    const { visitCodes } = await day.api<{ visitCodes: Record<string, string> }>('/api/board');
    const { changes } = await day.api<{ changes: { what: string }[] }>(
      `/api/trail?visit=${visitCodes[contested.uid]}`,
    );
    expect(changes.filter(({ what }) => what === 'pinned')).toHaveLength(1);
    expect(second.complaints()).toEqual([]);
    await closePage(second.page);
  });

  test('the trail says what happened to a room, by who and why', async () => {
    await page.goto(`${day.system.url}/?view=trail&room=1A`);
    await page.waitForSelector('.trail li');
    const lines = (await page.locator('.trail li').allTextContents()).join('\n');
    for (const each of [
      'Room 1A blocked',
      'Room 1A unblocked',
      'Moved from room 1A to room 1B',
      'by this machine',
    ])
      expect(lines).toContain(each);
  });

  test('nothing of a patient is on any view, nothing was asked of strangers, nothing was inline', async () => {
    let seen = '';
    await page.goto(day.system.url);
    await page.waitForSelector('[data-room]');
    for (const [search, shows] of Object.entries(VIEWS)) {
      await goWithin(page, search, shows);
      seen += await page.content();
      expect(await page.evaluate('document.querySelectorAll("script:not([src]), style").length')).toBe(0);
    }
    expect(plantedIn(seen)).toEqual([]);
    expect(desk.complaints()).toEqual([]);
  });
});

describe('whatever is answered', () => {
  /** As it comes over the line: `fetch` would unpack it. */
  const raw = (path: string, accepted: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> =>
    new Promise((resolve, reject) => {
      request(new URL(path, day.system.url), { headers: { 'accept-encoding': accepted } }, (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk) => chunks.push(chunk))
          .once('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      })
        .once('error', reject)
        .end();
    });

  test.each(['/api/board', '/api/openapi.json', '/'])(
    '%s comes compressed to anyone who reads that, plain to the rest, and says the same',
    async (path) => {
      const withoutNow = (body: Buffer): string => body.toString().replace(/"now":"[^"]+"/, '');
      const [plain, brotli, zipped] = await eventually(
        'three looks at a board that is the same meanwhile',
        async () => {
          const answers = [
            await raw(path, 'identity'),
            await raw(path, 'gzip, deflate, br'),
            await raw(path, 'br;q=0, gzip'),
          ] as const;
          const after = await raw(path, 'identity');
          return withoutNow(after.body) === withoutNow(answers[0].body) && answers;
        },
      );
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(brotli.headers).toMatchObject({ 'content-encoding': 'br' });
      expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip' });
      expect(brotli.headers.vary?.toLowerCase()).toContain('accept-encoding');
      expect(brotli.body.byteLength).toBeLessThan(plain.body.byteLength);
      for (const unpacked of [brotliDecompressSync(brotli.body), gunzipSync(zipped.body)])
        expect(withoutNow(unpacked)).toBe(withoutNow(plain.body));
    },
  );
});

describe('a screen that hangs for days', () => {
  test('says since when it is stale, and recovers by itself', async () => {
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await page.waitForSelector('[data-room="1A"]');
    await page.context().setOffline(true);
    await page.clock.fastForward(45_000);
    await page.waitForSelector('.kiosk-stale');
    expect(await page.textContent('.kiosk-stale')).toMatch(/Stale since (09|1[01]):\d\d/);
    expect(await page.textContent('[data-room="1A"]')).toContain('1A');
    await page.context().setOffline(false);
    await look(page);
    await page.waitForSelector('.kiosk-stale', { state: 'detached' });
  });

  test('loads itself again where a newer page is served, and not again and again', async () => {
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
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('asks to be kept awake, again whenever it is seen again', async () => {
    await page.addInitScript(`window.asked = 0; Object.defineProperty(navigator, 'wakeLock', { value: {
      request: async () => { window.asked += 1; return { release: async () => undefined }; } } })`);
    await page.goto(`${day.system.url}/?kiosk=floor-1`);
    await page.waitForSelector('[data-room="1A"]');
    await expect.poll(() => page.evaluate('window.asked'), PATIENCE).toBe(1);
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await expect.poll(() => page.evaluate('window.asked'), PATIENCE).toBe(2);
  });
});
