import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPage, startBrowser } from '../test/support/browser.ts';
import { startBusyDay } from '../test/support/busy-day.ts';

/** Writes the README's pictures of the board, from the running system: `npm run screenshots`. */

const directory = fileURLToPath(new URL('../functions/board/page/screenshots', import.meta.url));

const VIEWS = { now: '', day: 'view=day', attention: 'view=attention', kiosk: 'kiosk=floor-2' } as const;
const SIZES = { desk: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } } as const;

const only = process.argv[2];
mkdirSync(directory, { recursive: true });
const day = await startBusyDay();
const browser = await startBrowser();
try {
  for (const [size, viewport] of Object.entries(SIZES))
    for (const theme of ['light', 'dark'] as const) {
      const { page } = await openPage(browser, day.system.url, {
        viewport,
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      for (const [view, query] of Object.entries(VIEWS)) {
        const name = `${view}-${size}-${theme}.png`;
        if (only !== undefined && !name.includes(only)) continue;
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
