import type { Page } from 'playwright-core';
import { beforeEach, onTestFailed } from 'vitest';
import { openPages } from './one-browser.ts';

const seenOn = async (page: Page): Promise<string> => {
  const [notice, dialog] = await Promise.all(
    ['.notice', 'dialog[open]'].map(async (each) => (await page.locator(each).allInnerTexts()).join('\n')),
  );
  return `At ${page.url()} the notice was “${notice}”, the window over the board “${dialog}”.`;
};

// Of a test that fails, what someone at the board would have seen.
beforeEach(() => {
  onTestFailed(async () => {
    for (const page of await openPages()) console.error(await seenOn(page));
  });
});
