import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { openPage, type WatchedPage } from '../../bin/browser/browser.ts';
import { pressKey } from './press-key.ts';

/** A desk whose presses are counted: of the mouse, or of a key that does more than go on to the next thing. */
export type Desk = WatchedPage & {
  readonly presses: () => number;
  readonly press: (what: Locator) => Promise<void>;
  /** A key to what has the focus by then. */
  readonly key: (what: Locator, key?: string) => Promise<void>;
};

/** Opens the board at an address, and waits until it `shows` that. */
export const deskAt = async (
  browser: Browser,
  address: URL,
  shows: string,
  options: BrowserContextOptions = {},
): Promise<Desk> => {
  const watched = await openPage(browser, address.origin, options);
  const { page } = watched;
  await page.goto(address.href);
  await page.waitForSelector(shows);
  let presses = 0;
  return {
    ...watched,
    presses: () => presses,
    press: async (what) => {
      presses += 1;
      await what.click();
    },
    key: async (what, key) => {
      presses += 1;
      await pressKey(what, key);
    },
  };
};
