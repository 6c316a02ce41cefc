import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BoardView } from '../shared/board/view/board-view.ts';
import { openPage, startWithBrowser } from './browser/browser.ts';
import type { ClinicDay } from './local/clinic-day.ts';
import { eventually } from './local/eventually.ts';
import { startBusyDay } from './screenshots/busy-day.ts';

/** Writes the README's pictures of the board, from the running system: `npm run screenshots [part of a name]`. */

const directory = fileURLToPath(new URL('../functions/board/page/screenshots', import.meta.url));

const VIEWS = { now: '', day: 'view=day', attention: 'view=attention', kiosk: 'kiosk=floor-3' } as const;
const SIZES = { desk: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;

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

const only = process.argv[2] ?? '';
mkdirSync(directory, { recursive: true });
const [day, browser] = await startWithBrowser(startBusyDay(), (it) => it.close());
try {
  await stirred(day);
  for (const [size, viewport] of Object.entries(SIZES))
    for (const theme of THEMES) {
      const options = { viewport, colorScheme: theme, reducedMotion: 'reduce' } as const;
      const { page } = await openPage(browser, day.system.url, options);
      for (const [view, query] of Object.entries(VIEWS)) {
        const name = `${view}-${size}-${theme}.png`;
        if (!name.includes(only)) continue;
        await page.goto(`${day.system.url}/?${query}`);
        await page.waitForSelector('[data-room], .timeline, .attention-list');
        const path = join(directory, name);
        await page.screenshot({ path });
        console.log(`${name}  ${Math.round(statSync(path).size / 1024)} kB`);
      }
      await page.context().close();
    }
} finally {
  await browser.close();
  await day.close();
}
