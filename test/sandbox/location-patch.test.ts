import { describe, expect, test } from 'vitest';
import { address, dataOf, key, room, sandboxOnVirtualTime, visit } from './sandbox-on-virtual-time.ts';

describe('what a location PATCH accepts', () => {
  test.each([
    [{ type: 'address', address: room }, room],
    [{ type: 'address', address: ' ' }, ' '],
    [{ type: 'address', address: 'x'.repeat(5_000) }, 'x'.repeat(5_000)],
    [{ type: 'attendeeAddress', address: 'At home' }, 'At home'],
    [{ type: 'attendeeDefined', location: 'The café' }, 'The café'],
    [{ type: 'link', link: 'https://video.example/1' }, 'https://video.example/1'],
    [{ type: 'phone', phone: '+49301234567' }, '+49301234567'],
    [{ type: 'attendeePhone', phone: '+49301234567' }, '+49301234567'],
    [{ type: 'integration', integration: 'cal-video' }, 'integrations:daily'],
  ])('%j is a 200 and stored as it stands', async (location, stored) => {
    const { book, call, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    const response = await call('PATCH', `/v2/bookings/${uid}/location`, { body: { location } });
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toMatchObject({ status: 'success', data: { uid } });
    expect(sandbox.booking(uid)?.location).toBe(stored);
  });

  test.each([
    [{ address: room }],
    [{ type: 'organizersDefaultApp' }],
    [{ type: 'constructor' }],
    [{ type: 'address' }],
    [{ type: 'address', address: '' }],
    [{ type: 'address', address: 3 }],
    [{ type: 'link', link: 'no url' }],
    [{ type: 'phone', phone: 'call me' }],
    [{ type: 'integration', integration: 'carrier-pigeon' }],
    [room],
    [[]],
    [null],
  ])('%j is a 400 and changes nothing', async (location) => {
    const { book, call, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    const response = await call('PATCH', `/v2/bookings/${uid}/location`, { body: { location } });
    expect(response.status).toBe(400);
    expect(sandbox.booking(uid)?.location).toBe(address);
    expect(sandbox.mails({ kind: 'location-changed' })).toEqual([]);
  });

  test('an empty body is a 200 that changes nothing and mails no one', async () => {
    const { book, call, sandbox, time, triggers } = sandboxOnVirtualTime();
    const { uid } = await book();
    const before = sandbox.booking(uid);
    expect((await call('PATCH', `/v2/bookings/${uid}/location`, { body: {} })).status).toBe(200);
    await time.pass(60_000);
    expect(sandbox.booking(uid)).toBe(before);
    expect(sandbox.mails({ kind: 'location-changed' })).toEqual([]);
    expect(triggers()).toEqual(['BOOKING_CREATED']);
  });
});

describe('who and what is refused', () => {
  test.each([null, '2026-05-01', '2024-06-14', 'latest'])(
    'version %s is a 404, as if the route were not there',
    async (version) => {
      const { book, patch } = sandboxOnVirtualTime();
      const { uid } = await book();
      const response = await patch(uid, room, { version });
      expect(response.status).toBe(404);
      expect(response.headers).not.toHaveProperty('X-RateLimit-Limit-Booking_location_update');
    },
  );

  test('an unknown credential is a 401, none at all a 403', async () => {
    const { book, patch } = sandboxOnVirtualTime();
    const { uid } = await book();
    expect((await patch(uid, room, { as: null })).status).toBe(403);
    expect((await patch(uid, room, { as: 'cal_unknown' })).status).toBe(401);
  });

  test('a key without a right to the event type, and a token without BOOKING_WRITE, are a 403', async () => {
    const { book, patch } = sandboxOnVirtualTime({
      apiKeys: [
        { key: 'cal_other', userId: 4713, eventTypeIds: [3004] },
        { key: 'oauth', userId: 4711, eventTypeIds: 'all', scopes: ['BOOKING_READ'] },
      ],
    });
    const { uid } = await book();
    expect((await patch(uid, room, { as: 'cal_other' })).status).toBe(403);
    expect((await patch(uid, room, { as: 'oauth' })).status).toBe(403);
  });

  test('an event type that no one may change is a 403 for each of its bookings, which everyone may read', async () => {
    const { book, patch, call, sandbox } = sandboxOnVirtualTime({
      behaviour: { unchangeableEventTypes: [3001] },
    });
    const { uid } = await book();
    const other = await book({ ...visit, eventType: 'consultation' });
    const refused = await patch(uid);
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body).error.code).toBe('ForbiddenException');
    expect(sandbox.booking(uid)?.location).toBe(address);
    expect((await call('GET', `/v2/bookings/${uid}`)).status).toBe(200);
    expect((await patch(other.uid)).status).toBe(200);
  });

  test('a key may have any shape', async () => {
    const { book, patch } = sandboxOnVirtualTime({ apiKeys: ['x'] });
    const { uid } = await book();
    expect((await patch(uid, room, { as: 'x' })).status).toBe(200);
  });

  test('an unknown uid, a series uid and a booking without organiser are a 404', async () => {
    const { book, patch, sandbox, time } = sandboxOnVirtualTime();
    const { uid } = await book();
    const [first] = await time.until(sandbox.bookSeries({ eventType: 'rehab', start: visit.start }, 2));
    sandbox.deleteOrganizer(uid);
    expect((await patch('no-one')).status).toBe(404);
    expect((await patch(first?.recurringUid ?? '')).status).toBe(404);
    expect((await patch(uid)).status).toBe(404);
  });

  test('an error is an envelope with time, path and the exception’s name, and carries a request id', async () => {
    const { patch } = sandboxOnVirtualTime();
    const response = await patch('no-one');
    expect(JSON.parse(response.body)).toEqual({
      status: 'error',
      timestamp: '2026-10-05T07:00:00.000Z',
      path: '/v2/bookings/no-one/location',
      error: { code: 'NotFoundException', message: expect.any(String), details: expect.any(String) },
    });
    expect(response.headers['X-Request-Id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('what a location PATCH does', () => {
  test('every one mails host and attendees again, the same text too, and an SMS where there is a number', async () => {
    const { book, patch, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book({
      ...visit,
      attendee: { name: 'Pat Example', email: 'patient.one@mail.example', phoneNumber: '+49301234567' },
    });
    for (let time = 0; time < 3; time += 1) expect((await patch(uid)).status).toBe(200);
    const mails = sandbox.mails({ kind: 'location-changed' });
    expect(mails.filter(({ role }) => role === 'host')).toHaveLength(3);
    expect(mails.filter(({ role, channel }) => role === 'attendee' && channel === 'email')).toHaveLength(3);
    expect(mails.filter(({ channel }) => channel === 'sms')).toHaveLength(3);
  });

  test('a cancelled and a past booking are PATCHed and mailed like any other', async () => {
    const { book, patch, sandbox, time } = sandboxOnVirtualTime();
    const cancelled = await book();
    await sandbox.cancel(cancelled.uid);
    expect((await patch(cancelled.uid)).status).toBe(200);
    const past = await book();
    await time.pass(30 * 24 * 3_600_000);
    expect((await patch(past.uid)).status).toBe(200);
    expect(sandbox.mails({ kind: 'location-changed', role: 'attendee' })).toHaveLength(2);
  });

  test('the room is not in the responses, the other metadata stays and the video URL goes', async () => {
    const { book, patch, sandbox, get } = sandboxOnVirtualTime();
    const { uid } = await book({
      eventType: 'video-consultation',
      start: visit.start,
      metadata: { source: 'portal' },
    });
    await patch(uid);
    expect(sandbox.booking(uid)).toMatchObject({
      location: room,
      locationAnswer: { value: 'inPerson', optionValue: '' },
      metadata: { source: 'portal' },
    });
    expect(await get(uid)).toMatchObject({ location: room, metadata: { source: 'portal' } });
  });

  test('it answers with the booking as GET shows it, and moves updatedAt', async () => {
    const { book, patch, get, time } = sandboxOnVirtualTime();
    const { uid } = await book();
    await time.pass(30_000);
    const response = await patch(uid);
    expect(dataOf(response)).toEqual(await get(uid));
    expect(dataOf(response)).toMatchObject({ location: room, updatedAt: '2026-10-05T07:00:30.250Z' });
  });

  test('it sends no RESCHEDULED; hosted echoes LOCATION_UPDATED with both texts', async () => {
    const { book, patch, time, received, triggers } = sandboxOnVirtualTime();
    const { uid } = await book();
    await patch(uid);
    await time.pass(1_000);
    expect(triggers()).toEqual(['BOOKING_CREATED', 'BOOKING_LOCATION_UPDATED']);
    expect(received[1]?.body.payload).toMatchObject({ uid, location: room, previousLocation: address });
  });

  test('a late echo of an earlier room still tells that earlier room', async () => {
    const { book, patch, time, received } = sandboxOnVirtualTime({ behaviour: { echoMs: 5_000 } });
    const { uid } = await book();
    await patch(uid, 'Room 1A');
    await patch(uid, 'Room 2A');
    await time.pass(5_000);
    const echoes = received.filter(({ trigger }) => trigger === 'BOOKING_LOCATION_UPDATED');
    expect(echoes.map(({ body }) => [body.payload.previousLocation, body.payload.location])).toEqual([
      [address, 'Room 1A'],
      ['Room 1A', 'Room 2A'],
    ]);
  });
});

describe('the throttle of the location PATCH', () => {
  test('is five per 60 s over all bookings of a key, with real headers and no Retry-After', async () => {
    const { book, patch, sandbox } = sandboxOnVirtualTime();
    const uids = [await book(), await book()].map(({ uid }) => uid);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await patch(uids[index % 2] ?? '')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await patch(uids[0] ?? '');
    expect(JSON.parse(refused.body).error.code).toBe('ThrottlerException');
    expect(refused.headers).toMatchObject({
      'X-RateLimit-Limit-Booking_location_update': '5',
      'X-RateLimit-Remaining-Booking_location_update': '0',
      'X-RateLimit-Reset-Booking_location_update': '60',
    });
    expect(Object.keys(refused.headers).map((name) => name.toLowerCase())).not.toContain('retry-after');
    expect(sandbox.mails({ kind: 'location-changed', role: 'attendee' })).toHaveLength(5);
    expect(sandbox.patches().map(({ admitted }) => admitted)).toEqual([...Array(5).fill(true), false, false]);
  });

  test('counts refused bodies too, and not against the ordinary bucket', async () => {
    const { book, call, patch } = sandboxOnVirtualTime();
    const { uid } = await book();
    for (let index = 0; index < 5; index += 1) await patch(uid, '');
    expect((await patch(uid)).status).toBe(429);
    const read = await call('GET', `/v2/bookings/${uid}`);
    expect(read.headers).toMatchObject({
      'X-RateLimit-Limit-Default': '120',
      'X-RateLimit-Remaining-Default': '119',
      'X-RateLimit-Reset-Default': '60',
    });
  });

  test('can be set faster, so that a test need not wait a minute', async () => {
    const { book, patch, sandbox, time } = sandboxOnVirtualTime({
      pace: { location: { windowMs: 600, blockMs: 600 } },
    });
    const { uid } = await book();
    for (let index = 0; index < 6; index += 1) await patch(uid);
    await time.pass(600);
    expect((await patch(uid)).status).toBe(200);
    sandbox.setPace({ location: { limit: 1 } });
    expect((await patch(uid)).status).toBe(429);
  });

  test('leaves a log of every PATCH with its instant, credential and outcome', async () => {
    const { book, patch, sandbox, time } = sandboxOnVirtualTime();
    const { uid } = await book();
    await time.pass(1_000);
    await patch(uid);
    expect(sandbox.patches()).toMatchObject([
      { at: time.now(), uid, key, admitted: true, appliedAt: time.now(), status: 200, fault: null },
    ]);
  });
});
