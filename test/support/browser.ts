import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where a Chromium usually is; the one without a screen first, it takes less of the machine. */
const USUAL_PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What is waited for on a page comes within so many milliseconds, or not at all. */
const PATIENCE_MS = 25_000;

/** No browser to test the board in. */
export class NoChromium extends Error {
  override readonly name = 'NoChromium';
}

/** Chromium at `CHROMIUM_PATH`, else where it usually is. @throws NoChromium saying what to do */
export const chromiumPath = (env: NodeJS.ProcessEnv = process.env): string => {
  const given = env.CHROMIUM_PATH;
  const found = given ? [given].find(existsSync) : USUAL_PLACES.find(existsSync);
  if (found !== undefined) return found;
  throw new NoChromium(
    given
      ? `CHROMIUM_PATH names no file: ${given}`
      : 'The board is tested in Chromium, and none was found. Install it (Debian: apt-get install chromium-headless-shell), or set CHROMIUM_PATH.',
  );
};

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), headless: true, args: FLAGS });

/** Goes to an address of the page as the page itself does, without loading it again, until `shows` is there. */
export const goWithin = async (page: Page, address: string, shows: string): Promise<void> => {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await page.waitForSelector(shows);
};

/** A page, and all that it must not do: what the browser refused, what it asked of others, what went wrong in it. */
export type WatchedPage = { readonly page: Page; readonly complaints: () => string[] };

/** A page of a context of its own, watched. Its clock's zone is not the clinic's: the page must not care. */
export const openPage = async (
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'America/New_York',
    ...options,
  });
  const page = await context.newPage();
  // Shorter than a test's own time: what was waited for is then said.
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|violates/i.test(message.text()))
      complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    console.error('violates', event.violatedDirective, event.blockedURI))`);
  return { page, complaints: () => complaints };
};
