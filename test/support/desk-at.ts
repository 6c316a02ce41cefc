import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { openPage, type WatchedPage } from '../../bin/browser/browser.ts';
import { closePage } from './one-browser.ts';
import { pressKey } from './press-key.ts';
import { matrix } from './whole-matrix.ts';

/** What a hand is on: a button hears of both in the same way. */
export const WAYS = matrix([['keyboard'], ['mouse']] as const);
type Way = (typeof WAYS)[number][0];

/** A desk whose presses are counted: of the mouse, of a finger, or of a key that does more than go on to the next thing. */
export type Desk = WatchedPage & {
  readonly presses: () => number;
  /** `where`: on it, from its corner; none: in its middle. */
  readonly press: (what: Locator, where?: { readonly x: number; readonly y: number }) => Promise<void>;
  /** With a finger, where the desk has a touch screen. */
  readonly tap: (what: Locator) => Promise<void>;
  /** A key to what has the focus by then. */
  readonly key: (what: Locator, key?: string) => Promise<void>;
  /** Either of them. */
  readonly by: Readonly<Record<Way, (what: Locator) => Promise<void>>>;
  /** A key to wherever the focus is. */
  readonly strike: (key: string) => Promise<void>;
  /** As it was when it was opened, without a press: a window costs a browser more than its page does. */
  readonly afresh: (address?: string) => Promise<void>;
  readonly close: () => Promise<void>;
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
  let presses = 0;
  const afresh = async (to = address.href): Promise<void> => {
    await page.goto(new URL(to, address).href);
    await page.waitForSelector(shows);
    presses = 0;
  };
  await afresh();
  const press: Desk['press'] = async (what, position) => {
    presses += 1;
    await what.click({ ...(position && { position }) });
  };
  const key: Desk['key'] = async (what, name) => {
    presses += 1;
    await pressKey(what, name);
  };
  return {
    ...watched,
    presses: () => presses,
    press,
    tap: async (what) => {
      presses += 1;
      await what.tap();
    },
    key,
    by: { mouse: press, keyboard: key },
    strike: async (key) => {
      presses += 1;
      await page.keyboard.press(key);
    },
    afresh,
    close: () => closePage(page),
  };
};
