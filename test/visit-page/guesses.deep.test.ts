import { expect, test } from 'vitest';
import { RouteLimits } from '../../bin/local/route-limits.ts';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { showPage } from '../../functions/visit-page/show-page.ts';
import { seededChance } from '../../shared/domain/chance.ts';
import { DEFAULT_LINK_FORMAT } from '../../shared/domain/location-text.ts';
import { linkToken, PAGE_PATH, TOKEN_BYTES } from '../../shared/domain/visit-link.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { ROUTES, type RouteWiring } from '../../shared/wiring.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';
import { httpEvent } from '../support/http-event.ts';

/** The function itself behind API Gateway's throttle, in a clinic that has told one link. */

const LINK = 'https://rooms.example';
const GUESSES = 100_000;

test('100,000 guesses within ten seconds find no link, and nearly all are turned away', async () => {
  const clinic = await clinicOnVirtualTime({
    now: '2026-10-05T06:00:00Z',
    catalogue: (demo) => ({
      ...demo,
      version: `${demo.version}-by-link`,
      sites: demo.sites.map((site) => ({
        ...site,
        announcing: { link: LINK },
        locationFormat: DEFAULT_LINK_FORMAT,
      })),
    }),
  });
  const { uid } = await clinic.book({
    eventType: 'abdominal-scan',
    hostId: 4711,
    start: '2026-10-06T08:00:00Z',
  });
  await clinic.minutes(3);
  const told = /https:\S+/.exec(clinic.sandbox.booking(uid)?.location ?? '')?.[0] ?? 'no link';

  const routes: readonly RouteWiring[] = ROUTES;
  const route = routes.find(({ method, path }) => method === 'GET' && path.startsWith(PAGE_PATH));
  if (route === undefined) throw new Error('no page');
  const limits = new RouteLimits();
  const show = showPage({
    ledger: clinic.ledger,
    clinic: new Clinic(clinic.ledger, clinic.time.now, madeUpWords),
    now: clinic.time.now,
    log: { info: () => undefined, error: () => undefined },
  });
  const ask = async (url: string, at: number): Promise<number> =>
    limits.takes(route, at) ? ((await show(httpEvent('GET', url, { headers: {} }))).statusCode ?? 0) : 429;
  expect(await ask(told, 0)).toBe(200);

  const chance = seededChance(11);
  const counts = new Map<number, number>();
  for (let guess = 0; guess < GUESSES; guess += 1) {
    const token = linkToken(Uint8Array.from({ length: TOKEN_BYTES }, () => Math.floor(chance() * 256)));
    const status = await ask(`${LINK}${PAGE_PATH}${token}`, 1_000 + guess / 10);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([404, 429]);
  expect(counts.get(404)).toBeLessThanOrEqual(600);
  expect(counts.get(429)).toBeGreaterThanOrEqual(GUESSES - 600);
  // A guesser keeps no one out for longer than a moment.
  expect(await ask(told, 12_000)).toBe(200);
});
