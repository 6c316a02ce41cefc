import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { built } from '../../functions/board/page/short-classes.ts';
import type { BoardView } from '../../shared/board/board-view.ts';
import { openPage, startBrowser } from '../support/browser.ts';
import { CLINIC_DATE, type ClinicDay, startClinicDay } from '../support/clinic-day.ts';
import { eventually } from '../support/eventually.ts';
import { signedDelivery } from '../support/signed-delivery.ts';

const ROOMS = 40;
/** Deliveries under way at a time: one machine plays everybody here. */
const AT_ONCE = 4;
/** Visits in each room. */
const VISITS = 60;

const clinic = {
  equipment: [],
  kinds: ['consulting'],
  sites: [
    {
      id: 'large',
      name: 'Large clinic',
      timeZone: 'Europe/Berlin',
      publishing: 'off',
      credential: 'default',
      hours: { 'mon-sun': '06:00-24:00' },
      buildings: Array.from({ length: 2 }, (_, building) => ({
        name: `Wing ${building + 1}`,
        floors: Array.from({ length: 4 }, (_, floor) => ({
          name: floor + 1,
          rooms: Array.from({ length: ROOMS / 8 }, (_, room) => ({
            id: `${building + 1}${floor + 1}${room}`,
            kind: 'consulting',
            turnaroundMinutes: 2,
          })),
        })),
      })),
      policy: { horizonDays: 2, freezeMinutes: 0, holdMinutes: 60, maxAnnouncedChanges: 1 },
    },
  ],
  practitioners: [{ id: 4711, site: 'large' }],
  visitTypes: [{ id: 'consultation', eventTypeIds: [3002], eventTypeSlugs: ['consultation'] }],
};

let day: ClinicDay;
let browser: Browser;
const directory = mkdtempSync(join(tmpdir(), 'large-clinic-'));
beforeAll(async () => {
  const file = join(directory, 'clinic.yaml');
  writeFileSync(file, stringify(clinic));
  [day, browser] = await Promise.all([
    startClinicDay('05:30', { CLINIC_FILE: file, CAL_WEBHOOK_SECRET: 'whsec_local', SWEEP_SECONDS: '60' }),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await day.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Tells the system of one visit, as Cal.com does. */
const deliver = async (uid: string, start: number): Promise<void> => {
  const at = {
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 15 * 60_000).toISOString(),
  };
  const payload = {
    uid,
    ...at,
    eventTypeId: 3002,
    type: 'consultation',
    location: 'Clinic North, 1 Harbour Street',
    organizer: {
      id: 4711,
      name: 'x',
      email: 'x@clinic.example',
      timeZone: 'Europe/Berlin',
      language: { locale: 'de' },
    },
    attendees: [],
    status: 'ACCEPTED',
    responses: {},
  };
  const body = {
    triggerEvent: 'BOOKING_CREATED',
    createdAt: new Date(start - 7_200_000).toISOString(),
    payload,
  };
  const { headers, body: text } = signedDelivery(body, { secret: 'whsec_local' });
  const { 'content-length': _length, ...kept } = headers as Record<string, string>;
  const response = await fetch(`${day.system.url}/api/webhooks/cal`, {
    method: 'POST',
    headers: kept,
    body: text ?? '',
  });
  if (!response.ok) throw new Error(`the delivery was answered ${response.status}`);
};

test(`${ROOMS} rooms with ${VISITS} visits each are drawn within 100 ms, on every view`, async () => {
  const first = Date.parse(`${CLINIC_DATE}T06:00:00+01:00`);
  for (let visit = 0; visit < VISITS; visit += 1) {
    const start = first + visit * 17.5 * 60_000;
    for (let room = 0; room < ROOMS; room += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => deliver(`v${visit}-${room + at}`, start)));
  }
  const board = await eventually(
    'every visit having a room',
    async () => {
      // While thousands wait in the queue, the board may find the ledger busy.
      const view = await day.api<Partial<BoardView>>('/api/board');
      const roomed = view.bookings?.filter((each) => each.roomId !== null).length ?? 0;
      return roomed >= ROOMS * VISITS && (view as BoardView);
    },
    3_000_000,
    5_000, // a look at so many costs as much as assigning a few
  );
  expect(board.rooms).toHaveLength(ROOMS);
  await day.at('10:10');
  const { page } = await openPage(browser, day.system.url, { viewport: { width: 1920, height: 1080 } });
  await page.addInitScript(`new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) (window.tasks ??= []).push(entry.duration);
  }).observe({ type: 'longtask', buffered: true })`);
  for (const view of ['now', 'day', 'attention']) {
    await page.goto(`${day.system.url}/?view=${view}`);
    await page.waitForSelector(built('[data-room], .timeline, #attention-title'));
    // A refresh with other content than before: the next minute, so that nothing is kept by its tag.
    const took = (await page.evaluate(`(async () => {
      const times = [];
      for (let times_ = 0; times_ < 7; times_ += 1) {
        const other = document.querySelector('nav a:not([aria-current])');
        const mine = document.querySelector('nav a[aria-current]');
        other.click();
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const began = performance.now();
        mine.click();
        await new Promise((done) => setTimeout(done));
        document.body.offsetHeight;
        times.push(performance.now() - began);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
      return times.sort((a, b) => a - b);
    })()`)) as number[];
    const median = took[3] ?? Number.POSITIVE_INFINITY;
    console.log(`${view}: ${took.map((each) => Math.round(each)).join(' ')} ms`);
    expect(median, view).toBeLessThanOrEqual(100);
  }
  await page.context().close();
});

test('twelve hours of a network that comes and goes leave the screen live, small and one request at a time', async () => {
  const { page, complaints } = await openPage(browser, day.system.url, {
    viewport: { width: 1920, height: 1080 },
  });
  await page.clock.install({ time: Date.now() });
  let asked = 0;
  let together = 0;
  let most = 0;
  page.on('request', (request) => {
    if (!request.url().includes('/api/board')) return;
    asked += 1;
    together += 1;
    most = Math.max(most, together);
  });
  const ended = (): void => {
    together = Math.max(0, together - 1);
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  await page.goto(`${day.system.url}/?kiosk=floor-1`);
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
    await page.waitForSelector(built('.kiosk-stale'), { state: 'detached' });
  };
  // The first cycles fill what is kept for good.
  const cycle = async (): Promise<void> => {
    await page.context().setOffline(true);
    for (let seconds = 0; seconds < 60; seconds += 10) await page.clock.runFor(10_000);
    await page.waitForSelector(built('.kiosk-stale'));
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
  console.log(`${asked} looks, ${before.heap} → ${after.heap} bytes of heap, ${after.nodes} nodes`);
  expect(after.nodes).toBe(before.nodes);
  expect(after.heap).toBeLessThan(before.heap + 1_000_000);
  expect(most).toBeLessThanOrEqual(2);
  expect(complaints()).toEqual([]);
  await page.context().close();
});
