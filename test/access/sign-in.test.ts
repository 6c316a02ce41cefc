import { createHash, randomBytes } from 'node:crypto';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessMode } from '../../shared/access/access.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { boardOnLedger } from '../support/board-on-ledger.ts';

const AUDIENCE = 'room-board';
const server = new OAuth2Server();
let groups = ['staff'];
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeAll(async () => {
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  server.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, { sub: 'a1b2c3', aud: AUDIENCE, 'cognito:groups': groups });
  });
  const access = accessMode({ OIDC_ISSUER: server.issuer.url, OIDC_AUDIENCE: AUDIENCE });
  board = await boardOnLedger(memoryLedger(), { access });
});
afterAll(() => server.stop());

const redirectUri = 'http://localhost:3000/';
/** Sends the user to the issuer, as the page does, and comes back with a code. */
const codeFor = async (verifier: string): Promise<string> => {
  const { authorizationEndpoint, clientId, scope } = (await board.ask('GET', '/api/sign-in')).body;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const back = await fetch(`${authorizationEndpoint}?${query}`, { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
};
const exchange = (body: object) => board.ask('POST', '/api/sign-in/token', { body });

test('staff sign in with a code and its verifier, and are who they are', async () => {
  const codeVerifier = randomBytes(32).toString('base64url');
  const signedIn = await exchange({ code: await codeFor(codeVerifier), codeVerifier, redirectUri });
  expect(signedIn.status, signedIn.text).toBe(200);
  const headers = { authorization: `Bearer ${signedIn.body.token}` };
  expect((await board.ask('GET', '/api/me', { headers })).body).toEqual({ subject: 'a1b2c3', role: 'staff' });
  expect((await board.ask('GET', '/api/board', { headers })).status).toBe(200);
});

test('a code without the verifier it was made for is worth nothing', async () => {
  const code = await codeFor(randomBytes(32).toString('base64url'));
  const other = randomBytes(32).toString('base64url');
  expect((await exchange({ code, codeVerifier: other, redirectUri })).status).toBe(401);
});

test('a token for someone who has no role here is not handed on', async () => {
  const codeVerifier = randomBytes(32).toString('base64url');
  const code = await codeFor(codeVerifier);
  server.service.once('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    token.payload.aud = 'another';
  });
  server.service.once('beforeResponse', (response: { body: Record<string, unknown> }) => {
    delete response.body.id_token;
  });
  expect((await exchange({ code, codeVerifier, redirectUri })).status).toBe(401);
});

test('a screen is signed in as a kiosk or as a door, and as no one else', async () => {
  const asKiosk = async () => {
    const codeVerifier = randomBytes(32).toString('base64url');
    return exchange({ code: await codeFor(codeVerifier), codeVerifier, redirectUri, kiosk: true });
  };
  const staff = await asKiosk();
  expect(staff).toMatchObject({ status: 403, body: { type: 'urn:room-board:not-a-kiosk' } });
  expect(staff.text).not.toContain('eyJ');
  groups = ['kiosk', 'floor-2'];
  expect(await asKiosk()).toMatchObject({ status: 200, body: { role: 'kiosk' } });
  groups = ['door', 'room-1A'];
  expect(await asKiosk()).toMatchObject({ status: 200, body: { role: 'door' } });
  groups = ['staff'];
});

test.each([
  [
    'by the rules',
    { issuer: 'https://login.clinic.example', end_session_endpoint: 'https://login.clinic.example/bye?x=1' },
    { address: 'https://login.clinic.example/bye?x=1&client_id=board', returnAs: 'post_logout_redirect_uri' },
  ],
  [
    'at Cognito, which publishes no such address',
    { issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab' },
    { address: 'https://pool.auth.example/logout?client_id=board', returnAs: 'logout_uri' },
  ],
  ['nowhere, where the issuer has no such address', { issuer: 'https://login.clinic.example' }, undefined],
])('a session ends %s', async (_where, published, signOut) => {
  const metadata = {
    jwks_uri: 'https://x.example/keys',
    authorization_endpoint: 'https://pool.auth.example/oauth2/authorize',
    token_endpoint: 'https://x.example/token',
    ...published,
  };
  const refused = async () => ({ kind: 'refused', reason: 'invalid' }) as const;
  const mode = {
    kind: 'oidc',
    issuer: metadata.issuer,
    audience: 'board',
    metadata: async () => metadata,
    verify: refused,
  } as const;
  const there = await boardOnLedger(memoryLedger(), { access: mode });
  expect((await there.ask('GET', '/api/sign-in')).body.signOut).toEqual(signOut);
});

test('where no one signs in, the page is told so', async () => {
  const open = await boardOnLedger(memoryLedger());
  expect((await open.ask('GET', '/api/sign-in')).body).toEqual({ mode: 'open-loopback' });
  expect((await open.ask('POST', '/api/sign-in/token', { body: { refreshToken: 'x' } })).status).toBe(409);
});
