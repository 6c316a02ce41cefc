import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, startWithBrowser } from '../../bin/browser/browser.ts';
import { type ClinicDay, startClinicDay } from '../../bin/local/clinic-day.ts';

let day: ClinicDay;
let browser: Browser;
beforeAll(async () => {
  [day, browser] = await startWithBrowser(startClinicDay('10:10', { SWEEP_SECONDS: '60' }), (it) =>
    it.close(),
  );
});
afterAll(async () => {
  await browser?.close();
  await day?.close();
});

type Counted = { asked: number; most: number };

/** In the page: a look that it has given up counts no more, however late the browser says that it has ended. */
const countLooks = `
  const counted = (window.counted = { asked: 0, most: 0 });
  let together = 0;
  const send = fetch;
  fetch = (what, how) => {
    if (!String(what.url ?? what).includes('/api/board')) return send(what, how);
    counted.asked += 1;
    counted.most = Math.max(counted.most, ++together);
    let isOver = false;
    const end = () => {
      if (!isOver) together -= 1;
      isOver = true;
    };
    how?.signal?.addEventListener('abort', end);
    return send(what, how).finally(end);
  };
`;

test('twelve hours of a network that comes and goes leave the screen live, small and one request at a time', async () => {
  const { page, complaints } = await openPage(browser, day.system.url, {
    viewport: { width: 1920, height: 1080 },
  });
  await page.clock.install({ time: Date.now() });
  await page.addInitScript(countLooks);
  await page.goto(`${day.system.url}/?kiosk=floor-3`);
  await page.waitForSelector('[data-room]');
  const heap = async (): Promise<number> => {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
    await session.detach();
    return usedSize;
  };
  const nodes = () => page.evaluate('document.querySelectorAll("*").length');
  const online = async (): Promise<void> => {
    await page.evaluate('dispatchEvent(new Event("online"))');
    await page.waitForSelector('.kiosk-stale', { state: 'detached' });
  };
  // The first cycles fill what is kept for good.
  const cycle = async (): Promise<void> => {
    await page.context().setOffline(true);
    for (let seconds = 0; seconds < 60; seconds += 10) await page.clock.runFor(10_000);
    await page.waitForSelector('.kiosk-stale');
    await page.context().setOffline(false);
    await online();
    for (let seconds = 0; seconds < 240; seconds += 20) await page.clock.runFor(20_000);
    // By its own, fast clock it may have been without an answer for too long meanwhile.
    await online();
  };
  for (let times = 0; times < 5; times += 1) await cycle();
  const before = { heap: await heap(), nodes: await nodes() };
  for (let times = 0; times < 139; times += 1) await cycle(); // with the first five, twelve hours
  const after = { heap: await heap(), nodes: await nodes() };
  const { asked, most } = (await page.evaluate('counted')) as Counted;
  console.log(`${asked} looks, ${before.heap} → ${after.heap} bytes of heap, ${after.nodes} nodes`);
  expect(after.nodes).toBe(before.nodes);
  expect(after.heap).toBeLessThan(before.heap + 1_000_000);
  expect(asked).toBeGreaterThan(144);
  expect(most).toBe(1);
  expect(complaints()).toEqual([]);
  await page.context().close();
});
