import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CLINIC, readClinicFile } from '../../bin/read-clinic-file.ts';
import { type AccessMode, accessMode } from '../../shared/access/access.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { Answered } from '../support/board-on-ledger.ts';
import { boardOnLedger, NINE } from '../support/board-on-ledger.ts';

const AUDIENCE = 'room-board';
const server = new OAuth2Server();
let issuer: string;
let access: AccessMode;
let board: Awaited<ReturnType<typeof boardOnLedger>>;

beforeAll(async () => {
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  issuer = server.issuer.url ?? '';
  access = accessMode({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: AUDIENCE });
  board = await boardOnLedger(memoryLedger(), { access });
});
afterAll(() => server.stop());

/** A token of the issuer's: for staff, an hour long, unless it says otherwise. */
const tokenOf = (claims: Record<string, unknown> = {}, header: object = {}): Promise<string> =>
  server.issuer.buildToken({
    scopesOrTransform: (itsHeader, payload) => {
      Object.assign(itsHeader, header);
      Object.assign(payload, { sub: 'a1b2c3', aud: AUDIENCE, roles: ['staff'], ...claims });
    },
  });

const ask = (method: string, url: string, token?: string, body?: unknown): Promise<Answered> =>
  board.ask(method, url, {
    ...(body === undefined ? {} : { body }),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    sourceIp: '203.0.113.7',
  });
const look = (token?: string, url = '/api/board') => ask('GET', url, token);
const block = (token?: string, body: object = { reason: 'fault' }) =>
  ask('POST', '/api/rooms/1A/blocks', token, body);
const now = (): number => Math.floor(Date.now() / 1000);

describe('behind sign-in the board', () => {
  test('is shown to staff, who may act on it', async () => {
    const token = await tokenOf();
    expect(await look(token)).toMatchObject({ status: 200, body: { site: 'north' } });
    expect(await block(token)).toMatchObject({ status: 201 });
  });

  test('writes into the trail who acted, and no mail address that an issuer uses as a name', async () => {
    for (const sub of ['a1b2c3', 'mary.miller@clinic.example', 'mary']) {
      board.at(board.deps.now() + 1000);
      await block(await tokenOf({ sub }));
    }
    const trail = await board.deps.ledger.readTrail('north', '2027-03-01', 100);
    const by = trail.map((each) => each.by);
    expect(by).toContain('a1b2c3');
    expect(by.join()).not.toMatch(/mary|miller/);
  });

  const refused: [string, () => Promise<string | undefined>, number][] = [
    ['no token', async () => undefined, 401],
    ['a token that is none', async () => 'abc', 401],
    ['an expired token', () => tokenOf({ iat: now() - 7200, exp: now() - 3600 }), 401],
    ['a token that never expires', () => tokenOf({ exp: undefined }), 401],
    ['a token for another audience', () => tokenOf({ aud: 'another-app' }), 401],
    ['a token for no one', () => tokenOf({ aud: undefined }), 401],
    ['a token of another issuer', () => tokenOf({ iss: 'https://issuer.example' }), 401],
    ['a token not valid yet', () => tokenOf({ nbf: now() + 3600 }), 401],
    [
      'a token signed by someone else under the issuer’s key id',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return new SignJWT({ roles: ['admin'] })
          .setProtectedHeader({ alg: 'RS256', kid: server.issuer.keys.get()?.kid ?? '' })
          .setIssuer(issuer)
          .setAudience(AUDIENCE)
          .setSubject('x1')
          .setIssuedAt()
          .setExpirationTime('1h')
          .sign(privateKey);
      },
      401,
    ],
    [
      'a token signed with the public key as a shared secret',
      async () =>
        new SignJWT({ roles: ['admin'] })
          .setProtectedHeader({ alg: 'HS256', kid: server.issuer.keys.get()?.kid ?? '' })
          .setIssuer(issuer)
          .setAudience(AUDIENCE)
          .setSubject('x1')
          .setIssuedAt()
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(JSON.stringify(server.issuer.keys.toJSON()))),
      401,
    ],
    [
      'alg none',
      async () =>
        new UnsecuredJWT({ roles: ['admin'] })
          .setIssuer(issuer)
          .setAudience(AUDIENCE)
          .setSubject('x1')
          .setIssuedAt()
          .setExpirationTime('1h')
          .encode(),
      401,
    ],
    ['a payload exchanged after signing', async () => forged(await tokenOf()), 401],
    ['a logout token', () => tokenOf({}, { typ: 'logout+jwt' }), 401],
    [
      'a token by which a session ends',
      () => tokenOf({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
      401,
    ],
    ['Keycloak’s refresh token', () => tokenOf({ typ: 'Refresh' }), 401],
    ['a token of another use at Cognito', () => tokenOf({ token_use: 'refresh' }), 401],
    ['an answer about a token', () => tokenOf({}, { typ: 'token-introspection+jwt' }), 401],
    ['a role no one knows', () => tokenOf({ roles: ['patient'] }), 403],
    ['no role', () => tokenOf({ roles: undefined }), 403],
    ['a kiosk that belongs to no floor', () => tokenOf({ roles: ['kiosk'] }), 403],
  ];
  test.each(refused)('refuses %s', async (_what, make, status) => {
    const token = await make();
    for (const answer of [await look(token), await block(token)]) {
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate']).toBe(
        status === 403 ? undefined : token === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
      );
      expect(answer.body.rooms).toBeUndefined();
    }
  });

  test('shows a kiosk the rooms of its floor and nothing about bookings, and lets it change nothing', async () => {
    await board.book('booked', { start: NINE, end: NINE + 1_800_000 });
    const token = await tokenOf({ roles: ['kiosk'], floor: '2' });
    const { status, body, text } = await look(token);
    expect(status).toBe(200);
    expect(body.rooms.map((room: { id: string }) => room.id)).toEqual(['2A', '3B']);
    expect(body).toMatchObject({ bookings: [], waiting: [], owed: [] });
    expect(text).not.toContain('booked');
    expect(await block(token)).toMatchObject({ status: 403, body: { type: 'urn:room-board:role' } });
  });

  test('keeps staff of one site out of another', async () => {
    const south = await tokenOf({ sites: ['south'] });
    expect(await look(south, '/api/board?site=north')).toMatchObject({
      status: 403,
      body: { field: 'site', sites: [] },
    });
    expect(await look(south)).toMatchObject({ status: 400, body: { field: 'site' } });
    expect(await block(south, { reason: 'fault', site: 'north' })).toMatchObject({ status: 403 });
    expect(await look(await tokenOf({ sites: ['north', 'south'] }))).toMatchObject({ status: 200 });
    expect(await look(await tokenOf({ sites: [] }))).toMatchObject({ status: 400 });
  });

  test.each([
    ['a plain token', {}, {}],
    ['an access token by the rules', {}, { typ: 'at+jwt' }],
    ['one that writes its media type in full', {}, { typ: 'application/at+JWT' }],
    ['Keycloak’s access token', { typ: 'Bearer' }, {}],
    ['Cognito’s ID token', { token_use: 'id' }, {}],
  ])('believes %s', async (_what, claims, header) => {
    expect(await look(await tokenOf(claims, header))).toMatchObject({ status: 200 });
  });

  test('where a clinic has two sites shows neither to an account that names none', async () => {
    const demo = readClinicFile(DEMO_CLINIC);
    const two = {
      ...demo,
      sites: demo.sites.flatMap((site) => [site, { ...site, id: 'south', credential: 'south' }]),
    };
    const both = await boardOnLedger(memoryLedger(), { access, catalogue: two });
    const at = async (site: string, claims: object) => {
      const headers = { authorization: `Bearer ${await tokenOf({ ...claims })}` };
      return (await both.ask('GET', `/api/board?site=${site}`, { headers })).status;
    };
    for (const role of ['staff', 'admin']) {
      expect(await at('north', { roles: [role] })).toBe(403);
      expect(await at('north', { roles: [role, 'site-north'] })).toBe(200);
      expect(await at('south', { roles: [role, 'site-north'] })).toBe(403);
      expect(await at('south', { roles: [role], sites: ['*'] })).toBe(200);
    }
  });

  test('means by a group only what begins with the deployment’s prefix', async () => {
    const prefixed = await boardOnLedger(memoryLedger(), {
      access: accessMode({ OIDC_ISSUER: issuer, OIDC_AUDIENCE: AUDIENCE, OIDC_GROUP_PREFIX: 'rooms-' }),
    });
    const as = async (...groups: string[]) => {
      const headers = { authorization: `Bearer ${await tokenOf({ roles: groups })}` };
      return (await prefixed.ask('GET', '/api/me', { headers })).body;
    };
    expect(await as('admin')).toMatchObject({ type: 'urn:room-board:no-role' });
    expect(await as('admin', 'site-south', 'rooms-staff', 'rooms-site-north')).toEqual({
      subject: 'a1b2c3',
      role: 'staff',
      sites: ['north'],
    });
  });

  test('logs and counts who it turns away, with neither token nor name', async () => {
    const turned = await boardOnLedger(memoryLedger(), { access });
    const token = await tokenOf({ sub: 'mary.miller@clinic.example', roles: ['kiosk'], floor: '2' });
    const headers = { authorization: `Bearer ${token}` };
    await turned.ask('POST', '/api/bookings/k3Wq9ZtB2mXyVu7LsRn4Fe/actions', {
      headers,
      body: { do: 'pin' },
    });
    await turned.ask('GET', '/api/board', { headers: { authorization: 'Bearer abc' } });
    await turned.ask('GET', '/api/board', { headers });
    expect(turned.counted.toSorted()).toEqual(['BoardRefused', 'BoardRefused', 'SignInsRefused']);
    expect(turned.logged).toEqual([
      [
        'board refused',
        {
          status: 403,
          reason: 'urn:room-board:role',
          route: 'POST /api/bookings/{booking}/actions',
        },
      ],
      ['board refused', { status: 401, reason: 'urn:room-board:invalid', route: 'GET /api/board' }],
    ]);
  });

  test('reads Cognito’s groups, and its access tokens, which name a client and no audience', async () => {
    const access = {
      aud: undefined,
      token_use: 'access',
      roles: undefined,
      'cognito:groups': ['staff', 'site-north'],
    };
    expect(await look(await tokenOf({ ...access, client_id: AUDIENCE }))).toMatchObject({ status: 200 });
    expect(await look(await tokenOf({ ...access, client_id: 'another' }))).toMatchObject({ status: 401 });
  });

  test('believes elliptic-curve signatures too', async () => {
    const fresh = new OAuth2Server();
    await fresh.issuer.keys.generate('ES256');
    await fresh.start(0, '127.0.0.1');
    try {
      const mode = accessMode({ OIDC_ISSUER: fresh.issuer.url, OIDC_AUDIENCE: AUDIENCE });
      if (mode.kind !== 'oidc') throw new Error('no issuer');
      const token = await fresh.issuer.buildToken({
        scopesOrTransform: (_header, payload) =>
          Object.assign(payload, { sub: 'a1', aud: AUDIENCE, roles: ['admin'] }),
      });
      expect(await mode.verify(token)).toMatchObject({ kind: 'caller', caller: { role: 'admin' } });
    } finally {
      await fresh.stop();
    }
  });

  test('says that it cannot tell while the issuer is away, and refuses', async () => {
    const token = await tokenOf();
    const away = await boardOnLedger(memoryLedger(), {
      access: accessMode({ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: AUDIENCE }),
    });
    const answer = await away.ask('GET', '/api/board', { headers: { authorization: `Bearer ${token}` } });
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:room-board:issuer-unavailable' } });
  });
});

describe('without an issuer the board', () => {
  test('refuses everything but what is public', async () => {
    const closed = await boardOnLedger(memoryLedger(), { access: accessMode({}) });
    expect(await closed.ask('GET', '/api/health')).toMatchObject({ status: 200 });
    for (const [method, url] of [
      ['GET', '/api/board'],
      ['POST', '/api/rooms/1A/blocks'],
      ['DELETE', '/api/rooms/1A/blocks/x'],
    ] as const)
      expect(await closed.ask(method, url)).toMatchObject({
        status: 403,
        body: { type: 'urn:room-board:sign-in-not-configured' },
      });
  });

  test.each([
    ['another machine', { sourceIp: '192.168.1.20' }],
    ['what a tunnel brings', { headers: { 'x-forwarded-for': '203.0.113.7' } }],
    ['what a proxy brings', { headers: { forwarded: 'for=203.0.113.7' } }],
    ['what came by way of another machine', { headers: { via: '1.1 proxy' } }],
    ['what a proxy brings that names itself', { headers: { 'x-forwarded-server': 'proxy' } }],
    ['what a proxy brings that names its client alone', { headers: { 'x-client-ip': '203.0.113.7' } }],
    ['what a maker’s own edge brings', { headers: { 'fly-client-ip': '203.0.113.7' } }],
    ['what a tunnel brings that names who is signed in', { headers: { 'tailscale-user-login': 'someone' } }],
    ['a page of someone else’s', { headers: { origin: 'https://evil.example' } }],
    ['a name that resolves to loopback', { headers: { host: 'evil.example:3000' } }],
  ])('open on loopback refuses %s', async (_who, asked) => {
    const open = await boardOnLedger(memoryLedger(), { access: accessMode({ BOARD_ACCESS: 'loopback' }) });
    expect(
      await open.ask('GET', '/api/board', { headers: { origin: 'http://localhost:3000' } }),
    ).toMatchObject({
      status: 200,
      headers: { 'x-board-access': 'open-loopback' },
    });
    expect(await open.ask('GET', '/api/board', asked)).toMatchObject({ status: 403 });
  });

  test('is never open where an issuer is configured, nor half of one', () => {
    expect(accessMode({ BOARD_ACCESS: 'loopback', OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' }).kind).toBe(
      'oidc',
    );
    expect(accessMode({ BOARD_ACCESS: 'loopback', OIDC_ISSUER: issuer }).kind).toBe('closed');
  });
});

/** The same token for an admin, its signature kept. */
const forged = (token: string): string => {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [
    header,
    Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url'),
    signature,
  ].join('.');
};
