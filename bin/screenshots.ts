import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { BoardView } from '../shared/board/view/board-view.ts';
import { openPage, startWithBrowser } from './browser/browser.ts';
import type { ClinicDay } from './local/clinic-day.ts';
import { eventually } from './local/eventually.ts';
import { startBusyDay } from './screenshots/busy-day.ts';
import { startLargeHouse } from './screenshots/large-house.ts';

/** Writes the README's pictures of the board, from the running system: `npm run screenshots [part of a name]`. */

const directory = fileURLToPath(new URL('../functions/board/page/screenshots', import.meta.url));

type Picture = {
  readonly name: string;
  readonly query: string;
  readonly options: BrowserContextOptions;
  /** As it is seen by someone whose eyes lack a colour. */
  readonly vision?: string;
  /** As it comes out of the printer. */
  readonly onPaper?: true;
  /** Loaded again, once it keeps itself and the plan. */
  readonly offline?: true;
};

const DESK = { width: 1920, height: 1080 };
const SIZES = { desk: DESK, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
const VIEWS = { now: '', day: 'view=day', attention: 'view=attention', kiosk: 'kiosk=floor-3' } as const;

/** Of the demo clinic, six rooms: each view, by day and by night, on a desk and in a hand; and upright on a wall. */
const OF_SIX: readonly Picture[] = [
  ...Object.entries(VIEWS).flatMap(([view, query]) =>
    Object.entries(SIZES).flatMap(([size, viewport]) =>
      THEMES.map((colorScheme) => ({
        name: `${view}-${size}-${colorScheme}`,
        query,
        options: { viewport, colorScheme },
      })),
    ),
  ),
  {
    name: 'kiosk-upright-light',
    query: 'kiosk=floor-2',
    options: { viewport: { width: 1080, height: 1920 } },
  },
  { name: 'house-upright-light', query: 'kiosk=house', options: { viewport: { width: 1080, height: 1920 } } },
  { name: 'door-free', query: 'door=3C', options: { viewport: { width: 800, height: 480 } } },
  { name: 'door-in-use', query: 'door=3B', options: { viewport: { width: 800, height: 480 } } },
];

/** A4, at 96 dots to the inch. */
const SHEET = { width: 794, height: 1123 };

/** Of twenty rooms: on other screens, in the system's own colours, and with eyes that lack one. */
const OF_TWENTY: readonly Picture[] = [
  ...THEMES.map((colorScheme) => ({
    name: `twenty-desk-${colorScheme}`,
    query: '',
    options: { viewport: DESK, colorScheme },
  })),
  { name: 'twenty-laptop-light', query: '', options: { viewport: { width: 1366, height: 768 } } },
  { name: 'twenty-day-light', query: 'view=day', options: { viewport: DESK } },
  { name: 'twenty-week-light', query: 'view=week', options: { viewport: DESK } },
  { name: 'twenty-past-light', query: 'view=day&at=10:15', options: { viewport: DESK } },
  {
    name: 'twenty-offline-light',
    query: '',
    options: { viewport: DESK, serviceWorkers: 'allow' },
    offline: true,
  },
  { name: 'twenty-paper', query: 'view=print', options: { viewport: SHEET }, onPaper: true },
  { name: 'twenty-forced-colours', query: '', options: { viewport: DESK, forcedColors: 'active' } },
  ...['protanopia', 'deuteranopia', 'tritanopia'].map((vision) => ({
    name: `twenty-${vision}`,
    query: '',
    options: { viewport: DESK },
    vision,
  })),
];

const OF_SIXTY: readonly Picture[] = [{ name: 'sixty-desk-light', query: '', options: { viewport: DESK } }];

/** The morning goes on: every state there is, a visit that runs late into the next one. */
const stirred = async (day: ClinicDay): Promise<void> => {
  const board = (): Promise<BoardView> => day.api<BoardView>('/api/board');
  const post = async (path: string, body: object): Promise<void> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    await day.api(path, init);
  };
  const act = async (room: string, start: string, body: object): Promise<void> => {
    const visit = (await board()).bookings.find(
      (each) => each.roomId === room && each.start.endsWith(`T${start}:00.000Z`),
    );
    if (visit === undefined) throw new Error(`no one comes to ${room} at ${start}`);
    await post(`/api/bookings/${visit.uid}/actions`, body);
  };
  await act('3B', '08:40', { do: 'started' });
  await act('4A', '08:50', { do: 'started' });
  await day.at('10:20');
  await act('1A', '09:20', { do: 'started' });
  await act('1A', '09:20', { do: 'pin' });
  await act('3B', '08:40', { do: 'running-late', minutes: 10, agreed: true });
  const end = new Date((await board()).now);
  end.setUTCMinutes(50, 0, 0);
  await post('/api/rooms/2A/blocks', { reason: 'cleaning', end: end.toISOString() });
  await day.at('10:27');
  await eventually('the board at 10:27', async () => (await board()).now.includes('T09:27'));
};

const picture = async (
  browser: Browser,
  url: string,
  { name, query, options, vision, onPaper, offline }: Picture,
): Promise<void> => {
  const { page } = await openPage(browser, url, {
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...options,
  });
  await page.goto(`${url}/?${query}`);
  await page.waitForSelector(':is([data-room], .timeline, .attention-list, .door, main table):visible');
  if (offline) {
    await eventually('the page and today’s and tomorrow’s plan being kept', async () => {
      const kept = await page.evaluate(`(async () => navigator.serviceWorker.controller !== null &&
        (await (await caches.open('plan')).keys()).length)()`);
      return kept === 2;
    });
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector('.kept [data-room]');
  }
  if (onPaper) await page.emulateMedia({ media: 'print' });
  if (vision !== undefined)
    await (await page.context().newCDPSession(page)).send('Emulation.setEmulatedVisionDeficiency', {
      type: vision as 'protanopia',
    });
  const path = join(directory, `${name}.png`);
  await page.screenshot({ path });
  console.log(`${name}.png  ${Math.round(statSync(path).size / 1024)} kB`);
  await page.context().close();
};

const only = process.argv[2] ?? '';
mkdirSync(directory, { recursive: true });
for (const [pictures, start] of [
  [OF_SIX, startBusyDay],
  [OF_TWENTY, () => startLargeHouse(20)],
  [OF_SIXTY, () => startLargeHouse(60)],
] as const) {
  const wanted = pictures.filter(({ name }) => name.includes(only));
  if (wanted.length === 0) continue;
  const [day, browser] = await startWithBrowser(start(), (it) => it.close());
  try {
    if (pictures === OF_SIX) await stirred(day);
    for (const each of wanted) await picture(browser, day.system.url, each);
  } finally {
    await browser.close();
    await day.close();
  }
}
