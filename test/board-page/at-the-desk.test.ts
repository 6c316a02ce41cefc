import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { built } from '../../functions/board/page/short-classes.ts';
import { openPage, startBrowser, type WatchedPage } from '../support/browser.ts';
import { type BookedVisit, type ClinicDay, startClinicDay } from '../support/clinic-day.ts';
import { eventually } from '../support/eventually.ts';
import { PLANTED, plantedIn } from '../support/planted-delivery.ts';

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
  [day, browser] = await Promise.all([startClinicDay('09:30'), startBrowser()]);
  desk = await openPage(browser, day.system.url);
  page = desk.page;
  await page.clock.install();
  await page.goto(day.system.url);
  await page.waitForSelector('[data-room]');
});
afterAll(async () => {
  await browser.close();
  await day.close();
});

const card = (room: string): string => `[data-room="${room}"]`;
const isIn = (room: string, tone: string): string => `${card(room)}.tone-${tone}`;
const told = (room: string): string => `${card(room)} .telling-told, ${card(room)} .telling-sent`;
const press = (name: string, on: Page = page) => on.getByRole('button', { name, exact: true }).click();
/** The screen looks at once, as it does when the network comes back; nobody waits for its next look. */
const look = (on: Page = page) => on.evaluate('dispatchEvent(new Event("online"))');
const shows = async (selector: string, on: Page = page): Promise<void> => {
  await eventually(`the board showing ${selector}`, async () => {
    await look(on);
    return on
      .waitForSelector(selector, { timeout: 300 })
      .then(() => true)
      .catch(() => false);
  });
};
const mailsTo = async (uid: string): Promise<number> => {
  const { mails } = await day.sandbox<{ mails: { role: string; channel: string }[] }>(`mails?uid=${uid}`);
  return mails.filter(({ role, channel }) => role === 'attendee' && channel === 'email').length;
};

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
    await page.waitForSelector(isIn('1A', 'assigned'));
    expect(await page.textContent(card('1A'))).toContain('Consultation');
    await shows(told('1A'));
  });

  test('blocking its room says first whom it moves and how many mails that is; so it comes', async () => {
    const before = await mailsTo(visit.uid);
    await press('Block: room 1A');
    await page.locator('dialog label', { hasText: '120 min' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    const preview = page.locator('[data-mails][data-state="proved"]');
    await preview.waitFor();
    expect(await preview.textContent()).toContain('1 visit moves');
    expect(await preview.textContent()).toMatch(/: 1A → 1B/);
    const mails = Number(await preview.getAttribute('data-mails'));
    await press('Confirm');
    await shows(isIn('1A', 'blocked'));
    await shows(told('1B'));
    expect(mails).toBe(1);
    expect((await mailsTo(visit.uid)) - before).toBe(mails);
  });

  test('what was done can be taken back, and nobody moves again for it', async () => {
    const before = await mailsTo(visit.uid);
    await press('Undo');
    await shows(isIn('1A', 'free'));
    await shows(isIn('1B', 'assigned'));
    expect(await mailsTo(visit.uid)).toBe(before);
  });

  test('a visit that runs late pushes the next one to another room', async () => {
    const next = await day.book('blood-test', '11:05', { hostId: 4712 });
    // Both of these need a room for blood, and one of the two stands in the way for long.
    await eventually('the next visit having a room', async () => {
      const { bookings } = await day.api<{ bookings: { uid: string; roomId: string | null }[] }>(
        '/api/board',
      );
      return bookings.find((each) => each.uid === next.uid)?.roomId;
    });
    const roomOf = async (uid: string): Promise<string | null | undefined> => {
      const { bookings } = await day.api<{ bookings: { uid: string; roomId: string | null }[] }>(
        '/api/board',
      );
      return bookings.find((each) => each.uid === uid)?.roomId;
    };
    expect(await roomOf(next.uid)).toBe('1B');
    await day.at('10:50');
    await shows(isIn('1B', 'in-use'));
    await press('Running late: 15 minutes more in room 1B');
    await page.waitForSelector(built(`${card('1B')} .card-over`));
    await eventually('the next visit moving', async () => (await roomOf(next.uid)) === '1A');
    await shows(isIn('1A', 'assigned'));
    expect(await roomOf(visit.uid)).toBe('1B');
    await day.sandbox(`bookings/${next.uid}/cancel`, {});
    await shows(isIn('1A', 'free'));
  });

  test('of two people who act on the same visit one wins, and the other is told who was faster', async () => {
    const contested = await day.book('abdominal-scan', '13:00', { hostId: 4711 });
    const second = await openPage(browser, day.system.url, { locale: 'de-DE' });
    await second.page.goto(day.system.url);
    await shows(isIn('3B', 'assigned'));
    await shows(isIn('3B', 'assigned'), second.page);
    // The second person's screen hears of nothing any more but what it asks for itself.
    await second.page.route('**/api/board*', (route) => route.abort());
    for (const each of [page, second.page]) {
      await each.click(built(`${card('3B')} .card-open`));
      await each.locator(built('dialog .link')).first().click();
    }
    await press('Pin');
    await page.waitForSelector(built(`${card('3B')} .chip`));
    await press('Festlegen', second.page);
    await second.page.waitForSelector('.notice-problem');
    expect(await second.page.textContent('.notice-problem')).toMatch(
      /Jemand war schneller.*In Raum 3B festgelegt/,
    );
    const { changes } = await day.api<{ changes: { what: string }[] }>(`/api/trail?booking=${contested.uid}`);
    expect(changes.filter(({ what }) => what === 'pinned')).toHaveLength(1);
    expect(second.complaints()).toEqual([]);
    await second.page.context().close();
  });

  test('the trail says what happened to a room, by whom and why', async () => {
    await page.goto(`${day.system.url}/?view=trail&room=1A`);
    await page.waitForSelector(built('.trail li'));
    const lines = (await page.locator(built('.trail li')).allTextContents()).join('\n');
    for (const each of [
      'Room 1A blocked',
      'Room 1A unblocked',
      'Moved from room 1A to room 1B',
      'This machine',
    ])
      expect(lines).toContain(each);
  });

  test('nothing of a patient is on any view, nothing was asked of strangers, nothing was inline', async () => {
    let seen = '';
    for (const search of [
      '',
      '?view=day',
      '?view=day&table=1',
      '?view=attention',
      '?view=trail',
      '?kiosk=floor-1',
    ]) {
      await page.goto(`${day.system.url}/${search}`);
      await page.waitForSelector(built('[data-room], .timeline, table, .trail li, h2'));
      seen += await page.content();
      expect(await page.evaluate('document.querySelectorAll("script:not([src]), style").length')).toBe(0);
    }
    expect(plantedIn(seen)).toEqual([]);
    expect(desk.complaints()).toEqual([]);
  });
});
