import { describe, expect, test } from 'vitest';
import { dataOf, type Envelope, room, sandboxOnVirtualTime, visit } from './sandbox-on-virtual-time.ts';

const patients = ['one', 'two', 'three'].map((name) => ({
  name: `Pat ${name}`,
  email: `patient.${name}@mail.example`,
}));

const seatedClass = async () => {
  const at = sandboxOnVirtualTime();
  const rows = [];
  for (const [index, attendee] of patients.entries()) {
    const metadata = { equipment: `mat-${index}` };
    rows.push(await at.book({ eventType: 'group-class', start: visit.start, attendee, metadata }));
  }
  const uid = rows[0]?.uid ?? '';
  const seats = at.sandbox.booking(uid)?.attendees.map(({ seatUid }) => seatUid ?? '') ?? [];
  return { ...at, uid, seats };
};

describe('a seated booking', () => {
  test('is one row and one uid; each further seat is CREATED again, naming that seat only', async () => {
    const { sandbox, uid, received } = await seatedClass();
    expect(sandbox.bookings()).toHaveLength(1);
    expect(received.map(({ trigger, body }) => [trigger, body.payload.uid])).toEqual(
      Array(3).fill(['BOOKING_CREATED', uid]),
    );
    expect(received.map(({ body }) => body.payload.attendees.map(({ email }: Envelope) => email))).toEqual(
      patients.map(({ email }) => [email]),
    );
    expect(received.map(({ body }) => body.payload.metadata.equipment)).toEqual(['mat-0', 'mat-1', 'mat-2']);
  });

  test('shows each seat’s uid, answers and metadata through GET', async () => {
    const { get, uid, seats } = await seatedClass();
    const attendees: Envelope[] = (await get(uid)).attendees;
    expect(attendees.map(({ seatUid }) => seatUid)).toEqual(seats);
    expect(attendees.map(({ metadata }) => metadata.equipment)).toEqual(['mat-0', 'mat-1', 'mat-2']);
  });

  test('loses one seat with a CANCELLED of the booking’s uid, and lives on until the last', async () => {
    const { call, get, uid, seats, received } = await seatedClass();
    for (const [index, seatUid] of seats.entries()) {
      const response = await call('POST', `/v2/bookings/${uid}/cancel`, {
        body: { seatUid, cancellationReason: 'ill' },
      });
      expect(response.status).toBe(200);
      expect(received.at(-1)).toMatchObject({
        trigger: 'BOOKING_CANCELLED',
        body: { payload: { uid, attendeeSeatId: seatUid, status: 'CANCELLED' } },
      });
      expect((await get(uid)).status).toBe(index < 2 ? 'accepted' : 'cancelled');
    }
  });

  test('keeps its uid when the whole class moves', async () => {
    const { sandbox, uid, received } = await seatedClass();
    const moved = await sandbox.reschedule(uid, { start: '2026-10-13T08:00:00Z' });
    expect(moved.uid).toBe(uid);
    expect(received.at(-1)).toMatchObject({
      trigger: 'BOOKING_RESCHEDULED',
      body: { payload: { uid, rescheduleUid: uid, startTime: '2026-10-13T08:00:00Z' } },
    });
  });

  test('starts once, at its new time, when it was moved', async () => {
    const { sandbox, uid, time, received } = await seatedClass();
    await sandbox.reschedule(uid, { start: '2026-10-13T08:00:00Z' });
    await time.pass(10 * 24 * 3_600_000);
    const started = received.filter(({ trigger }) => trigger === 'MEETING_STARTED');
    expect(started.map(({ at }) => new Date(at).toISOString())).toEqual(['2026-10-13T08:00:00.000Z']);
  });

  test('lets one seat move to another booking while the others stay', async () => {
    const { sandbox, uid, seats, received } = await seatedClass();
    const target = await sandbox.reschedule(uid, { start: '2026-10-13T08:00:00Z', seatUid: seats[1] });
    expect(target.uid).not.toBe(uid);
    expect(sandbox.booking(uid)).toMatchObject({ status: 'ACCEPTED', attendees: [{}, {}] });
    expect(received.at(-1)?.body.payload).toMatchObject({
      uid: target.uid,
      rescheduleUid: uid,
      attendeeSeatId: seats[1],
    });
  });

  test('is PATCHed for everyone and mails every attendee', async () => {
    const { patch, sandbox, uid } = await seatedClass();
    await patch(uid);
    expect(sandbox.mails({ kind: 'location-changed', role: 'attendee' }).map(({ to }) => to)).toEqual(
      patients.map(({ email }) => email),
    );
  });

  test('shows no one to a caller who is no admin', async () => {
    const { sandbox, call, uid } = await seatedClass();
    sandbox.addKey({ key: 'cal_physio', userId: 4713, eventTypeIds: [3008] });
    const seen = [
      dataOf(await call('GET', `/v2/bookings/${uid}`, { as: 'cal_physio' })),
      dataOf(await call('GET', '/v2/bookings', { as: 'cal_physio' }))[0],
    ];
    expect(seen.map(({ attendees }) => attendees)).toEqual([[], []]);
  });

  test('is full at its number of seats', async () => {
    const { book } = sandboxOnVirtualTime();
    const seat = { eventType: 'group-class', start: visit.start };
    for (let index = 0; index < 8; index += 1) await book(seat);
    await expect(book(seat)).rejects.toThrow('booking_seats_full');
  });
});

describe('a recurring series', () => {
  const rehab = { eventType: 'rehab', start: visit.start };

  test('of N visits is N uids and N CREATED, with mails for the first only', async () => {
    const { sandbox, time, received } = sandboxOnVirtualTime();
    const rows = await time.until(sandbox.bookSeries(rehab, 12));
    expect(new Set(rows.map(({ uid }) => uid)).size).toBe(12);
    expect(received.map(({ body }) => body.payload.uid)).toEqual(rows.map(({ uid }) => uid));
    expect(received[0]?.body.payload).not.toHaveProperty('recurringEventId');
    expect(sandbox.mails({ role: 'attendee' }).map(({ uid }) => uid)).toEqual([rows[0]?.uid]);
  });

  test('booked through the API is an array, of the event type’s own number unless one is given', async () => {
    const { call, time } = sandboxOnVirtualTime();
    const attendee = { name: 'Pat Example', email: 'patient.one@mail.example', timeZone: 'Europe/Berlin' };
    const body = { eventTypeId: 4002, start: visit.start, attendee };
    expect(dataOf(await time.until(call('POST', '/v2/bookings', { body })))).toHaveLength(12);
    const three = call('POST', '/v2/bookings', { body: { ...body, recurrenceCount: 3 } });
    expect(dataOf(await time.until(three))).toHaveLength(3);
  });

  test.each([false, true])(
    'cancelled from one visit on sends one CANCELLED for one uid (dates listed: %s)',
    async (cancelledDates) => {
      const { sandbox, time, received } = sandboxOnVirtualTime({ behaviour: { cancelledDates } });
      const rows = await time.until(sandbox.bookSeries(rehab, 4));
      await sandbox.cancel(rows[1]?.uid ?? '', { subsequent: true });
      const told = received.filter(({ trigger }) => trigger === 'BOOKING_CANCELLED');
      expect(told.map(({ body }) => body.payload.uid)).toEqual([rows[1]?.uid]);
      expect(rows.map(({ uid }) => sandbox.booking(uid)?.status)).toEqual([
        'ACCEPTED',
        'CANCELLED',
        'CANCELLED',
        'CANCELLED',
      ]);
      expect(told[0]?.body.payload.cancelledDates).toEqual(
        cancelledDates
          ? ['2026-10-19T08:00:00.000Z', '2026-10-26T08:00:00.000Z', '2026-11-02T08:00:00.000Z']
          : undefined,
      );
    },
  );

  test('requested sends N REQUESTED; its accept turns all of them and sends one CREATED', async () => {
    const { sandbox, time, triggers } = sandboxOnVirtualTime();
    const rows = await time.until(
      sandbox.bookSeries({ eventType: 'rehab-on-request', start: visit.start }, 3),
    );
    await sandbox.confirm(rows[0]?.uid ?? '');
    expect(triggers()).toEqual([...Array(3).fill('BOOKING_REQUESTED'), 'BOOKING_CREATED']);
    expect(rows.map(({ uid }) => sandbox.booking(uid)?.status)).toEqual(Array(3).fill('ACCEPTED'));
  });

  test('needs a PATCH for each of its visits', async () => {
    const { sandbox, time, patch } = sandboxOnVirtualTime();
    const rows = await time.until(sandbox.bookSeries(rehab, 2));
    await patch(rows[0]?.uid ?? '');
    expect(rows.map(({ uid }) => sandbox.booking(uid)?.location === room)).toEqual([true, false]);
  });
});
