import { describe, expect, test } from 'vitest';
import type { ApiFault, FaultRule } from '../../bin/sandbox/faults.ts';
import { webhookSignature } from '../../bin/sandbox/webhook-signature.ts';
import { seededChance } from '../../shared/domain/chance.ts';
import { address, room, sandboxOnVirtualTime } from './sandbox-on-virtual-time.ts';

const patchUnder = async (kind: ApiFault, delayMs = 20_000) => {
  const at = sandboxOnVirtualTime();
  const { uid } = await at.book();
  at.sandbox.faults.add({ on: 'patch', kind, times: 1, delayMs });
  const sentAt = at.time.now();
  const response = await at.time.until(at.patch(uid));
  return {
    ...at,
    uid,
    response,
    waited: at.time.now() - sentAt,
    location: () => at.sandbox.booking(uid)?.location,
  };
};

describe('a fault of the location PATCH', () => {
  test.each([
    ['server-error', 500, address],
    ['server-error-applied', 500, room],
    ['unauthorized', 401, address],
    ['too-many-requests', 429, address],
    ['html', 200, address],
    ['html-applied', 200, room],
    ['not-found-page', 404, address],
    ['forbidden-page', 403, address],
    ['redirect', 302, address],
    ['no-such-route', 404, address],
    ['not-found', 404, address],
    ['forbidden', 403, address],
  ] as const)('%s answers %i, and %s is the location', async (kind, status, location) => {
    const outcome = await patchUnder(kind);
    expect(outcome.response.status).toBe(status);
    expect(outcome.location()).toBe(location);
    expect(outcome.sandbox.faults.injected).toEqual({ [`patch:${kind}`]: 1 });
  });

  test('a page instead of JSON has none of Cal.com’s throttle headers', async () => {
    const { response } = await patchUnder('html');
    expect(response.headers['Content-Type']).toContain('text/html');
    expect(Object.keys(response.headers).filter((name) => name.startsWith('X-RateLimit'))).toEqual([]);
  });

  test.each(['not-found-page', 'forbidden-page', 'redirect'] as const)(
    '%s comes from in front of Cal.com: no JSON, and it counts as no hit',
    async (kind) => {
      const { response, patch, uid } = await patchUnder(kind);
      expect(() => JSON.parse(response.body)).toThrow(SyntaxError);
      const next = await patch(uid);
      expect(next.headers['X-RateLimit-Remaining-Booking_location_update']).toBe('4');
    },
  );

  test('a route that is not there is told apart from a booking that is not', async () => {
    const words = async (kind: ApiFault) =>
      JSON.parse((await patchUnder(kind)).response.body).error.message as string;
    expect(await words('no-such-route')).toMatch(/^Cannot PATCH /);
    expect(await words('not-found')).not.toMatch(/^Cannot /);
  });

  test('a forced 429 blocks the key for the whole block', async () => {
    const { patch, uid, time } = await patchUnder('too-many-requests');
    expect((await patch(uid)).status).toBe(429);
    await time.pass(60_000);
    expect((await patch(uid)).status).toBe(200);
  });

  test('a time-out gives no answer until a gateway says 504; applied, or not', async () => {
    for (const [kind, location] of [
      ['timeout-applied', room],
      ['timeout-not-applied', address],
    ] as const) {
      const outcome = await patchUnder(kind);
      expect(outcome.response.status).toBe(504);
      expect(outcome.waited).toBe(100_000);
      expect(outcome.location()).toBe(location);
    }
  });

  test('a PATCH applied late changes nothing at first and everything afterwards', async () => {
    const at = sandboxOnVirtualTime();
    const { uid } = await at.book();
    at.sandbox.faults.add({ on: 'patch', kind: 'timeout-applied-late', times: 1, delayMs: 45_000 });
    void at.patch(uid);
    await at.time.pass(44_000);
    expect(at.sandbox.booking(uid)?.location).toBe(address);
    expect(at.sandbox.mails({ kind: 'location-changed' })).toEqual([]);
    await at.time.pass(1_000);
    expect(at.sandbox.booking(uid)?.location).toBe(room);
    expect(at.sandbox.patches()[0]?.appliedAt).toBe(at.time.now());
  });

  test('slow is the right answer, late', async () => {
    const { response, waited } = await patchUnder('slow', 7_000);
    expect([response.status, waited]).toEqual([200, 7_000]);
  });

  test('reverted is a 200 whose location falls back later without a mail', async () => {
    const { response, location, time, sandbox } = await patchUnder('reverted', 5_000);
    expect([response.status, location()]).toEqual([200, room]);
    await time.pass(5_000);
    expect(location()).toBe(address);
    expect(sandbox.mails({ kind: 'location-changed', role: 'attendee' })).toHaveLength(1);
  });

  test('every faulty PATCH but one the throttle refused still counts as a hit', async () => {
    const { book, patch, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    sandbox.faults.add({ on: 'patch', kind: 'server-error', times: 5 });
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await patch(uid)).status);
    expect(statuses).toEqual([500, 500, 500, 500, 500, 429]);
  });
});

describe('a fault of a webhook', () => {
  const under = async (rule: Omit<FaultRule, 'on'>) => {
    const at = sandboxOnVirtualTime();
    at.sandbox.faults.add({ on: 'webhook', ...rule });
    const { uid } = await at.book();
    return { ...at, uid };
  };

  test('lost is never sent, and only its trigger', async () => {
    const { sandbox, uid, triggers } = await under({ kind: 'lost', trigger: 'BOOKING_CREATED' });
    await sandbox.cancel(uid);
    expect(triggers()).toEqual(['BOOKING_CANCELLED']);
    expect(sandbox.deliveries()[0]).toMatchObject({
      trigger: 'BOOKING_CREATED',
      sentAt: null,
      fault: 'lost',
    });
  });

  test('doubled is two deliveries with different createdAt', async () => {
    const { received } = await under({ kind: 'doubled', times: 1 });
    expect(received).toHaveLength(2);
    expect(received[0]?.body.payload).toEqual(received[1]?.body.payload);
    expect(received[0]?.body.createdAt).not.toBe(received[1]?.body.createdAt);
  });

  test('repeated is the same bytes again, later', async () => {
    const { received, time } = await under({ kind: 'repeated', times: 1, delayMs: 30_000 });
    expect(received).toHaveLength(1);
    await time.pass(30_000);
    expect(received[1]?.raw).toBe(received[0]?.raw);
  });

  test('reordered lets a cancellation overtake the creation', async () => {
    const { sandbox, uid, time, triggers } = await under({ kind: 'reordered', times: 1, delayMs: 30_000 });
    await sandbox.cancel(uid);
    await time.pass(30_000);
    expect(triggers()).toEqual(['BOOKING_CANCELLED', 'BOOKING_CREATED']);
  });

  test('unsigned says so in the header', async () => {
    const { received } = await under({ kind: 'unsigned', times: 1 });
    expect(received[0]?.headers['X-Cal-Signature-256']).toBe('no-secret-provided');
  });

  test('odd fields are a null length, another calendar shape and a name no one knows, rightly signed', async () => {
    const { received } = await under({ kind: 'odd-fields', times: 1 });
    expect(received[0]?.body.payload).toMatchObject({
      length: null,
      destinationCalendar: { integration: 'google_calendar' },
      fieldOfTomorrow: {},
    });
    expect(received[0]?.headers['X-Cal-Signature-256']).toBe(
      webhookSignature('whsec_test', received[0]?.raw ?? ''),
    );
  });

  test('a delivery that says less names neither host nor event type', async () => {
    const { received } = await under({ kind: 'says-less', times: 1 });
    const { payload } = received[0]?.body ?? {};
    expect([payload.eventTypeId, payload.type, payload.organizer.id]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(payload.uid).toBeDefined();
    expect(payload.organizer.timeZone).toBeDefined();
  });

  test('queued tells a later state', async () => {
    const { sandbox, uid, time, received } = await under({ kind: 'queued', times: 1, delayMs: 30_000 });
    sandbox.editLocation(uid, 'Room 1A');
    await time.pass(30_000);
    const created = received.find(({ trigger }) => trigger === 'BOOKING_CREATED');
    expect(created?.body.payload.location).toBe('Room 1A');
  });
});

describe('fault rules', () => {
  test('a shifted page shows one row less than there is', async () => {
    const { book, call, sandbox } = sandboxOnVirtualTime();
    const uids = [await book(), await book(), await book()].map(({ uid }) => uid);
    sandbox.faults.add({ on: 'list', kind: 'shifted-page' });
    const page = async (skip: number): Promise<string[]> => {
      const answer = await call('GET', `/v2/bookings?take=1&skip=${skip}&sortCreated=asc`);
      return JSON.parse(answer.body).data.map(({ uid }: { uid: string }) => uid);
    };
    expect([await page(0), await page(1)]).toEqual([[uids[0]], [uids[2]]]);
  });

  test('GET, list and writes have faults of their own', async () => {
    const { book, call, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    for (const on of ['get', 'list', 'write'] as const)
      sandbox.faults.add({ on, kind: 'server-error', times: 1 });
    const statuses = [];
    for (const [method, path] of [
      ['GET', `/v2/bookings/${uid}`],
      ['GET', '/v2/bookings'],
      ['POST', `/v2/bookings/${uid}/cancel`],
    ] as const) {
      const about = method === 'POST' ? { body: { cancellationReason: 'ill' } } : {};
      statuses.push((await call(method, path, about)).status, (await call(method, path, about)).status);
    }
    expect(statuses).toEqual([500, 200, 500, 200, 500, 200]);
  });

  test('a rule may name one booking, and is gone when cleared', async () => {
    const { book, patch, sandbox } = sandboxOnVirtualTime();
    const [one, other] = [await book(), await book()];
    sandbox.faults.add({ on: 'patch', kind: 'server-error', uid: one.uid });
    expect([(await patch(one.uid)).status, (await patch(other.uid)).status]).toEqual([500, 200]);
    sandbox.faults.clear();
    expect((await patch(one.uid)).status).toBe(200);
  });

  test('the same seed draws the same faults, and about as many as the probability says', async () => {
    const drawn = async (seed: number): Promise<number[]> => {
      const { book, patch, sandbox } = sandboxOnVirtualTime({
        chance: seededChance(seed),
        pace: { location: { limit: 1_000 } },
      });
      sandbox.faults.add({ on: 'patch', kind: 'server-error', probability: 0.2 });
      const { uid } = await book();
      const statuses: number[] = [];
      for (let index = 0; index < 200; index += 1) statuses.push((await patch(uid)).status);
      return statuses;
    };
    const first = await drawn(7);
    expect(await drawn(7)).toEqual(first);
    expect(await drawn(8)).not.toEqual(first);
    const struck = first.filter((status) => status === 500).length;
    expect(struck).toBeGreaterThan(20);
    expect(struck).toBeLessThan(65);
  });
});
