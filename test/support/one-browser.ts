import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../../bin/browser/browser.ts';

let started: Promise<Browser> | undefined;

/** The browser of all files that share this process, which it ends with: each page has a context of its own. */
const oneBrowser = async (): Promise<Browser> => {
  started ??= startBrowser();
  const browser = await started;
  if (browser.isConnected()) return browser;
  started = startBrowser();
  return started;
};

/** The browser, and what it is to look at, started at the same time. */
export const withBrowser = async <Started>(starting: Promise<Started>): Promise<[Started, Browser]> =>
  Promise.all([starting, oneBrowser()]);

export const openPages = async (): Promise<Page[]> =>
  ((await started)?.contexts() ?? []).flatMap((context) => context.pages());

/** Closes whatever pages a file leaves open; one of a test that failed would go on asking its board. */
export const closePages = async (): Promise<void> => {
  for (const context of (await started)?.contexts() ?? []) await context.close();
};
