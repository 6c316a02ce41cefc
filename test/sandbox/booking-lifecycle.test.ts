import { describe, expect, test } from 'vitest';
import { hostedTriggers } from '../../bin/sandbox/webhook-triggers.ts';
import { address, room, sandboxOnVirtualTime, visit } from './sandbox-on-virtual-time.ts';

describe('an auto-confirmed booking', () => {
  test('is a row, then a mail with the event type’s address, then an awaited webhook, then the final write', async () => {
    const seen: string[] = [];
    const { sandbox, time } = sandboxOnVirtualTime({
      deliver: async () => {
        const [row] = sandbox.bookings();
        seen.push(
          `webhook; row ${row?.status}, reference ${row?.hasCalendarReference}, mails ${sandbox.mails().length}`,
        );
        await new Promise<void>((answer) => time.later(5_000, answer));
        seen.push(`answered after ${time.now() - Date.parse('2026-10-05T07:00:00Z')} ms`);
        return 200;
      },
    });
    const row = await time.until(sandbox.book(visit));
    seen.push(`patient answered after ${time.now() - Date.parse('2026-10-05T07:00:00Z')} ms`);
    expect(seen).toEqual([
      'webhook; row ACCEPTED, reference false, mails 2',
      'answered after 5000 ms',
      'patient answered after 5250 ms',
    ]);
    expect(row.hasCalendarReference).toBe(true);
    expect(sandbox.mails({ role: 'attendee' })).toMatchObject([{ kind: 'confirmed' }]);
    expect(sandbox.mails()[0]?.text).toContain(address);
  });

  test('loses a location PATCHed from inside the webhook request, and the calendar never saw it', async () => {
    const at = sandboxOnVirtualTime({
      deliver: async (request) => {
        const { triggerEvent, payload } = JSON.parse(request.body);
        if (triggerEvent === 'BOOKING_CREATED') expect((await at.patch(payload.uid)).status).toBe(200);
        return 200;
      },
    });
    const row = await at.book();
    expect(row).toMatchObject({ location: address, calendarLocation: address });
    // The patient was mailed a room all the same.
    expect(at.sandbox.mails({ kind: 'location-changed', role: 'attendee' })).toHaveLength(1);
  });

  test('keeps a location PATCHed after the final write, in the row and in the calendar', async () => {
    const { book, patch, sandbox } = sandboxOnVirtualTime();
    const { uid } = await book();
    await patch(uid);
    expect(sandbox.booking(uid)).toMatchObject({ location: room, calendarLocation: room });
  });

  test('is told as CREATED, ACCEPTED, with the metadata given', async () => {
    const { book, received } = sandboxOnVirtualTime();
    await book({ ...visit, metadata: { equipment: 'ultrasound' } });
    expect(received.map(({ trigger }) => trigger)).toEqual(['BOOKING_CREATED']);
    expect(received[0]?.body.payload).toMatchObject({
      status: 'ACCEPTED',
      metadata: { equipment: 'ultrasound' },
    });
  });

  test('a failing, redirecting or unreachable subscriber is tried once and changes nothing', async () => {
    for (const deliver of [
      async () => 500,
      async () => 302,
      async () => Promise.reject(new Error('refused')),
    ]) {
      const { book, sandbox, time } = sandboxOnVirtualTime({ deliver });
      expect((await book()).status).toBe('ACCEPTED');
      await time.pass(600_000);
      expect(sandbox.deliveries()).toHaveLength(1);
    }
  });

  test('length is what was booked, as the end is', async () => {
    const { book, received } = sandboxOnVirtualTime();
    await book({ ...visit, minutes: 90 });
    expect(received[0]?.body.payload).toMatchObject({ length: 90, endTime: '2026-10-12T09:30:00Z' });
  });

  test('a video visit keeps its integration as location and shows a URL through GET', async () => {
    const { book, get, received } = sandboxOnVirtualTime();
    const { uid } = await book({ eventType: 'video-consultation', start: visit.start });
    expect(received[0]?.body.payload).toMatchObject({ location: 'integrations:daily' });
    expect((await get(uid)).location).toMatch(/^https:\/\//);
  });
});

describe('a booking that needs confirmation', () => {
  const surgery = { eventType: 'minor-surgery', start: visit.start, metadata: { equipment: 'ultrasound' } };

  test('is told as REQUESTED, PENDING, after the row was written', async () => {
    const { sandbox, time, triggers, received } = sandboxOnVirtualTime();
    const row = await time.until(sandbox.book(surgery));
    expect(triggers()).toEqual(['BOOKING_REQUESTED']);
    expect(received[0]?.body.payload.status).toBe('PENDING');
    expect(row.updatedAt).toBe(received[0]?.at);
  });

  test('on accept the row is written before CREATED is sent, which has lost the metadata but not the answers', async () => {
    const states: unknown[] = [];
    const at = sandboxOnVirtualTime({
      deliver: async (request) => {
        states.push([JSON.parse(request.body), at.sandbox.bookings()[0]?.status]);
        return 200;
      },
    });
    const { uid } = await at.book({ ...surgery, answers: { equipment: ['ultrasound'] } });
    await at.time.until(at.sandbox.confirm(uid));
    const [envelope, status] = states[1] as [
      { triggerEvent: string; payload: Record<string, unknown> },
      string,
    ];
    expect(envelope.triggerEvent).toBe('BOOKING_CREATED');
    expect(status).toBe('ACCEPTED');
    expect(envelope.payload).not.toHaveProperty('metadata');
    expect(envelope.payload).toMatchObject({ uid, responses: { equipment: { value: ['ultrasound'] } } });
  });

  test('a PATCH right after the accept sticks', async () => {
    const { book, sandbox, patch, time, get } = sandboxOnVirtualTime();
    const { uid } = await book(surgery);
    await sandbox.confirm(uid);
    await patch(uid);
    await time.pass(60_000);
    expect((await get(uid)).location).toBe(room);
  });

  test('on decline it is REJECTED', async () => {
    const { book, sandbox, received } = sandboxOnVirtualTime();
    const { uid } = await book(surgery);
    await sandbox.reject(uid, 'No theatre on that day');
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_REJECTED',
      body: { payload: { uid, status: 'REJECTED', rejectionReason: 'No theatre on that day' } },
    });
  });
});

test('an unpaid booking says ACCEPTED in PAYMENT_INITIATED but is pending; payment sends CREATED and PAID', async () => {
  const { book, sandbox, received, get, triggers } = sandboxOnVirtualTime();
  const { uid } = await book({
    eventType: 'check-up',
    start: visit.start,
    metadata: { equipment: 'ultrasound' },
  });
  expect(received[0]).toMatchObject({
    trigger: 'BOOKING_PAYMENT_INITIATED',
    body: { payload: { status: 'ACCEPTED' } },
  });
  expect((await get(uid)).status).toBe('pending');
  await sandbox.pay(uid);
  expect(triggers()).toEqual(['BOOKING_PAYMENT_INITIATED', 'BOOKING_CREATED', 'BOOKING_PAID']);
  // PAID has the title where the slug belongs, the provider's metadata and no answers.
  expect(received[2]?.body.payload).toMatchObject({
    uid,
    type: 'Check-up',
    metadata: { identifier: 'cal.com' },
  });
  expect(received[2]?.body.payload).not.toHaveProperty('responses');
});

describe('a reschedule', () => {
  const later = '2026-10-13T09:30:00Z';

  test('makes a new uid, ends the old row and sends RESCHEDULED only, never CANCELLED', async () => {
    const { book, sandbox, time, get, triggers, received } = sandboxOnVirtualTime();
    const old = await book();
    const next = await time.until(sandbox.reschedule(old.uid, { start: later }));
    expect(triggers()).toEqual(['BOOKING_CREATED', 'BOOKING_RESCHEDULED']);
    expect(received[1]?.body.payload).toMatchObject({
      uid: next.uid,
      bookingId: next.id,
      rescheduleUid: old.uid,
      rescheduleId: old.id,
      rescheduleStartTime: '2026-10-12T08:00:00Z',
      status: 'ACCEPTED',
    });
    expect(await get(old.uid)).toMatchObject({ status: 'cancelled', rescheduledToUid: next.uid });
    expect(await get(next.uid)).toMatchObject({
      status: 'accepted',
      rescheduledFromUid: old.uid,
      icsUid: old.iCalUid,
    });
    expect(next.iCalSequence).toBeGreaterThan(old.iCalSequence);
  });

  test('through API v2 inherits the old room’s text; through the booking page falls back to the address', async () => {
    const { book, sandbox, patch, time, received } = sandboxOnVirtualTime();
    for (const [via, expected] of [
      ['api', room],
      ['web', address],
    ] as const) {
      const { uid } = await book();
      await patch(uid);
      const next = await time.until(sandbox.reschedule(uid, { start: later, via }));
      expect(next.location).toBe(expected);
      const told = received.findLast(({ trigger }) => trigger === 'BOOKING_RESCHEDULED');
      expect(told?.body.payload.location).toBe(expected);
    }
  });

  test.each(['api', 'web'] as const)('keeps the booked duration (%s)', async (via) => {
    const { book, sandbox, time } = sandboxOnVirtualTime();
    const { uid } = await book({ ...visit, minutes: 90 });
    const next = await time.until(sandbox.reschedule(uid, { start: later, via }));
    expect((next.end - next.start) / 60_000).toBe(90);
  });

  test('its final write overwrites an earlier PATCH too', async () => {
    const at = sandboxOnVirtualTime({
      deliver: async (request) => {
        const { triggerEvent, payload } = JSON.parse(request.body);
        if (triggerEvent === 'BOOKING_RESCHEDULED') await at.patch(payload.uid, 'Room 1A');
        return 200;
      },
    });
    const { uid } = await at.book();
    const next = await at.time.until(at.sandbox.reschedule(uid, { start: later }));
    expect(next.location).toBe(address);
  });

  test.each([
    ['created', 'BOOKING_CREATED', false],
    ['created-with-link', 'BOOKING_CREATED', true],
    ['rescheduled', 'BOOKING_RESCHEDULED', true],
  ] as const)(
    'that needs confirmation is REQUESTED without a word of what it replaces; the accept is told %s',
    async (style, trigger, linked) => {
      const { book, get, sandbox, time, received } = sandboxOnVirtualTime({
        behaviour: { confirmedReschedule: style },
      });
      const old = await book({ eventType: 'minor-surgery', start: visit.start });
      await sandbox.confirm(old.uid);
      const next = await time.until(sandbox.reschedule(old.uid, { start: later }));
      expect(received.at(-1)).toMatchObject({
        trigger: 'BOOKING_REQUESTED',
        body: { payload: { uid: next.uid, status: 'PENDING' } },
      });
      expect(received.at(-1)?.body.payload).not.toHaveProperty('rescheduleUid');
      expect((await get(next.uid)).rescheduledFromUid).toBe(old.uid);
      expect(sandbox.booking(old.uid)?.status).toBe('CANCELLED');
      await sandbox.confirm(next.uid);
      expect(received.at(-1)?.trigger).toBe(trigger);
      expect('rescheduleUid' in (received.at(-1)?.body.payload ?? {})).toBe(linked);
    },
  );
});

describe('a cancellation', () => {
  test('is told as CANCELLED without metadata and mailed', async () => {
    const { book, sandbox, received, get } = sandboxOnVirtualTime();
    const { uid } = await book({ ...visit, metadata: { equipment: 'ultrasound' } });
    await sandbox.cancel(uid, { reason: 'Feeling better' });
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_CANCELLED',
      body: {
        payload: { uid, status: 'CANCELLED', requestReschedule: false, cancellationReason: 'Feeling better' },
      },
    });
    expect(received.at(-1)?.body.payload).not.toHaveProperty('metadata');
    expect((await get(uid)).status).toBe('cancelled');
    expect(sandbox.mails({ kind: 'cancelled', role: 'attendee' })).toHaveLength(1);
  });

  test('is also what a host’s wish for another time looks like', async () => {
    const { book, sandbox, received } = sandboxOnVirtualTime();
    const { uid } = await book();
    await sandbox.cancel(uid, { requestReschedule: true });
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_CANCELLED',
      body: { payload: { requestReschedule: true } },
    });
  });
});

describe('what else happens to a booking', () => {
  test('a reassignment keeps the uid, names the hosts that came and went, and only for round robin', async () => {
    const { book, sandbox, received } = sandboxOnVirtualTime();
    const { uid } = await book({ eventType: 'physiotherapy', start: visit.start });
    await sandbox.reassign(uid, 4711);
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_REASSIGNED',
      body: {
        payload: { uid, organizer: { id: 4711 }, addedHostUserIds: [4711], removedHostUserIds: [4713] },
      },
    });
    const scan = await book();
    await expect(sandbox.reassign(scan.uid, 4712)).rejects.toThrow('round robin');
  });

  test('the public source tells nothing of a reassignment or a new location', async () => {
    const { book, sandbox, patch, time, triggers } = sandboxOnVirtualTime({
      behaviour: { edition: 'public' },
    });
    // Even for a webhook left over from the hosted service, subscribed to both.
    sandbox.subscribe({ subscriberUrl: 'https://rooms.example/old', secret: null, triggers: hostedTriggers });
    const { uid } = await book({ eventType: 'physiotherapy', start: visit.start });
    await sandbox.reassign(uid, 4711);
    await patch(uid);
    await time.pass(60_000);
    expect(triggers()).toEqual(['BOOKING_CREATED', 'BOOKING_CREATED']);
  });

  test('meetings start and end flat, with the location of the day they were scheduled', async () => {
    const { book, patch, time, received } = sandboxOnVirtualTime();
    const { uid } = await book();
    await patch(uid);
    await time.pass(8 * 24 * 3_600_000);
    const meetings = received.filter(({ trigger }) => trigger.startsWith('MEETING'));
    expect(meetings.map(({ trigger, at }) => [trigger, new Date(at).toISOString()])).toEqual([
      ['MEETING_STARTED', '2026-10-12T08:00:00.000Z'],
      ['MEETING_ENDED', '2026-10-12T08:45:00.000Z'],
    ]);
    for (const { body } of meetings) {
      expect(body).toMatchObject({
        uid,
        location: address,
        userId: 4711,
        createdAt: '2026-10-05T07:00:00.000Z',
      });
      expect(body).not.toHaveProperty('payload');
      expect(body.user).not.toHaveProperty('id');
    }
  });

  test('a cancelled or moved visit neither starts nor ends', async () => {
    const { book, sandbox, time, triggers } = sandboxOnVirtualTime();
    const { uid } = await book();
    const next = await time.until(sandbox.reschedule(uid, { start: '2026-10-13T08:00:00Z' }));
    await sandbox.cancel(next.uid);
    await time.pass(10 * 24 * 3_600_000);
    expect(triggers().filter((trigger) => trigger.startsWith('MEETING'))).toEqual([]);
  });

  test('a no-show names bookingUid instead of uid', async () => {
    const { book, sandbox, received } = sandboxOnVirtualTime();
    const { uid } = await book();
    await sandbox.markNoShow(uid, { noShow: false });
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_NO_SHOW_UPDATED',
      body: { payload: { bookingUid: uid, attendees: [{ noShow: false }] } },
    });
    expect(received.at(-1)?.body.payload).not.toHaveProperty('uid');
  });

  test('a person’s edit of the location is mailed and echoed like a PATCH', async () => {
    const { book, sandbox, time, received } = sandboxOnVirtualTime();
    const { uid } = await book();
    sandbox.editLocation(uid, 'Room 1A, ask for the key');
    await time.pass(1_000);
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_LOCATION_UPDATED',
      body: { payload: { location: 'Room 1A, ask for the key', previousLocation: address } },
    });
    expect(sandbox.mails({ kind: 'location-changed' })).toHaveLength(2);
  });
});

describe('queued webhooks', () => {
  test('arrive seconds to a minute later and already tell the later state', async () => {
    const { book, sandbox, patch, time, received, triggers } = sandboxOnVirtualTime({
      behaviour: { webhookMode: 'queued' },
    });
    const { uid } = await book();
    expect(triggers()).toEqual([]);
    await patch(uid);
    await sandbox.cancel(uid);
    await time.pass(61_000);
    const created = received.find(({ trigger }) => trigger === 'BOOKING_CREATED');
    expect(created?.body.payload).toMatchObject({ status: 'CANCELLED', location: room });
    expect(created?.at).toBeGreaterThanOrEqual(Date.parse('2026-10-05T07:00:02Z'));
  });

  test('keep the patient’s metadata on the accept', async () => {
    const { book, sandbox, time, received } = sandboxOnVirtualTime({ behaviour: { webhookMode: 'queued' } });
    const { uid } = await book({
      eventType: 'minor-surgery',
      start: visit.start,
      metadata: { equipment: 'ultrasound' },
    });
    await sandbox.confirm(uid);
    await time.pass(61_000);
    const created = received.find(({ trigger }) => trigger === 'BOOKING_CREATED');
    expect(created?.body.payload.metadata).toEqual({ equipment: 'ultrasound' });
  });
});
