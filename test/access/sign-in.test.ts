import { createHash, randomBytes } from 'node:crypto';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessMode } from '../../shared/access/access.ts';
import { boardHarness } from '../support/board-harness.ts';
import { memoryLedger } from '../support/memory-ledger.ts';

const AUDIENCE = 'room-board';
const server = new OAuth2Server();
let board: Awaited<ReturnType<typeof boardHarness>>;
beforeAll(async () => {
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  server.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, { sub: 'a1b2c3', aud: AUDIENCE, 'cognito:groups': ['staff'] });
  });
  const access = accessMode({ OIDC_ISSUER: server.issuer.url, OIDC_AUDIENCE: AUDIENCE });
  board = await boardHarness(memoryLedger(), { access });
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

test('a token for somebody who has no role here is not handed on', async () => {
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

test('where nobody signs in, the page is told so', async () => {
  const open = await boardHarness(memoryLedger());
  expect((await open.ask('GET', '/api/sign-in')).body).toEqual({ mode: 'open-loopback' });
  expect((await open.ask('POST', '/api/sign-in/token', { body: { refreshToken: 'x' } })).status).toBe(409);
});
