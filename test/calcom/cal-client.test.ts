import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KEPT_OPEN } from '../../bin/local/kept-open.ts';
import { asAddress, asWords, madeUpWords } from '../../bin/simulation/digests.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import type { KeyOf } from '../../shared/calcom/cal-http.ts';
import { PLANTED, plantedIn } from '../support/planted-delivery.ts';

const NOW = Date.UTC(2026, 9, 5, 7);

/** A booking as Cal.com's GET shows it, with everything about persons that comes along. */
const booking = {
  id: 880101,
  uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
  title: PLANTED.title,
  description: PLANTED.notes,
  hosts: [{ id: 4711, name: PLANTED.organizerName, email: PLANTED.organizerMail, timeZone: 'Europe/Berlin' }],
  status: 'accepted',
  start: '2026-10-12T08:00:00.000Z',
  end: '2026-10-12T08:45:00.000Z',
  duration: 30,
  eventType: { id: 3001, slug: 'abdominal-scan' },
  eventTypeId: 3001,
  location: 'Clinic North, 1 Harbour Street',
  attendees: [
    { name: PLANTED.attendeeName, email: PLANTED.attendeeMail, phoneNumber: PLANTED.attendeePhone },
  ],
  bookingFieldsResponses: {
    name: PLANTED.attendeeName,
    notes: PLANTED.reasonForVisit,
    equipment: ['ultrasound'],
  },
  metadata: { equipment: 'laser', home: PLANTED.homeAddress },
  createdAt: '2026-10-05T07:00:00.000Z',
  updatedAt: '2026-10-05T07:00:05.000Z',
  rescheduledFromUid: null,
  icsUid: 'x@cal.example',
};
const reading = {
  uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe',
  status: 'accepted',
  start: Date.UTC(2026, 9, 12, 8),
  end: Date.UTC(2026, 9, 12, 8, 45),
  shown: 'Clinic North, 1 Harbour Street',
  venue: 'on-site',
  address: asAddress('Clinic North, 1 Harbour Street'),
  practitionerId: 4711,
  inputs: {
    eventTypeId: 3001,
    eventTypeSlug: 'abdominal-scan',
    answered: { tags: asWords('ultrasound'), unreadable: false },
    metadata: { tags: asWords('laser'), unreadable: false },
  },
  createdAt: NOW,
  updatedAt: NOW + 5000,
};

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let server: Server;
let origin: string;
let answer: Answer;
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];

beforeAll(async () => {
  server = createServer(KEPT_OPEN, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
});

const replies =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const errorOf = (code: string, message: string = PLANTED.notes) => ({
  status: 'error',
  timestamp: '2026-10-05T07:00:00Z',
  path: '/v2/bookings/x',
  error: { code, message, details: { message } },
});

const client = (but: { keyOf?: KeyOf; timeoutMs?: number } = {}) =>
  calClient({
    origin,
    keyOf: async (credential) => `key-of-${credential}`,
    // Longer than any pause of a busy machine.
    timeoutMs: 120_000,
    now: () => NOW,
    words: madeUpWords,
    ...but,
  });
const get = (uid = booking.uid) => client().getBooking(uid, 'main');
const patch = () => client().patchLocation(booking.uid, 'Room 3B — Floor 2, North wing', 'main');

describe('reading a booking', () => {
  test('asks as the contract says', async () => {
    answer = replies(200, { status: 'success', data: booking });
    await get('a/b?c');
    expect(seen).toMatchObject([
      {
        method: 'GET',
        url: '/v2/bookings/a%2Fb%3Fc',
        headers: { authorization: 'Bearer key-of-main', 'cal-api-version': '2026-02-25' },
        body: '',
      },
    ]);
  });

  test('asks by the version that Cal.com serves, and remembers it for each key until it serves it no more', async () => {
    let served = '2024-08-13';
    answer = (request, response, body) =>
      (request.headers['cal-api-version'] === served
        ? replies(200, { status: 'success', data: booking })
        : replies(404, errorOf('NotFoundException', 'Cannot GET /v2/bookings/x')))(request, response, body);
    const cal = client();
    for (const credential of ['main', 'main', 'other'])
      expect(await cal.getBooking(booking.uid, credential)).toMatchObject({ kind: 'found' });
    served = '2026-02-25';
    expect(await cal.getBooking(booking.uid, 'main')).toMatchObject({ kind: 'found' });
    expect(seen.map(({ headers }) => `${headers.authorization} ${headers['cal-api-version']}`)).toEqual([
      'Bearer key-of-main 2026-02-25',
      'Bearer key-of-main 2024-08-13',
      'Bearer key-of-main 2024-08-13',
      'Bearer key-of-other 2026-02-25',
      'Bearer key-of-other 2024-08-13',
      'Bearer key-of-main 2024-08-13',
      'Bearer key-of-main 2026-02-25',
    ]);
    served = 'none of ours';
    expect(await cal.getBooking(booking.uid, 'main')).toMatchObject({
      kind: 'unknown',
      cause: 'NoSuchRoute',
    });
  });

  test('keeps what decides about rooms and nothing about persons', async () => {
    answer = replies(200, { status: 'success', data: booking });
    const found = await get();
    expect(found).toEqual({ kind: 'found', booking: reading, requestedAt: NOW });
    expect(plantedIn(JSON.stringify(found))).toEqual([]);
  });

  test('believes what Cal.com’s clock says five minutes ahead at most', async () => {
    const later = new Date(NOW + 5 * 60_000 + 1).toISOString();
    answer = replies(200, { status: 'success', data: { ...booking, createdAt: later, updatedAt: later } });
    expect(await get()).toMatchObject({ booking: { createdAt: NOW, updatedAt: NOW } });
  });

  test('follows reschedules and series by their uids', async () => {
    const links = { rescheduledToUid: 'newer', rescheduledFromUid: 'older', recurringBookingUid: 'series-1' };
    answer = replies(200, { status: 'success', data: { ...booking, ...links } });
    expect(await get()).toMatchObject({ booking: links });
  });

  test.each<[string, object, object]>([
    ['no owner', { hosts: [{ id: 'unknown' }] }, { practitionerId: undefined }],
    ['no host', { hosts: [] }, { practitionerId: undefined }],
    ['no location', { location: null }, { shown: undefined, address: undefined, venue: 'on-site' }],
    ['no update yet', { updatedAt: null }, { updatedAt: undefined }],
    [
      'metadata left out',
      { metadata: undefined },
      {
        inputs: {
          eventTypeId: 3001,
          eventTypeSlug: 'abdominal-scan',
          answered: reading.inputs.answered,
          metadata: undefined,
        },
      },
    ],
    [
      'an event type of the old kind',
      { eventType: undefined },
      { inputs: { ...reading.inputs, eventTypeSlug: undefined } },
    ],
    [
      'a meeting link',
      { location: 'https://meet.example/x' },
      { shown: 'https://meet.example/x', address: undefined, venue: 'video' },
    ],
    [
      'the attendee’s own address',
      { bookingFieldsResponses: { location: { value: 'attendeeInPerson', optionValue: 'x' } } },
      { address: undefined, venue: 'elsewhere', inputs: { ...reading.inputs, answered: undefined } },
    ],
  ])('manages with %s', async (_, raw, but) => {
    answer = replies(200, { status: 'success', data: { ...booking, ...raw } });
    expect(JSON.parse(JSON.stringify(await get()))).toEqual(
      JSON.parse(JSON.stringify({ kind: 'found', booking: { ...reading, ...but }, requestedAt: NOW })),
    );
  });

  test('a series uid gives every occurrence', async () => {
    answer = replies(200, { status: 'success', data: [booking, { ...booking, uid: 'second' }] });
    expect(await get()).toMatchObject({
      kind: 'series',
      bookings: [{ uid: booking.uid }, { uid: 'second' }],
    });
  });

  test('a booking that Cal.com does not know is gone', async () => {
    answer = replies(404, errorOf('NotFoundException', 'Booking with uid=x was not found'));
    expect(await get()).toEqual({ kind: 'gone' });
  });

  test.each<[string, unknown]>([
    ['a route that does not exist', errorOf('NotFoundException', 'Cannot GET /v2/bookings/x')],
    ['a proxy', '<html>Not Found</html>'],
    ['something else', { message: 'no such application' }],
  ])('a 404 of %s does not make bookings vanish', async (_, body) => {
    answer = replies(404, body);
    expect(await get()).toMatchObject({ kind: 'unknown', astray: true });
  });

  test.each<[string, Answer]>([
    ['a 500', replies(500, errorOf('InternalServerErrorException'))],
    ['a 503 of a proxy', replies(503, '<html>')],
    ['a 200 with HTML', replies(200, '<html>Just a moment…</html>')],
    ['a 200 with other JSON', replies(200, { ok: true })],
    ['a 200 without times', replies(200, { status: 'success', data: { uid: 'x' } })],
    ['a series with one that cannot be read', replies(200, { status: 'success', data: [booking, {}] })],
    ['a broken connection', (request) => request.socket.destroy()],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('%s says nothing about the booking', async (_, reply) => {
    answer = reply;
    expect(await get()).toMatchObject({ kind: 'unknown', cause: expect.stringMatching(/^\w+$/) });
  });

  test('an endless answer is given up on', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (!response.destroyed && response.write('x'.repeat(65_536))) setImmediate(more);
        else if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await client({ timeoutMs: 10_000 }).getBooking('x', 'main')).toEqual({
      kind: 'unknown',
      cause: 'AnswerTooLong',
    });
  });

  test('silence is given up on', async () => {
    answer = () => undefined;
    expect(await client({ timeoutMs: 50 }).getBooking('x', 'main')).toEqual({
      kind: 'unknown',
      cause: 'TimeoutError',
    });
  });

  test('a key that was exchanged is looked up once more', async () => {
    answer = (request, response, body) =>
      request.headers.authorization === 'Bearer new'
        ? replies(200, { status: 'success', data: booking })(request, response, body)
        : replies(401, errorOf('UnauthorizedException'))(request, response, body);
    const keyOf: KeyOf = async (_, options) => (options?.fresh ? 'new' : 'old');
    expect(await client({ keyOf }).getBooking(booking.uid, 'main')).toMatchObject({ kind: 'found' });
    expect(await client().getBooking(booking.uid, 'main')).toEqual({
      kind: 'refused',
      status: 401,
      code: 'UnauthorizedException',
    });
    expect(seen).toHaveLength(3);
  });
});

describe('telling a location', () => {
  test('asks as the contract says', async () => {
    answer = replies(200, { status: 'success', data: booking });
    expect(await patch()).toEqual({ kind: 'accepted' });
    expect(seen).toMatchObject([
      {
        method: 'PATCH',
        url: '/v2/bookings/k3Wq9ZtB2mXyVu7LsRn4Fe/location',
        headers: {
          authorization: 'Bearer key-of-main',
          'cal-api-version': '2024-08-13',
          'content-type': 'application/json',
        },
      },
    ]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      location: { type: 'address', address: 'Room 3B — Floor 2, North wing' },
    });
  });

  test('hears how many may follow', async () => {
    answer = replies(
      200,
      { status: 'success', data: booking },
      {
        'X-RateLimit-Limit-Booking_location_update': '5',
        'X-RateLimit-Remaining-Booking_location_update': '2',
        'X-RateLimit-Reset-Booking_location_update': '41',
      },
    );
    expect(await patch()).toEqual({ kind: 'accepted', quota: { remaining: 2, resetsAt: NOW + 41_000 } });
  });

  test.each([
    [400, 'BadRequestException'],
    [401, 'UnauthorizedException'],
    [403, 'ForbiddenException'],
    [404, 'NotFoundException'],
  ])('a %i is final, and its words about people stay behind', async (status, code) => {
    answer = replies(status, errorOf(code));
    expect(await patch()).toEqual({ kind: 'refused', status, code });
  });

  test('a redirect is not followed, and says nothing', async () => {
    answer = replies(302, '', { location: `${origin}/elsewhere` });
    expect(await patch()).toEqual({ kind: 'unknown', cause: 'Status302', astray: true });
    expect(seen).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['a web page', '<html>Forbidden</html>'],
    ['nothing', ''],
    ['another gateway’s JSON', { message: 'Forbidden' }],
    ['a cancellation’s kind of error, where nothing is cancelled', { statusCode: 400, message: 'No' }],
    ['an error without its name', { status: 'error', error: { message: 'No' } }],
    ['a list', [{ status: 'error' }]],
  ])('any 3xx or 4xx with %s is none of Cal.com’s: no one knows, and nothing is refused', async (_, body) => {
    for (const status of [301, 303, 307, 400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 451, 499]) {
      answer = replies(status, body);
      expect([status, await patch()]).toEqual([
        status,
        { kind: 'unknown', cause: `Status${status}`, astray: true },
      ]);
      expect([status, await get()]).toMatchObject([status, { kind: 'unknown' }]);
    }
  });

  test.each([404, 410])('a %i of a route that is not there is a question of the version', async (status) => {
    answer = replies(status, errorOf('NotFoundException', 'Cannot PATCH /v2/bookings/x/location'));
    expect(await patch()).toEqual({ kind: 'unknown', cause: 'NoSuchRoute', astray: true });
  });

  test.each<[string, Answer]>([
    ['a 500', replies(500, errorOf('InternalServerErrorException'))],
    ['a 408', replies(408, '')],
    ['a 200 with HTML', replies(200, '<html>')],
    ['a 200 with an error inside', replies(200, errorOf('SomeException'))],
    ['a broken connection', (request) => request.socket.destroy()],
  ])('after %s no one knows', async (_, reply) => {
    answer = reply;
    expect(await patch()).toMatchObject({ kind: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  test.each<[string, Record<string, string>, number]>([
    ['the seconds left', { 'X-RateLimit-Reset-Booking_location_update': '37' }, 37],
    ['a date in seconds', { 'X-RateLimit-Reset-Booking_location_update': String(NOW / 1000 + 37) }, 37],
    ['a minute where nothing is said', {}, 60],
    ['a minute where nonsense is said', { 'X-RateLimit-Reset-Booking_location_update': 'soon' }, 60],
    ['what a proxy asks', { 'Retry-After': '90' }, 90],
    ['the date that a proxy asks', { 'Retry-After': new Date(NOW + 90_000).toUTCString() }, 90],
    ['the longer of two', { 'Retry-After': '5', 'X-RateLimit-Reset-Booking_location_update': '44' }, 44],
    ['an hour at most', { 'Retry-After': '999999999' }, 3600],
    ['a second at least', { 'Retry-After': '0' }, 1],
  ])('a throttled credential waits for %s', async (_, headers, seconds) => {
    answer = replies(429, errorOf('ThrottlerException'), headers);
    expect(await patch()).toEqual({ kind: 'throttled', until: NOW + seconds * 1000 });
    expect(await get()).toEqual({ kind: 'throttled', until: NOW + seconds * 1000 });
  });

  test('without a key nothing is sent', async () => {
    const keyOf: KeyOf = async () => {
      throw new Error('no key');
    };
    await expect(client({ keyOf }).patchLocation('x', 'y', 'main')).rejects.toThrow('no key');
    expect(seen).toEqual([]);
  });
});
