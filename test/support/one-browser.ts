import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../../bin/browser/browser.ts';

/**
 * A test looks at a page for a second or two: what is compiled anew to run faster has no time to, and with more room for what is
 * soon forgotten less of it is looked through.
 */
const SHORT_LIVED = ['--js-flags=--no-opt --min-semi-space-size=16 --max-semi-space-size=16'];

let started: Promise<Browser> | undefined;

/** The browser of all files that share this process, which it ends with: each page has a context of its own. */
const oneBrowser = async (): Promise<Browser> => {
  if (globalThis.pagesWatched === undefined)
    throw new Error('a test file that wants a browser is named so in vitest.config.ts');
  started ??= startBrowser(SHORT_LIVED);
  const browser = await started;
  if (browser.isConnected()) return browser;
  started = startBrowser(SHORT_LIVED);
  return started;
};

/** The browser, and what it is to look at, started at the same time. */
export const withBrowser = async <Started>(starting: Promise<Started>): Promise<[Started, Browser]> =>
  Promise.all([starting, oneBrowser()]);

export const openPages = async (): Promise<Page[]> =>
  ((await started)?.contexts() ?? []).flatMap((context) => context.pages());

/** Closes a page's window, whatever it is being answered: a test may stand in its board's place. */
export const closePage = (page: Page): Promise<void> => closeWindow(page.context());

const closeWindow = async (context: BrowserContext): Promise<void> => {
  for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
};

/** Closes whatever pages a file leaves open; one of a test that failed would go on asking its board. */
export const closePages = async (): Promise<void> => {
  for (const context of (await started)?.contexts() ?? []) await closeWindow(context);
};
