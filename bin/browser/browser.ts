import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  // What would be drawn by a process of its own is drawn without a GPU: a page is loaded with a tenth less work.
  '--in-process-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // One page at a time is looked at: no process is kept ready for a next one.
  '--renderer-process-limit=1',
];

/** What is waited for on a page comes within so many milliseconds, on a busy machine too, or not at all. */
const PATIENCE_MS = 120_000;

/** @param flags beside ours, for what only the caller's pages want */
export const startBrowser = async (flags: readonly string[] = []): Promise<Browser> => {
  const { path, env } = await findBrowser();
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [...FLAGS, ...flags],
    env: { ...process.env, ...env },
  });
};

/**
 * A browser, and beside it what it is to look at, started at the same time; where one of them does not start, neither
 * is left running.
 */
export const startWithBrowser = async <Started>(
  starting: Promise<Started>,
  end: (started: Started) => Promise<unknown>,
): Promise<[Started, Browser]> => {
  const [started, browser] = await Promise.allSettled([starting, startBrowser()]);
  if (started.status === 'fulfilled' && browser.status === 'fulfilled') return [started.value, browser.value];
  if (started.status === 'fulfilled') await end(started.value);
  if (browser.status === 'fulfilled') await browser.value.close();
  throw browser.status === 'rejected' ? browser.reason : (started as PromiseRejectedResult).reason;
};

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
    // What is answered in the board’s place, or counted, must come by the network.
    serviceWorkers: 'block',
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
