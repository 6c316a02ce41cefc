import { describe, expect, test } from 'vitest';
import {
  address,
  dataOf,
  type Envelope,
  key,
  sandboxOnVirtualTime,
  visit,
} from './sandbox-on-virtual-time.ts';

const day = 24 * 3_600_000;
const startOn = (index: number): string => new Date(Date.parse(visit.start) + index * day).toISOString();

const withBookings = async (count: number) => {
  const at = sandboxOnVirtualTime();
  const uids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    await at.time.pass(60_000);
    uids.push((await at.book({ ...visit, start: startOn(index) })).uid);
  }
  const list = async (query: string, version = '2024-08-13'): Promise<Envelope> =>
    JSON.parse((await at.call('GET', `/v2/bookings?${query}`, { version })).body);
  const uidsOf = (answer: Envelope): string[] => answer.data.map(({ uid }: { uid: string }) => uid);
  return { ...at, uids, list, uidsOf };
};

describe('GET of one booking', () => {
  test('shows the fields of the contract, status in lower case, one host', async () => {
    const { book, get } = sandboxOnVirtualTime();
    const row = await book({
      ...visit,
      answers: { equipment: ['ultrasound'] },
      metadata: { equipment: 'ultrasound' },
    });
    expect(await get(row.uid)).toEqual({
      id: row.id,
      uid: row.uid,
      title: 'Abdominal scan between Dr. Ada Winter and Pat Example',
      description: '',
      hosts: [
        {
          id: 4711,
          name: 'Dr. Ada Winter',
          email: 'ada.winter@clinic.example',
          displayEmail: 'ada.winter@clinic.example',
          username: 'dr-ada-winter',
          timeZone: 'Europe/Berlin',
        },
      ],
      status: 'accepted',
      start: '2026-10-12T08:00:00.000Z',
      end: '2026-10-12T08:45:00.000Z',
      duration: 45,
      eventTypeId: 3001,
      eventType: { id: 3001, slug: 'abdominal-scan' },
      location: address,
      meetingUrl: address,
      absentHost: false,
      attendees: [expect.objectContaining({ email: 'patient.one@mail.example', absent: false })],
      guests: [],
      bookingFieldsResponses: {
        name: 'Pat Example',
        email: 'patient.one@mail.example',
        equipment: ['ultrasound'],
      },
      metadata: { equipment: 'ultrasound' },
      createdAt: '2026-10-05T07:00:00.000Z',
      updatedAt: '2026-10-05T07:00:00.250Z',
      rating: null,
      icsUid: row.iCalUid,
    });
  });

  test('one metadata value that is not a string makes all metadata look empty', async () => {
    const { book, get } = sandboxOnVirtualTime();
    const { uid } = await book({ ...visit, metadata: { equipment: 'ultrasound', chair: 2 } });
    expect((await get(uid)).metadata).toEqual({});
  });

  test('without an owner the host’s id is the word unknown', async () => {
    const { book, get, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    sandbox.deleteOrganizer(uid);
    expect((await get(uid)).hosts[0].id).toBe('unknown');
  });

  test('a series uid answers with an array', async () => {
    const { sandbox, time, get } = sandboxOnVirtualTime();
    const rows = await time.until(sandbox.bookSeries({ eventType: 'rehab', start: visit.start }, 3));
    const series: Envelope[] = await get(rows[0]?.recurringUid ?? '');
    expect(series.map(({ uid }) => uid)).toEqual(rows.map(({ uid }) => uid));
    expect(series.every(({ recurringBookingUid }) => recurringBookingUid === rows[0]?.recurringUid)).toBe(
      true,
    );
  });

  test('an unknown uid is a 404, an unknown key a 401', async () => {
    const { book, call } = sandboxOnVirtualTime();
    const { uid } = await book();
    expect((await call('GET', '/v2/bookings/no-one')).status).toBe(404);
    expect((await call('GET', `/v2/bookings/${uid}`, { as: 'cal_unknown' })).status).toBe(401);
  });
});

describe('the list under 2024-08-13', () => {
  test('pages by take and skip', async () => {
    const { list, uids, uidsOf } = await withBookings(5);
    const first = await list('take=2&skip=0&sortStart=asc');
    const last = await list('take=2&skip=4&sortStart=asc');
    expect([...uidsOf(first), ...uidsOf(last)]).toEqual([uids[0], uids[1], uids[4]]);
    expect(first.pagination).toMatchObject({
      totalItems: 5,
      returnedItems: 2,
      hasNextPage: true,
      hasPreviousPage: false,
    });
    expect(last.pagination).toMatchObject({ returnedItems: 1, hasNextPage: false, hasPreviousPage: true });
  });

  test('take is 1 to 250, 100 unless given', async () => {
    const { call, list } = await withBookings(1);
    for (const wrong of ['take=0', 'take=251', 'take=x', 'skip=-1']) {
      expect((await call('GET', `/v2/bookings?${wrong}`)).status).toBe(400);
    }
    expect((await list('')).pagination.itemsPerPage).toBe(100);
  });

  test('filters by start window, update time, event type and uid', async () => {
    const { list, uids, uidsOf, sandbox } = await withBookings(3);
    expect(uidsOf(await list(`afterStart=${startOn(1)}&beforeEnd=${startOn(2)}`))).toEqual([uids[1]]);
    const since = new Date(sandbox.booking(uids[2] ?? '')?.updatedAt ?? 0).toISOString();
    expect(uidsOf(await list(`afterUpdatedAt=${since}`))).toEqual([uids[2]]);
    expect(uidsOf(await list('eventTypeId=3002'))).toEqual([]);
    expect(uidsOf(await list(`bookingUid=${uids[1]}`))).toEqual([uids[1]]);
  });

  test('a row whose updatedAt is null is in no update window', async () => {
    const { list, uids, uidsOf, sandbox } = await withBookings(2);
    sandbox.forgetUpdatedAt(uids[0] ?? '');
    expect(uidsOf(await list('afterUpdatedAt=2020-01-01T00:00:00Z'))).toEqual([uids[1]]);
  });

  test('sorts by update time, and our own PATCH moves a booking in that order', async () => {
    const { list, uids, uidsOf, patch, time } = await withBookings(3);
    await time.pass(1_000);
    await patch(uids[0] ?? '');
    expect(uidsOf(await list('sortUpdatedAt=asc'))).toEqual([uids[1], uids[2], uids[0]]);
    expect(uidsOf(await list('sortUpdatedAt=desc'))).toEqual([uids[0], uids[2], uids[1]]);
  });

  test('takes a comma list of statuses', async () => {
    const { list, uids, uidsOf, sandbox, book, time } = await withBookings(2);
    await sandbox.cancel(uids[0] ?? '');
    const surgery = await book({ eventType: 'minor-surgery', start: startOn(9) });
    expect(uidsOf(await list('status=upcoming'))).toEqual([uids[1]]);
    expect(uidsOf(await list('status=cancelled,unconfirmed'))).toEqual([uids[0], surgery.uid]);
    expect(uidsOf(await list(''))).toHaveLength(3);
    await time.pass(30 * day);
    expect(uidsOf(await list('status=past'))).toContain(uids[1]);
  });

  test('dates must be ISO 8601, and an unknown status is a 400', async () => {
    const { call } = await withBookings(0);
    for (const wrong of ['afterStart=tomorrow', 'afterUpdatedAt=1760000000000', 'status=accepted']) {
      expect((await call('GET', `/v2/bookings?${wrong}`)).status).toBe(400);
    }
  });

  test('shows a key only the bookings of its event types', async () => {
    const { sandbox, call } = await withBookings(2);
    sandbox.addKey({ key: 'cal_physio', userId: 4713, eventTypeIds: [3004] });
    expect(dataOf(await call('GET', '/v2/bookings', { as: 'cal_physio' }))).toEqual([]);
  });

  test('a row that moves between two pages makes skip miss another', async () => {
    const { list, uids, uidsOf, patch, time } = await withBookings(4);
    await time.pass(1_000);
    const first = uidsOf(await list('take=2&sortUpdatedAt=asc'));
    await patch(uids[0] ?? '');
    const second = uidsOf(await list('take=2&skip=2&sortUpdatedAt=asc'));
    expect([...first, ...second]).not.toContain(uids[2]);
  });
});

describe('the list under 2026-05-01', () => {
  test('pages by cursor, in an order of its own', async () => {
    const { list, uids, uidsOf } = await withBookings(5);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Envelope = await list(`limit=2${cursor && `&cursor=${cursor}`}`, '2026-05-01');
      seen.push(...uidsOf(page));
      expect(page.pagination.hasMore).toBe(page.pagination.nextCursor !== null);
      cursor = page.pagination.nextCursor;
    }
    expect(seen).toEqual([...uids].sort());
  });

  test('takes one status only', async () => {
    const { call, list, uidsOf } = await withBookings(2);
    const wrong = await call('GET', '/v2/bookings?status=upcoming,past', { version: '2026-05-01' });
    expect(wrong.status).toBe(400);
    expect(uidsOf(await list('status=upcoming', '2026-05-01'))).toHaveLength(2);
  });

  test('tells what changed since, oldest change first, page after page', async () => {
    const { list, uids, uidsOf, patch, time } = await withBookings(4);
    await time.pass(60_000);
    const since = new Date(time.now()).toISOString();
    for (const index of [2, 0, 3]) {
      await time.pass(1_000);
      await patch(uids[index] ?? '');
    }
    const query = `afterUpdatedAt=${since}&sortUpdatedAt=asc&limit=2`;
    const first: Envelope = await list(query, '2026-05-01');
    expect(uidsOf(first)).toEqual([uids[2], uids[0]]);
    const cursor = `&cursor=${first.pagination.nextCursor}`;
    expect(uidsOf(await list(`${query}${cursor}`, '2026-05-01'))).toEqual([uids[3]]);
  });

  test('gives at most a hundred rows at once, fifty unless asked', async () => {
    const { call } = await withBookings(0);
    expect((await call('GET', '/v2/bookings?limit=101', { version: '2026-05-01' })).status).toBe(400);
  });

  test('is not there in the public source', async () => {
    const { call } = sandboxOnVirtualTime({ behaviour: { edition: 'public' } });
    expect((await call('GET', '/v2/bookings', { version: '2026-05-01' })).status).toBe(404);
  });
});

describe('the version of the API', () => {
  const status = async (at: ReturnType<typeof sandboxOnVirtualTime>, path: string, version: string) =>
    (await at.call('GET', path, { version })).status;

  test.each([
    ['hosted', '2026-02-25', 200],
    ['hosted', '2024-08-13', 200],
    ['hosted', '2026-05-01', 404],
    ['public', '2026-02-25', 404],
    ['public', '2024-08-13', 200],
  ] as const)('one booking on the %s edition under %s is a %i', async (edition, version, expected) => {
    const at = sandboxOnVirtualTime({ behaviour: { edition } });
    const { uid } = await at.book();
    expect(await status(at, `/v2/bookings/${uid}`, version)).toBe(expected);
  });

  test('that was retired is no route any more, in Cal.com’s own words', async () => {
    const at = sandboxOnVirtualTime({ behaviour: { retiredVersions: ['2024-08-13'] } });
    const { uid } = await at.book();
    const retired = await at.call('GET', `/v2/bookings/${uid}`);
    expect(retired.status).toBe(404);
    expect(JSON.parse(retired.body).error.message).toBe(`Cannot GET /v2/bookings/${uid}`);
    expect(await status(at, '/v2/bookings', '2024-08-13')).toBe(404);
    expect(await status(at, `/v2/bookings/${uid}`, '2026-02-25')).toBe(200);
    expect((await at.patch(uid)).status).toBe(404);
  });
});

describe('rows that are not as others', () => {
  test('may be long each, so that many together are longer than anyone reads', async () => {
    const { call } = await withBookings(3);
    const plain = (await call('GET', '/v2/bookings')).body.length;
    const at = await withBookings(3);
    at.sandbox.behaviour.listedRowBytes = 17_000;
    expect((await at.call('GET', '/v2/bookings')).body.length - plain).toBeGreaterThanOrEqual(3 * 17_000);
  });

  test('a list takes its time for each row', async () => {
    const { call, sandbox, time } = await withBookings(3);
    sandbox.behaviour.listMsPerRow = 100;
    const from = time.now();
    await time.until(call('GET', '/v2/bookings?take=2'));
    expect(time.now() - from).toBe(200);
  });

  test('a row that cannot be shown is a 500 wherever it would be', async () => {
    const { call, sandbox, uids } = await withBookings(3);
    sandbox.makeOdd(uids[1] ?? '', { broken: true });
    expect((await call('GET', '/v2/bookings?sortStart=asc')).status).toBe(500);
    expect((await call('GET', '/v2/bookings?sortStart=asc&take=1')).status).toBe(200);
    expect((await call('GET', '/v2/bookings?sortStart=asc&take=1&skip=1')).status).toBe(500);
    expect((await call('GET', `/v2/bookings/${uids[1]}`)).status).toBe(500);
    sandbox.makeOdd(uids[1] ?? '', {});
    expect((await call('GET', '/v2/bookings')).status).toBe(200);
  });
});

describe('writing through the API', () => {
  const attendee = { name: 'Pat Example', email: 'patient.one@mail.example', timeZone: 'Europe/Berlin' };
  const wanted = { eventTypeId: 3001, start: visit.start, attendee };

  test('a booking is a 201 that came after the webhook was answered', async () => {
    const { call, time, received } = sandboxOnVirtualTime();
    const response = await time.until(
      call('POST', '/v2/bookings', {
        body: {
          ...wanted,
          metadata: { equipment: 'ultrasound' },
          bookingFieldsResponses: { equipment: ['ultrasound'] },
        },
      }),
    );
    expect(response.status).toBe(201);
    expect(dataOf(response)).toMatchObject({ status: 'accepted', metadata: { equipment: 'ultrasound' } });
    expect(received[0]?.body.payload.userFieldsResponses.equipment.value).toEqual(['ultrasound']);
  });

  test.each([
    ['an unknown event type', { eventTypeId: 1 }, 404],
    ['a time that is past', { start: '2020-01-01T00:00:00Z' }, 400],
    ['no attendee', { attendee: undefined }, 400],
    ['a list as metadata', { metadata: { equipment: ['ultrasound'] } }, 400],
    [
      '51 metadata keys',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'x'])) },
      400,
    ],
    ['a metadata key of 41 characters', { metadata: { ['k'.repeat(41)]: 'x' } }, 400],
    ['a metadata value of 501 characters', { metadata: { equipment: 'x'.repeat(501) } }, 400],
  ])('%s is refused', async (_what, change, status) => {
    const { call, sandbox } = sandboxOnVirtualTime();
    expect((await call('POST', '/v2/bookings', { body: { ...wanted, ...change } })).status).toBe(status);
    expect(sandbox.bookings()).toEqual([]);
  });

  test('a number in the metadata is a 500', async () => {
    const { call, sandbox } = sandboxOnVirtualTime();
    const body = { ...wanted, metadata: { chair: 2 } };
    expect((await call('POST', '/v2/bookings', { body })).status).toBe(500);
    expect(sandbox.bookings()).toEqual([]);
  });

  test('reschedule, cancel, confirm and decline do as they say', async () => {
    const { book, call, time, triggers } = sandboxOnVirtualTime();
    const { uid } = await book();
    const moved = await time.until(
      call('POST', `/v2/bookings/${uid}/reschedule`, { body: { start: startOn(1) } }),
    );
    expect(moved.status).toBe(201);
    expect(dataOf(moved).rescheduledFromUid).toBe(uid);
    const cancelled = await call('POST', `/v2/bookings/${dataOf(moved).uid}/cancel`, {
      body: { cancellationReason: 'ill' },
    });
    expect(dataOf(cancelled)).toMatchObject({ status: 'cancelled', cancellationReason: 'ill' });
    expect((await call('POST', `/v2/bookings/${dataOf(moved).uid}/cancel`)).status).toBe(400);
    const requests = [
      await book({ eventType: 3007, start: startOn(2) }),
      await book({ eventType: 3007, start: startOn(3) }),
    ];
    expect(dataOf(await call('POST', `/v2/bookings/${requests[0]?.uid}/confirm`)).status).toBe('accepted');
    expect(dataOf(await call('POST', `/v2/bookings/${requests[1]?.uid}/decline`)).status).toBe('rejected');
    expect((await call('POST', `/v2/bookings/${requests[1]?.uid}/confirm`, { as: null })).status).toBe(401);
    expect(triggers()).toEqual([
      'BOOKING_CREATED',
      'BOOKING_RESCHEDULED',
      'BOOKING_CANCELLED',
      'BOOKING_REQUESTED',
      'BOOKING_REQUESTED',
      'BOOKING_CREATED',
      'BOOKING_REJECTED',
    ]);
  });

  test('everything but the location PATCH shares 120 calls a minute, then a block', async () => {
    const { call, time } = sandboxOnVirtualTime();
    const statuses = new Set<number>();
    for (let index = 0; index < 120; index += 1) statuses.add((await call('GET', '/v2/me')).status);
    expect(statuses).toEqual(new Set([200]));
    expect((await call('GET', '/v2/me')).status).toBe(429);
    await time.pass(60_000);
    expect((await call('GET', '/v2/me')).status).toBe(200);
  });

  test('me, event types and teams show what a registration needs', async () => {
    const { call } = sandboxOnVirtualTime();
    expect(dataOf(await call('GET', '/v2/me'))).toMatchObject({ id: 4700, organizationId: 55 });
    const own: Envelope[] = dataOf(await call('GET', '/v2/event-types', { version: '2024-06-14' }));
    expect(own.map(({ id }) => id)).toContain(3001);
    expect(own.map(({ id }) => id)).not.toContain(3004);
    expect(dataOf(await call('GET', '/v2/teams'))).toEqual([]);
    const ofAll: Envelope[] = dataOf(
      await call('GET', '/v2/organizations/55/teams/event-types?take=2&skip=1'),
    );
    expect(ofAll.map(({ id }) => id)).toEqual([3004, 3008]);
    const ofTeam: Envelope[] = dataOf(await call('GET', '/v2/teams/77/event-types'));
    expect(ofTeam.map(({ id }) => id)).toEqual([3002, 3004, 3008]);
    expect(dataOf(await call('GET', '/v2/event-types/3001', { version: '2024-06-14' }))).toMatchObject({
      slug: 'abdominal-scan',
      lengthInMinutes: 45,
      ownerId: 4711,
    });
    expect((await call('GET', '/v2/event-types')).status).toBe(404);
    expect((await call('GET', '/v2/unheard-of')).status).toBe(404);
  });

  test('a key that was rotated away is a 401 from then on', async () => {
    const { call, sandbox } = sandboxOnVirtualTime();
    sandbox.addKey('cal_next');
    sandbox.revokeKey(key);
    expect((await call('GET', '/v2/me')).status).toBe(401);
    expect((await call('GET', '/v2/me', { as: 'cal_next' })).status).toBe(200);
  });
});
