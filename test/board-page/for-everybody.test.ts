import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { startBusyDay } from '../support/busy-day.ts';
import type { ClinicDay } from '../support/clinic-day.ts';
import { eventually } from '../support/eventually.ts';

let day: ClinicDay;
let browser: Browser;
beforeAll(async () => {
  [day, browser] = await Promise.all([startBusyDay(), startBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await day.close();
});

const SHOWN = '[data-room], .timeline, table, .attention-list, .trail li';
const at = async (page: Page, search: string): Promise<void> => {
  await page.goto(`${day.system.url}/${search}`);
  await page.waitForSelector(SHOWN);
};

/** Barriers of what is shown now, in light and in dark. */
const barriers = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await axeViolations(page)).map((each) => `${colorScheme}: ${each}`));
  }
  return found;
};

describe('in light and in dark', () => {
  test.each(['', '?view=day', '?view=day&table=1', '?view=attention', '?view=trail', '?kiosk=floor-2'])(
    'the view at /%s has nothing that axe would call a barrier',
    async (search) => {
      const { page, complaints } = await openPage(browser, day.system.url);
      await at(page, search);
      expect(await barriers(page)).toEqual([]);
      expect(complaints()).toEqual([]);
      await page.context().close();
    },
  );

  test('nor has anything that opens over them', async () => {
    const { page } = await openPage(browser, day.system.url);
    await at(page, '');
    const sheets: Record<string, () => Promise<void>> = {
      room: () => page.click('[data-room="3B"] .card-open'),
      booking: () => page.locator('dialog .link').nth(1).click(),
      move: () => page.locator('dialog').getByRole('button', { name: 'Move to …' }).click(),
      preview: () => page.locator('dialog .pick').first().click(),
    };
    for (const [sheet, open] of Object.entries(sheets)) {
      await open();
      await page.waitForSelector('dialog[open] h2');
      expect(await barriers(page), sheet).toEqual([]);
    }
    await page.context().close();
  });
});

test('a phone shows every view without scrolling sideways, in either language', async () => {
  const { page } = await openPage(browser, day.system.url, { viewport: { width: 360, height: 780 } });
  for (const language of ['en', 'de'])
    for (const search of ['', '&view=day', '&view=attention', '&view=trail']) {
      await at(page, `?lang=${language}${search}`);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, `${language} ${search}`).toBeLessThanOrEqual(360);
    }
  await page.context().close();
});

test('the wall’s screen has no controls, nothing of any booking, and no letter under 24 px', async () => {
  const { page } = await openPage(browser, day.system.url);
  await at(page, '?kiosk=floor-2');
  expect(await page.locator('button, a, select, input').count()).toBe(0);
  expect(await page.textContent('main')).toMatch(/2A.*Assigned.*from 11:00.*3B.*In use.*until 10:25/s);
  expect(await page.textContent('main')).not.toMatch(/scan|physio|·\s?\w{6}…/i);
  const least = (await page.evaluate(
    `Math.min(...[...document.querySelectorAll('main *')]
      .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
      .map((each) => parseFloat(getComputedStyle(each).fontSize)))`,
  )) as number;
  expect(least).toBeGreaterThanOrEqual(24);
  await page.context().close();
});

describe('by keyboard alone', () => {
  let page: Page;
  beforeAll(async () => {
    page = (await openPage(browser, day.system.url)).page;
  });
  afterAll(() => page.context().close());

  /** Goes with Tab to what bears that name, from the top. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      const here = (await page.evaluate(
        `(document.activeElement.getAttribute('aria-label') ?? (document.activeElement.labels?.[0] ?? document.activeElement).textContent).trim()`,
      )) as string;
      if (name.test(here)) return;
    }
    throw new Error(`Tab never came to ${name}`);
  };
  const pressed = async (...names: RegExp[]): Promise<void> => {
    for (const name of names) {
      await tabTo(name);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(60);
    }
  };
  const noticed = (text: RegExp): Promise<unknown> =>
    eventually(`the notice ${text}`, async () =>
      text.test(
        (await page
          .locator('.notice')
          .textContent({ timeout: 200 })
          .catch(() => '')) ?? '',
      ),
    );
  const focused = (): Promise<unknown> =>
    page.evaluate(
      'document.activeElement.closest("[data-room]")?.dataset.room ?? document.activeElement.tagName',
    );

  test('every action can be done, and each says in words that it was', async () => {
    await at(page, '');
    await pressed(/^Started: room 1A/);
    await noticed(/Started/);
    await pressed(/^Undo$/);
    await noticed(/^Undone/);
    await at(page, '');
    await pressed(/^Running late: 5 minutes more in room 3B/);
    await noticed(/5 min longer/);
    await at(page, '');
    await pressed(/^Finished: room 4A/);
    await noticed(/Finished/);
    await at(page, '');
    await pressed(/^Cleaning done: room 4A/);
    await noticed(/Cleaning done/);
  });

  test('a room is blocked and given back', async () => {
    await at(page, '');
    await pressed(/^Block: room 3C/);
    await page.waitForSelector('dialog[open]');
    await tabTo(/^Cleaning$/);
    await page.keyboard.press('ArrowDown');
    await pressed(/^Block$/);
    await noticed(/Room 3C is blocked/);
    await page.waitForSelector('[data-room="3C"].tone-blocked');
    expect(await page.textContent('[data-room="3C"]')).toContain('Fault');
    await at(page, '');
    await pressed(/^Unblock: room 3C/);
    await noticed(/no longer blocked/);
  });

  test('a visit is pinned, moved and swapped; Escape leaves a window and goes back to where one was', async () => {
    await at(page, '');
    await pressed(/^2A/, /^11:00.*Physiotherapy/, /^Pin$/);
    await noticed(/Pin: Physiotherapy/);
    await at(page, '');
    await pressed(/^1A/, /^13:00.*Blood test/, /^Move to …$/, /^1B/);
    await page.waitForSelector('.preview');
    await pressed(/^Confirm$/);
    await noticed(/moves to room 1B/);
    await at(page, '');
    await pressed(/^1A/, /^10:20.*Consultation/, /^Swap with …$/, /Blood test/);
    await page.waitForSelector('.preview');
    await pressed(/^Confirm$/);
    await noticed(/exchange rooms/);
    await at(page, '');
    await pressed(/^3B/);
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await focused()).toBe('3B');
  });

  test('what needs attention is settled from where it stands', async () => {
    await at(page, '?view=attention');
    await pressed(/^Keep theirs/);
    await noticed(/Keep theirs/);
    await page.waitForSelector('[data-attention="human-edit"]', { state: 'detached' });
    await at(page, '?view=attention');
    await pressed(/^Seen to/);
    await noticed(/Seen to/);
    await page.waitForSelector('[data-attention="unknown-equipment"]', { state: 'detached' });
  });

  test('focus stays where it was when the board is refreshed, and near it when its button has gone', async () => {
    await at(page, '');
    await tabTo(/^Block: room 2A/);
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.waitForTimeout(300);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Block: room 2A');
    await day.api('/api/rooms/2A/blocks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'cleaning', end: '2026-11-17T09:40:00Z' }),
    });
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.waitForSelector('[data-room="2A"].tone-blocked');
    expect(await focused()).toBe('2A');
    expect(await page.locator('[aria-live], [role="status"]').count()).toBe(1);
    expect(await page.textContent('[aria-live="polite"]')).toContain('Room 2A: Blocked');
  });
});
