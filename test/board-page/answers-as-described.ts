import '../support/pages-as-described.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openPage } from '../../bin/browser/browser.ts';
import { closePage, withBrowser } from '../support/one-browser.ts';

test('what only a page is answered is held to the API’s description, too', async () => {
  const answers = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"well":true}');
  });
  const listening = new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
  const [, browser] = await withBrowser(listening);
  try {
    const origin = `http://127.0.0.1:${(answers.address() as AddressInfo).port}`;
    const { page } = await openPage(browser, origin);
    await page.goto(`${origin}/api/health`);
    const departures = await globalThis.pagesWatched?.departures();
    expect(departures).toEqual([expect.stringContaining("must have required property 'ok'")]);
    await closePage(page);
  } finally {
    answers.close();
  }
});
