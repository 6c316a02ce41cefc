import { createServer } from 'node:http';
import { buildPage } from '../../functions/board/page/build.ts';
import type { BoardView } from '../../shared/board/view/board-view.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { instantAt } from '../../shared/domain/local-time.ts';
import { openPage, startBrowser } from '../browser/browser.ts';
import { benchOptions } from './bench-options.ts';
import { longDay } from './long-day.ts';

/**
 * What a long Day costs the screen that shows it: the processor's time of the page's main thread for script, style and
 * layout, to change to a view (`show`) and to take in a look at which one visit is another (`recheck`). Beside it the same
 * for a plain table with a row for each visit, since machines are noisy. Medians, in milliseconds.
 */
const values = benchOptions(
  `npm run bench:board -- [--rooms 40] [--visits 60] [--rounds 15] [--json]
What a long Day costs the screen that shows it; --visits are those of one room.`,
  {
    rooms: { type: 'string', default: '40' },
    visits: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
);
const rooms = Number(values.rooms);
const visits = Number(values.visits);
const rounds = Number(values.rounds);
const DATE = '2026-11-17';
const PARTS = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];

const deps = await longDay({ rooms, visits, date: DATE });
const [site] = deps.catalogue.sites;
if (site === undefined) throw new Error('the clinic has no site');
const board = await readBoard(deps, site, DATE, instantAt(DATE, '10:30', site.timeZone));
const built = await buildPage();
const table = `<!doctype html><html lang="en"><title>Table</title><table>${board.bookings
  .map(
    ({ start, end, roomId, uid, state, publication }) =>
      `<tr><td>${start}<td>${end}<td>${roomId}<td>${uid}<td>${state}<td>${publication}`,
  )
  .join('')}</table>`;

let looks = 0;
/** The board with another visit done than at the look before. */
const looked = (): BoardView => {
  looks += 1;
  const at = looks % board.bookings.length;
  return {
    ...board,
    bookings: board.bookings.map((each, index) => (index === at ? { ...each, pinned: true } : each)),
  };
};
const browser = await startBrowser(); // first: where there is none, nothing else is left running
const server = createServer(({ url = '' }, answer) => {
  const [path = ''] = url.split('?');
  const file = built.files[path];
  const send = (type: string, body: string): void =>
    void answer.writeHead(200, { 'content-type': type, 'x-board-access': 'open-loopback' }).end(body);
  if (file !== undefined) send(file.type, file.body);
  else if (path === '/api/board') send('application/json', JSON.stringify(looked()));
  else if (path === '/api/trail') send('application/json', '{"changes":[]}');
  else send('text/html; charset=utf-8', path === '/table' ? table : built.document);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const address = server.address();
const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;

try {
  const { page } = await openPage(browser, origin, { viewport: { width: 1920, height: 1080 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.reduce((sum, { name, value }) => (PARTS.includes(name) ? sum + value * 1000 : sum), 0);
  };
  const drawn = (): Promise<unknown> =>
    page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))',
    );
  const costOf = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await spent();
    await act();
    await drawn();
    return (await spent()) - before;
  };
  const medianOf = async (measure: () => Promise<number>): Promise<number> => {
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) costs.push(await measure());
    return costs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  };
  const go = (view: string): Promise<unknown> =>
    page.evaluate(
      `history.pushState(null, '', '?view=${view}'); dispatchEvent(new PopStateEvent('popstate'))`,
    );
  const look = async (): Promise<void> => {
    const answered = page.waitForResponse((response) => response.url().includes('/api/board'));
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await (await answered).finished();
    await drawn();
  };

  const plain = await medianOf(async () => {
    await page.goto('about:blank');
    return costOf(() => page.goto(`${origin}/table`));
  });
  await page.goto(`${origin}/?view=trail`);
  await page.waitForSelector('#trail-title');
  const results: Record<string, { show: number; look: number }> = {};
  for (const view of ['now', 'day']) {
    const show = await medianOf(async () => {
      await go('trail');
      await drawn();
      return costOf(() => go(view));
    });
    results[view] = { show, look: await medianOf(() => costOf(look)) };
  }
  if (values.json) console.log(JSON.stringify({ rooms, visits, plain, ...results }));
  else {
    console.log(
      `${rooms} rooms with ${visits} visits each. Processor's milliseconds, median of ${rounds}.\n`,
    );
    console.log('                  show     look   show : plain table');
    for (const [view, cost] of Object.entries(results))
      console.log(
        `${view.padEnd(14)}${cost.show.toFixed(0).padStart(8)}${cost.look.toFixed(0).padStart(9)}${(cost.show / plain).toFixed(2).padStart(10)}`,
      );
    console.log(`plain table   ${plain.toFixed(0).padStart(8)}`);
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
