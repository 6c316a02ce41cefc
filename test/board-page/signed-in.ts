import { OAuth2Server } from 'oauth2-mock-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from '../../bin/browser/browser.ts';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';
import { closePage, closePages, withBrowser } from '../support/one-browser.ts';
import { testInDeep } from '../support/whole-matrix.ts';

const AUDIENCE = 'room-board';
type Signing = { payload: Record<string, unknown> };

const issuer = new OAuth2Server();
let system: RunningSystem;
let browser: Browser;
/** What the issuer says of anyone who signs in. */
let claims: Record<string, unknown>;
let lastsSeconds: number;
beforeAll(async () => {
  await issuer.issuer.keys.generate('RS256');
  await issuer.start(0, '127.0.0.1');
  issuer.service.on('beforeTokenSigning', ({ payload }: Signing) => {
    Object.assign(payload, { aud: AUDIENCE, ...claims });
  });
  issuer.service.on('beforeResponse', ({ body }: { body: Record<string, unknown> }) => {
    Object.assign(body, { expires_in: lastsSeconds, refresh_token: 'renew-me' });
  });
  const oidc = { OIDC_ISSUER: issuer.issuer.url ?? '', OIDC_AUDIENCE: AUDIENCE };
  [system, browser] = await withBrowser(startSystem({ ...oidc, LOG_LEVEL: 'SILENT' }));
});
afterAll(async () => {
  await closePages();
  await system?.stop();
  await issuer.stop();
});

/** The issuer's page is another origin, and the only one: the browser goes there, the page never asks it anything. */
const elsewhere = (complaints: string[]): string[] =>
  complaints.filter((each) => !/\/(authorize|endsession)/.test(each));

test('staff sign in at the issuer, come back to where they were, stay signed in, and sign out: nothing of theirs is left on the screen', async () => {
  claims = { sub: 'a1b2c3', 'cognito:groups': ['staff'] };
  lastsSeconds = 3_600;
  const { page, complaints } = await openPage(browser, system.url, { serviceWorkers: 'allow' });
  await page.goto(`${system.url}/?view=day`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('.timeline');
  expect(page.url()).toBe(`${system.url}/?view=day`);
  expect(await page.getByText('Local mode').count()).toBe(0);
  await page.reload();
  await page.waitForSelector('.timeline');
  const isKept = (): Promise<unknown> => page.evaluate('caches.has("plan")');
  await expect.poll(isKept, { timeout: 120_000 }).toBe(true);
  const ended = page.waitForRequest((request) => request.url().includes('/endsession'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  const asked = new URL((await ended).url());
  expect(asked.searchParams.get('client_id')).toBe(AUDIENCE);
  expect(asked.searchParams.get('post_logout_redirect_uri')).toBe(`${system.url}/`);
  await page.waitForURL(`${system.url}/`);
  await page.waitForSelector('main button');
  expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage])')).not.toContain('token');
  expect(await isKept()).toBe(false);
  expect(elsewhere(complaints())).toEqual([]);
  await closePage(page);
});

test('a screen on the wall renews its sign-in by itself, and keeps it when its browser is started again', async () => {
  claims = { sub: 'k1', 'cognito:groups': ['kiosk', 'floor-2'] };
  lastsSeconds = 30; // less than the minute before which it is renewed
  const { page } = await openPage(browser, system.url);
  await page.goto(`${system.url}/?kiosk=floor-2`);
  const renewals: string[] = [];
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('[data-room="2A"]');
  page.on('request', (request) => {
    if (request.url().endsWith('/api/sign-in/token')) renewals.push(request.postData() ?? '');
  });
  await page.evaluate('dispatchEvent(new Event("online"))');
  await expect.poll(() => renewals.length, { timeout: 120_000 }).toBeGreaterThan(0);
  expect(renewals[0]).toContain('renew-me');
  const another = await page.context().newPage();
  await another.goto(`${system.url}/?kiosk=floor-2`);
  await another.waitForSelector('[data-room="2A"]');
  expect(await another.locator('[data-room="1A"]').count()).toBe(0);
  await closePage(page);
});

test('a screen on the wall takes no one but a kiosk, and keeps no other’s token', async () => {
  claims = { sub: 'a1b2c3', 'cognito:groups': ['admin'] };
  lastsSeconds = 3_600;
  const { page } = await openPage(browser, system.url);
  await page.goto(`${system.url}/?kiosk=floor-2`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('That did not work.').waitFor();
  expect(await page.locator('[data-room]').count()).toBe(0);
  expect(await page.evaluate('JSON.stringify([sessionStorage, localStorage])')).not.toContain('token');
  await closePage(page);
});

test('a code that this screen never asked for is not taken', async () => {
  claims = { sub: 'a1b2c3', 'cognito:groups': ['staff'] };
  const { page } = await openPage(browser, system.url);
  const exchanged: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/sign-in/token')) exchanged.push(request.url());
  });
  await page.goto(`${system.url}/?code=someone-elses&state=x`);
  await page.waitForSelector('main button');
  expect(exchanged).toEqual([]);
  expect(page.url()).toBe(`${system.url}/`);
  await closePage(page);
});

// That they are handed no token, `sign-in.test.ts` holds.
testInDeep('anyone who has no role here is told so', async () => {
  claims = { sub: 'n1', 'cognito:groups': ['visitors'] };
  const { page } = await openPage(browser, system.url);
  await page.goto(system.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('That did not work.').waitFor();
  expect(await page.locator('[data-room]').count()).toBe(0);
  await closePage(page);
});
