import { describe, expect, test } from 'vitest';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { oauthTokens } from '../../shared/calcom/oauth-token.ts';
import type { WordDigest } from '../../shared/domain/equipment-words.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { sandboxOnVirtualTime } from '../sandbox/sandbox-on-virtual-time.ts';

const CLIENT = { clientId: 'client-1', clientSecret: 'a-secret', refreshToken: 'a-refresh-token' };
const MINUTE = 60_000;

/** A hosted Cal.com, and our client with what the secret holds. */
const hosted = (secret: object) => {
  const { sandbox, time, book } = sandboxOnVirtualTime();
  sandbox.addOAuthClient({
    ...CLIENT,
    key: { userId: 4700, eventTypeIds: 'all', scopes: ['BOOKING_WRITE'] },
  });
  let granted = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    if (url.pathname.endsWith('/token')) granted += 1;
    const { status, headers, body } = await sandbox.handle({
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : '',
    });
    return new Response(body, { status, headers });
  };
  const origin = 'https://cal.test';
  const refresh = oauthTokens({ origin, timeoutMs: 1_000, fetch });
  const keyOf = calKeys('keys', async () => JSON.stringify(secret), time.now, refresh);
  const cal = calClient({
    origin,
    keyOf,
    timeoutMs: 1_000,
    now: time.now,
    fetch,
    words: async () => String as WordDigest,
  });
  return { sandbox, time, book, keyOf, cal, granted: () => granted };
};

describe('an OAuth client in place of an API key', () => {
  test('changes a location with an access token, got once and used until shortly before it ends', async () => {
    const { sandbox, time, book, cal, granted } = hosted({ default: CLIENT });
    const { uid } = await book();
    expect((await cal.patchLocation(uid, 'Room 1A', 'default')).kind).toBe('accepted');
    expect((await cal.patchLocation(uid, 'Room 1B', 'default')).kind).toBe('accepted');
    expect([sandbox.booking(uid)?.location, granted()]).toEqual(['Room 1B', 1]);
    await time.pass(29.5 * MINUTE);
    expect((await cal.patchLocation(uid, 'Room 2A', 'default')).kind).toBe('accepted');
    expect(granted()).toBe(2);
  });

  test('stands in the same secret as the keys of other credentials', async () => {
    const { keyOf } = hosted({ default: 'cal_key', south: CLIENT });
    expect(await keyOf('default')).toBe('cal_key');
    expect(await keyOf('south')).toMatch(/^access_/);
  });

  test('is asked for once, however many want it at the same time', async () => {
    const { keyOf, granted } = hosted({ default: CLIENT });
    const tokens = await Promise.all([keyOf('default'), keyOf('default'), keyOf('default')]);
    expect([new Set(tokens).size, granted()]).toEqual([1, 1]);
  });

  test('gets another token where the one it has is refused', async () => {
    const { keyOf, granted } = hosted({ default: CLIENT });
    const first = await keyOf('default');
    expect(await keyOf('default', { fresh: true })).not.toBe(first);
    expect(granted()).toBe(2);
  });

  test('that Cal.com refuses counts as a refused key, and is taken again once the secret is mended', async () => {
    const secret: Record<string, object> = { default: { ...CLIENT, refreshToken: 'taken-back' } };
    const { book, cal } = hosted(secret);
    const { uid } = await book();
    expect(await cal.patchLocation(uid, 'Room 1A', 'default')).toMatchObject({
      kind: 'refused',
      status: 401,
    });
    expect(await cal.getBooking(uid, 'default')).toMatchObject({ kind: 'refused', status: 401 });
    secret.default = { ...CLIENT, clientSecret: 'another' };
    expect(await cal.getBooking(uid, 'default')).toMatchObject({ kind: 'refused', status: 401 });
    secret.default = CLIENT;
    expect((await cal.getBooking(uid, 'default')).kind).toBe('found');
    expect((await cal.patchLocation(uid, 'Room 1A', 'default')).kind).toBe('accepted');
  });

  test.each([
    ['an outage', 503, '{"error":"invalid_grant"}', /gives no access token for credential default$/],
    ['a proxy’s page', 401, '<html>', /gives no access token for credential default$/],
    ['another fault', 400, '{"error":"invalid_request"}', /gives no access token for credential default$/],
    [
      'Cal.com’s refusal',
      400,
      '{"error":"invalid_grant"}',
      /refuses the OAuth client of credential default$/,
    ],
    [
      'its refusal in the usual envelope',
      401,
      '{"status":"error","error":{"code":"X","message":"invalid_client"}}',
      /refuses the OAuth client of credential default$/,
    ],
  ])('is refused by no other word than Cal.com’s: %s', async (_what, status, body, said) => {
    const fetch = async () => new Response(body, { status });
    const refresh = oauthTokens({ origin: 'https://cal.test', timeoutMs: 1_000, fetch });
    const keyOf = calKeys(
      'keys',
      async () => JSON.stringify({ default: CLIENT }),
      () => 0,
      refresh,
    );
    await expect(keyOf('default')).rejects.toThrow(said);
  });
});
