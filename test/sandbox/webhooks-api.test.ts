import { describe, expect, test } from 'vitest';
import { dataOf, type Envelope, sandboxOnVirtualTime, visit } from './sandbox-on-virtual-time.ts';

const url = 'https://rooms.example/api/webhooks/cal';
const wanted = { subscriberUrl: url, triggers: ['BOOKING_CREATED'], active: true, secret: 'whsec_test' };
const none = { webhook: undefined };

describe('a webhook at Cal.com', () => {
  test.each([
    '/v2/webhooks',
    '/v2/event-types/3001/webhooks',
    '/v2/teams/77/event-types/3004/webhooks',
    '/v2/organizations/55/webhooks',
  ])('is created, read, changed and removed at %s, without a version header', async (path) => {
    const { call } = sandboxOnVirtualTime(none);
    const created = await call('POST', path, { body: wanted, version: null });
    expect(created.status).toBe(201);
    const { id } = dataOf(created);
    // Strings, although the documents say numbers.
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(dataOf(created)).toMatchObject({ ...wanted, payloadTemplate: null, version: '2021-10-20' });
    expect(dataOf(await call('GET', path))).toHaveLength(1);
    expect(dataOf(await call('PATCH', `${path}/${id}`, { body: { active: false } })).active).toBe(false);
    expect(dataOf(await call('GET', `${path}/${id}`)).active).toBe(false);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(200);
    expect((await call('GET', `${path}/${id}`)).status).toBe(404);
  });

  test('needs subscriberUrl, triggers and active, and knows its triggers', async () => {
    const { call } = sandboxOnVirtualTime(none);
    for (const missing of ['subscriberUrl', 'triggers', 'active']) {
      const response = await call('POST', '/v2/webhooks', { body: { ...wanted, [missing]: undefined } });
      expect(response.status).toBe(400);
    }
    const confirmed = await call('POST', '/v2/webhooks', {
      body: { ...wanted, triggers: ['BOOKING_CONFIRMED'] },
    });
    expect(confirmed.status).toBe(400);
  });

  test('the public source knows neither LOCATION_UPDATED nor REASSIGNED', async () => {
    const { call } = sandboxOnVirtualTime({ ...none, behaviour: { edition: 'public' } });
    for (const trigger of ['BOOKING_LOCATION_UPDATED', 'BOOKING_REASSIGNED']) {
      const response = await call('POST', '/v2/webhooks', { body: { ...wanted, triggers: [trigger] } });
      expect(response.status).toBe(400);
    }
  });

  test('the same URL twice for one user is a 409', async () => {
    const { call } = sandboxOnVirtualTime(none);
    await call('POST', '/v2/webhooks', { body: wanted });
    expect((await call('POST', '/v2/webhooks', { body: wanted })).status).toBe(409);
  });

  test('the same URL at two levels is accepted and delivers twice, with different createdAt', async () => {
    const { call, book, received } = sandboxOnVirtualTime(none);
    await call('POST', '/v2/event-types/3001/webhooks', { body: wanted });
    await call('POST', '/v2/organizations/55/webhooks', { body: wanted });
    const { uid } = await book();
    expect(received.map(({ body }) => body.payload.uid)).toEqual([uid, uid]);
    expect(new Set(received.map(({ body }) => body.createdAt)).size).toBe(2);
  });

  test('of a user fires for their own events but not for team events', async () => {
    const { sandbox, book, received } = sandboxOnVirtualTime(none);
    sandbox.subscribe({ subscriberUrl: url, secret: null, level: { kind: 'user', userId: 4711 } });
    await book({ eventType: 'physiotherapy', start: visit.start, hostId: 4711 });
    await book({ ...visit, hostId: 4712 });
    const { uid } = await book({ ...visit, hostId: 4711 });
    expect(received.map(({ body }) => body.payload.uid)).toEqual([uid]);
  });

  test('switched off, or without the trigger, receives nothing', async () => {
    const { sandbox, book, received } = sandboxOnVirtualTime(none);
    sandbox.subscribe({ subscriberUrl: url, secret: null, active: false });
    sandbox.subscribe({ subscriberUrl: url, secret: null, triggers: ['BOOKING_CANCELLED'] });
    await book();
    expect(received).toEqual([]);
  });

  test('in version 2026-07-27 adds calendar files and changes nothing else', async () => {
    const { sandbox, book, received } = sandboxOnVirtualTime(none);
    sandbox.subscribe({ subscriberUrl: url, secret: null });
    sandbox.subscribe({ subscriberUrl: url, secret: null, version: '2026-07-27' });
    await book();
    const [older, newer] = received.map(({ body }) => body.payload as Envelope);
    expect(received[1]?.headers['X-Cal-Webhook-Version']).toBe('2026-07-27');
    expect(newer).toEqual({
      ...older,
      attendeeIcsContent: expect.any(String),
      organizerIcsContent: expect.any(String),
    });
  });

  test('with a custom template has no envelope, escaped values, and says false when it is no JSON', async () => {
    const { sandbox, book } = sandboxOnVirtualTime({ ...none, deliver: async () => 200 });
    sandbox.subscribe({
      subscriberUrl: url,
      secret: null,
      payloadTemplate: '{"what":"{{triggerEvent}}","who":"{{organizer.name}}","where":"{{location}}"}',
    });
    sandbox.subscribe({ subscriberUrl: url, secret: null, payloadTemplate: '{"broken": {{title}}}' });
    await book({ ...visit, location: "O'Hara <Clinic> & Sons" });
    expect(sandbox.deliveries().map(({ request }) => request.body)).toEqual([
      '{"what":"BOOKING_CREATED","who":"Dr. Ada Winter","where":"O&#x27;Hara &lt;Clinic&gt; &amp; Sons"}',
      'false',
    ]);
  });
});
