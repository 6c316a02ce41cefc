import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import { communityClinic, demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import {
  address,
  dataOf,
  type Envelope,
  room,
  sandboxOnVirtualTime,
  visit,
} from './sandbox-on-virtual-time.ts';

const bodyOf = (response: { body: string }): Envelope => JSON.parse(response.body);
const later = '2026-10-13T09:30:00Z';

/** A class of two, of whose location a PATCH has told. */
const patchedClass = async (behaviour: { cancelsPatchedClasses?: boolean } = {}) => {
  const at = sandboxOnVirtualTime({ behaviour });
  const seat = (name: string) =>
    at.book({
      eventType: 'group-class',
      start: visit.start,
      attendee: { name, email: `${name}@mail.example` },
    });
  const { uid } = await seat('one');
  await seat('two');
  await at.patch(uid);
  return { ...at, seat, uid };
};

describe('a reschedule through the API', () => {
  test('leaves the old room’s text in row, webhook and mail', async () => {
    const { book, patch, call, sandbox, time, received } = sandboxOnVirtualTime();
    const { uid } = await book();
    await patch(uid);
    const body = { start: later };
    const moved = dataOf(await time.until(call('POST', `/v2/bookings/${uid}/reschedule`, { body })));
    expect(moved.location).toBe(room);
    expect(received.at(-1)?.body.payload.location).toBe(room);
    expect(sandbox.mails({ uid: moved.uid, role: 'attendee' })[0]?.text).toContain(room);
  });
});

describe('a class whose location was PATCHed', () => {
  test.each(['one seat', 'all of it'])('can no longer be cancelled: %s', async (what) => {
    const { call, get, uid } = await patchedClass();
    const seatUid = (await get(uid)).attendees[0].seatUid;
    const body = { cancellationReason: 'ill', ...(what === 'one seat' ? { seatUid } : {}) };
    const refused = await call('POST', `/v2/bookings/${uid}/cancel`, { body });
    expect(refused.status).toBe(400);
    expect(bodyOf(refused)).toEqual({ statusCode: 400, message: 'Both Phone and Email are missing' });
    expect((await get(uid)).status).toBe('accepted');
  });

  test('can be cancelled where the instance has lost that fault', async () => {
    const { call, uid } = await patchedClass({ cancelsPatchedClasses: true });
    const body = { cancellationReason: 'ill' };
    expect((await call('POST', `/v2/bookings/${uid}/cancel`, { body })).status).toBe(200);
  });

  test('mails and tells of a late joiner with the event type’s address, while the row keeps the room', async () => {
    const { seat, sandbox, received, get, uid } = await patchedClass();
    await seat('three');
    expect(sandbox.mails({ to: 'three@mail.example' })[0]?.text).toContain(address);
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_CREATED',
      body: { payload: { uid, location: address } },
    });
    expect((await get(uid)).location).toBe(room);
  });

  test('tells in the public source of a seat given up without saying which', async () => {
    const { call, get, received, sandbox, book } = sandboxOnVirtualTime({ behaviour: { edition: 'public' } });
    const { uid } = await book({ eventType: 'group-class', start: visit.start });
    await book({ eventType: 'group-class', start: visit.start });
    const seatUid = (await get(uid)).attendees[0].seatUid;
    await call('POST', `/v2/bookings/${uid}/cancel`, { body: { seatUid, cancellationReason: 'ill' } });
    expect(received.at(-1)?.body.payload).toMatchObject({ seatsPerTimeSlot: 8, status: 'CANCELLED' });
    expect(received.at(-1)?.body.payload).not.toHaveProperty('attendeeSeatId');
    expect(sandbox.booking(uid)?.status).toBe('ACCEPTED');
  });
});

describe('cancelling', () => {
  test('wants a reason of anyone who holds a key, and refuses in a shape of its own', async () => {
    const { book, call } = sandboxOnVirtualTime();
    const { uid } = await book();
    const refused = await call('POST', `/v2/bookings/${uid}/cancel`);
    expect(refused.status).toBe(400);
    expect(bodyOf(refused)).toEqual({ statusCode: 400, message: expect.stringContaining('reason') });
    const body = { cancellationReason: 'ill' };
    expect((await call('POST', `/v2/bookings/${uid}/cancel`, { body })).status).toBe(200);
  });
});

describe('a booking’s uid', () => {
  test('opens it: GET without a key shows what it shows with one, and cancelling works', async () => {
    const { book, call, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    const opened = await call('GET', `/v2/bookings/${uid}`, { as: null });
    expect(dataOf(opened)).toEqual(dataOf(await call('GET', `/v2/bookings/${uid}`)));
    expect((await call('POST', `/v2/bookings/${uid}/cancel`, { as: null })).status).toBe(200);
    expect(sandbox.booking(uid)?.status).toBe('CANCELLED');
  });

  test('does not open the list', async () => {
    const { call } = sandboxOnVirtualTime();
    expect((await call('GET', '/v2/bookings', { as: null })).status).toBe(401);
  });
});

describe('a location given as plain text', () => {
  const wanted = {
    eventTypeId: 3001,
    start: visit.start,
    attendee: { name: 'Pat Example', email: 'patient.one@mail.example', timeZone: 'Europe/Berlin' },
  };

  test('stands in row, mail and webhook, and GET calls it somewhere else', async () => {
    const { call, time, received, sandbox } = sandboxOnVirtualTime();
    const body = { ...wanted, location: 'Front desk' };
    const booked = dataOf(await time.until(call('POST', '/v2/bookings', { body })));
    expect(booked).toMatchObject({
      location: 'Front desk',
      bookingFieldsResponses: { location: { value: 'somewhereElse' } },
    });
    const { payload } = received[0]?.body ?? {};
    expect(payload.location).toBe('Front desk');
    expect(JSON.stringify(payload)).not.toContain('somewhereElse');
    expect(sandbox.mails({ role: 'attendee' })[0]?.text).toContain('Front desk');
  });

  test.each([
    ['in-person', false],
    ['kept', true],
  ] as const)('after a PATCH the answer is %s', async (answerAfterPatch, elsewhere) => {
    const { book, get, patch } = sandboxOnVirtualTime({ behaviour: { answerAfterPatch } });
    const { uid } = await book({ ...visit, plainText: 'Front desk' });
    await patch(uid);
    expect((await get(uid)).location).toBe(room);
    expect('location' in (await get(uid)).bookingFieldsResponses).toBe(elsewhere);
  });

  test('is ignored where it is given as an address object', async () => {
    const { call, time } = sandboxOnVirtualTime();
    const body = { ...wanted, location: { type: 'address', address: 'Front desk' } };
    expect(dataOf(await time.until(call('POST', '/v2/bookings', { body }))).location).toBe(address);
  });
});

describe('the throttle', () => {
  test('counts PATCHes that are refused with 400, 403 and 404', async () => {
    const { book, call, patch, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    sandbox.addKey({ key: 'cal_other', userId: 4712, eventTypeIds: [3003] });
    const as = 'cal_other';
    const statuses = [
      await call('PATCH', `/v2/bookings/${uid}/location`, { as, body: { location: 'text' } }),
      await patch(uid, room, { as }),
      await patch('no-one', room, { as }),
      await patch(uid, room, { as }),
      await patch(uid, room, { as }),
      await patch(uid, room, { as }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 403, 404, 403, 403, 429]);
  });
});

describe('the community edition', () => {
  const doctor: ApiKey = {
    key: 'cal_doctor',
    userId: 4711,
    eventTypeIds: communityClinic.eventTypes.filter(({ hostIds }) => hostIds[0] === 4711).map(({ id }) => id),
  };
  const admin: ApiKey = { key: 'cal_admin', userId: 1, eventTypeIds: [], systemAdmin: true };
  const open = () =>
    sandboxOnVirtualTime({
      behaviour: { edition: 'public' },
      clinic: communityClinic,
      apiKeys: [doctor, admin],
    });

  test.each(['/v2/teams', '/v2/organizations/55/webhooks', '/v2/organizations/55/teams/event-types'])(
    '%s is a route that is not there',
    async (path) => {
      const { call } = open();
      const answer = await call('GET', path, { as: doctor.key });
      expect(answer.status).toBe(404);
      expect(bodyOf(answer).error.message).toBe(`Cannot GET ${path}`);
    },
  );

  test('belongs to no organization', async () => {
    const { call } = open();
    expect(dataOf(await call('GET', '/v2/me', { as: doctor.key })).organizationId).toBeNull();
  });

  test('has one account per doctor, whose key sees their own event types and bookings alone', async () => {
    const { book, call } = open();
    const own = await book({ eventType: 3101, start: visit.start });
    await book({ eventType: 3201, start: visit.start });
    const types = dataOf(await call('GET', '/v2/event-types', { as: doctor.key, version: '2024-06-14' }));
    expect(types.every(({ ownerId }: Envelope) => ownerId === 4711)).toBe(true);
    const listed: Envelope[] = dataOf(await call('GET', '/v2/bookings', { as: doctor.key }));
    expect(listed.map(({ uid }) => uid)).toEqual([own.uid]);
  });

  test('lets its admin’s key PATCH and read every booking, and lists it none', async () => {
    const { book, call, patch } = open();
    const { uid } = await book({ eventType: 3101, start: visit.start });
    expect((await patch(uid, room, { as: admin.key })).status).toBe(200);
    expect((await call('GET', `/v2/bookings/${uid}`, { as: admin.key })).status).toBe(200);
    expect(dataOf(await call('GET', '/v2/bookings', { as: admin.key }))).toEqual([]);
  });

  test('refuses a webhook with triggers of the hosted service alone', async () => {
    const { call } = open();
    const body = {
      subscriberUrl: 'https://rooms.example/hook',
      triggers: ['BOOKING_REASSIGNED'],
      active: true,
    };
    expect((await call('POST', '/v2/webhooks', { as: doctor.key, body })).status).toBe(400);
  });

  test('has as many visits on offer as the demo clinic’s doctors have', () => {
    const offered = demoClinic.eventTypes.reduce((sum, { hostIds }) => sum + hostIds.length, 0);
    expect(communityClinic.eventTypes).toHaveLength(offered);
  });
});

test('the hosted service lists the addresses it sends from', async () => {
  const { call } = sandboxOnVirtualTime();
  expect((await call('GET', '/v2/allowlists')).status).toBe(200);
  const { call: community } = sandboxOnVirtualTime({ behaviour: { edition: 'public' } });
  expect((await community('GET', '/v2/allowlists')).status).toBe(404);
});
