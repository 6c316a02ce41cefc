import { chromium, type Response } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { departureOf } from './as-described.ts';

type Watch = {
  /** What was not as the API's description says, of all that pages were answered since this was asked last. */
  readonly departures: () => Promise<readonly string[]>;
};

declare global {
  var pagesWatched: Watch | undefined;
}

/** What in an answer of a running board to a page is not as described; nothing of what a test answers in its place. */
const departureIn = async (response: Response): Promise<string | undefined> => {
  const { hostname, pathname } = new URL(response.url());
  if (hostname !== '127.0.0.1' || !pathname.startsWith('/api/')) return undefined;
  try {
    if ((await response.serverAddr()) === null) return undefined;
    const contentType = await response.headerValue('content-type');
    const answer = { status: response.status(), contentType, text: (await response.body()).toString() };
    return departureOf(response.request().method(), pathname, answer);
  } catch {
    // The page was left or closed before it had read this, and no one saw it.
    return undefined;
  }
};

const watchPages = (): Watch => {
  const reading = new Set<Promise<string | undefined>>();
  const launch = chromium.launch.bind(chromium);
  chromium.launch = async (options) => {
    const browser = await launch(options);
    browser.on('context', (context) => {
      context.on('response', (response) => void reading.add(departureIn(response)));
    });
    return browser;
  };
  return {
    departures: async () => {
      const read = [...reading];
      reading.clear();
      return (await Promise.all(read)).filter((each) => each !== undefined);
    },
  };
};

// Files that share a thread run this again: what is watched once is not watched twice.
globalThis.pagesWatched ??= watchPages();

afterEach(async () => {
  expect(await globalThis.pagesWatched?.departures()).toEqual([]);
});
