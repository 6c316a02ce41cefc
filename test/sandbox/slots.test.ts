import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import { dataOf, type Envelope, sandboxOnVirtualTime } from './sandbox-on-virtual-time.ts';
import { clinic } from './two-types.ts';

/** What each of these shows stands in bin/sandbox/SANDBOX.md, with its evidence. */

const doctor: ApiKey = { key: 'cal_doctor', userId: 4711, eventTypeIds: [1, 2] };
const colleague: ApiKey = { key: 'cal_colleague', userId: 4712, eventTypeIds: [3] };
const admin: ApiKey = { key: 'cal_admin', userId: 1, eventTypeIds: 'all', systemAdmin: true };
const MONDAY = '2026-10-12';
const mornings = [{ days: ['Monday'], startTime: '09:00', endTime: '12:00' }];

const clinicWithSchedules = (options: Parameters<typeof sandboxOnVirtualTime>[0] = {}) => {
  const at = sandboxOnVirtualTime({
    clinic,
    behaviour: { edition: 'public' },
    apiKeys: [doctor, colleague, admin],
    ...options,
  });
  const call = (
    method: string,
    path: string,
    version: string,
    body?: unknown,
    as: string | null = doctor.key,
  ) => at.time.until(at.call(method, path, { version, as, ...(body === undefined ? {} : { body }) }));
  const schedule = (method: string, path: string, body?: unknown, as?: string) =>
    call(method, `/v2/schedules${path}`, '2024-06-11', body, as);
  const made = async (over: Record<string, unknown> = {}): Promise<Envelope> =>
    dataOf(
      await schedule('POST', '', {
        name: 'Mornings',
        timeZone: 'Europe/Berlin',
        isDefault: true,
        availability: mornings,
        ...over,
      }),
    );
  const patchType = (id: number, body: unknown, as?: string) =>
    call('PATCH', `/v2/event-types/${id}`, '2024-06-14', body, as);
  /** The starts of a type on the Monday, on the clinic's wall. */
  const starts = async (eventTypeId: number, more = ''): Promise<readonly string[]> => {
    const query = `eventTypeId=${eventTypeId}&start=${MONDAY}&end=${MONDAY}&timeZone=Europe/Berlin${more}`;
    const found = dataOf(await call('GET', `/v2/slots?${query}`, '2024-09-04', undefined, null));
    return (found[MONDAY] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  const book = (eventTypeId: number, time: string) =>
    call('POST', '/v2/bookings', '2024-08-13', {
      eventTypeId,
      start: `${MONDAY}T${time}:00+02:00`,
      attendee: { name: 'Erika', email: 'erika@mail.example', timeZone: 'Europe/Berlin' },
    });
  /** As time goes by, what was listed is listed anew. */
  const later = (): Promise<void> => at.time.until(new Promise<void>((wake) => at.time.later(2_000, wake)));
  return { ...at, call, schedule, made, patchType, starts, book, later };
};

describe('a schedule', () => {
  test('is made, read, changed and deleted by the one whose it is', async () => {
    const { schedule, made } = clinicWithSchedules();
    const { id } = await made();
    expect(dataOf(await schedule('GET', `/${id}`))).toMatchObject({
      id,
      ownerId: 4711,
      availability: mornings,
    });
    expect(dataOf(await schedule('GET', '/default')).id).toBe(id);
    const other = await made({ name: 'Afternoons' });
    expect(dataOf(await schedule('GET', '')).map((each: Envelope) => [each.id, each.isDefault])).toEqual([
      [id, false],
      [other.id, true],
    ]);
    expect((await schedule('DELETE', `/${id}`)).status).toBe(200);
    expect((await schedule('GET', `/${id}`)).status).toBe(404);
  });

  test.each([colleague, admin])('is closed to anyone else: $key', async ({ key }) => {
    const { schedule, made } = clinicWithSchedules();
    const { id } = await made();
    expect((await schedule('PATCH', `/${id}`, { overrides: [] }, key)).status).toBe(403);
  });

  test('takes a list of overrides in place of the whole one before, touching windows as one', async () => {
    const { schedule, made } = clinicWithSchedules();
    const { id } = await made({ overrides: [{ date: MONDAY, startTime: '10:00', endTime: '12:00' }] });
    const overrides = [
      { date: '2026-10-19', startTime: '10:30', endTime: '11:00' },
      { date: '2026-10-19', startTime: '09:00', endTime: '10:30' },
    ];
    const changed = dataOf(await schedule('PATCH', `/${id}`, { overrides }));
    expect(changed.overrides).toEqual([{ date: '2026-10-19', startTime: '09:00', endTime: '11:00' }]);
    expect(changed.availability).toEqual(mornings);
  });

  test.each([
    ['no name', { name: undefined }],
    ['a zone that is none', { timeZone: 'Berlin' }],
    ['an hour that is none', { availability: [{ days: ['Monday'], startTime: '9', endTime: '12:00' }] }],
    ['a day that is none', { availability: [{ days: ['Mon'], startTime: '09:00', endTime: '12:00' }] }],
    ['a date that is none', { overrides: [{ date: '2026-02-30', startTime: '09:00', endTime: '12:00' }] }],
  ])('is refused with %s', async (_, over) => {
    const { schedule } = clinicWithSchedules();
    const body = { name: 'Mornings', timeZone: 'Europe/Berlin', isDefault: true, ...over };
    expect((await schedule('POST', '', body)).status).toBe(400);
  });

  test('is there only under its version', async () => {
    const { call } = clinicWithSchedules();
    expect((await call('GET', '/v2/schedules', '2024-08-13')).status).toBe(404);
  });

  test('outlives a restart, with the types that have it', async () => {
    const { made, sandbox, patchType } = clinicWithSchedules();
    await made();
    const { id } = await made({ isDefault: false, availability: [{ ...mornings[0], startTime: '11:00' }] });
    await patchType(1, { scheduleId: id });
    const again = clinicWithSchedules({ state: JSON.parse(JSON.stringify(sandbox.state())) });
    expect(await again.starts(1)).toEqual(['11:00']);
    expect(await again.starts(2)).toEqual(['09:00', '09:45', '10:30', '11:15']);
  });
});

describe('what is offered', () => {
  test('are the starts that the hours of the owner’s default schedule have room for', async () => {
    const { made, starts } = clinicWithSchedules();
    await made();
    expect(await starts(1)).toEqual(['09:00', '10:00', '11:00']);
    expect(await starts(2)).toEqual(['09:00', '09:45', '10:30', '11:15']);
  });

  test('loses for one type what is cut out of a schedule of its own, and nothing for another', async () => {
    const { made, schedule, patchType, starts } = clinicWithSchedules();
    await made();
    const own = await made({ isDefault: false });
    expect((await patchType(1, { scheduleId: own.id })).status).toBe(200);
    const overrides = [
      { date: MONDAY, startTime: '09:00', endTime: '10:00' },
      { date: MONDAY, startTime: '11:00', endTime: '12:00' },
    ];
    await schedule('PATCH', `/${own.id}`, { overrides });
    expect(await starts(1)).toEqual(['09:00', '11:00']);
    expect(await starts(2)).toEqual(['09:00', '09:45', '10:30', '11:15']);
  });

  test('is shifted after a cut whose end is not on the grid', async () => {
    const { made, starts } = clinicWithSchedules();
    const cut = [
      { date: MONDAY, startTime: '09:00', endTime: '10:00' },
      { date: MONDAY, startTime: '10:10', endTime: '12:00' },
    ];
    await made({ overrides: cut });
    // Three quarters of an hour begin at quarters: 10:10 is rounded up, and what was 10:30 and 11:15 is no more.
    expect(await starts(2)).toEqual(['09:00', '10:15', '11:00']);
  });

  test('begins by the interval, the offset and the notice of the type', async () => {
    const { made, patchType, starts, later } = clinicWithSchedules();
    await made();
    await patchType(2, { slotInterval: 30 });
    expect(await starts(2)).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00']);
    await patchType(2, { slotInterval: 60, offsetStart: 10 });
    await later();
    expect(await starts(2)).toEqual(['09:10', '10:20']);
    // From the Monday before until a quarter past nine.
    await patchType(2, { slotInterval: 30, offsetStart: 0, minimumBookingNotice: 7 * 24 * 60 + 15 });
    await later();
    expect(await starts(2)).toEqual(['09:30', '10:00', '10:30', '11:00']);
  });

  test('is without the owner’s bookings of any type, and the buffers around them', async () => {
    const { made, patchType, starts, book, later } = clinicWithSchedules();
    await made();
    expect((await book(1, '10:00')).status).toBe(201);
    expect(await starts(2)).toEqual(['09:00', '11:00']);
    await patchType(2, { afterEventBuffer: 30 });
    await later();
    expect(await starts(2)).toEqual(['11:00']);
  });

  test('is for two seconds what the very same question was told before', async () => {
    const { made, starts, book, later } = clinicWithSchedules();
    await made();
    await starts(1);
    await book(1, '10:00');
    expect(await starts(1)).toEqual(['09:00', '10:00', '11:00']);
    expect(await starts(1, '&format=time')).toEqual(['09:00', '11:00']);
    await later();
    expect(await starts(1)).toEqual(['09:00', '11:00']);
  });

  test('hides for a while what someone has reserved, of any type of the owner', async () => {
    const { made, call, starts, later } = clinicWithSchedules();
    await made();
    const body = { eventTypeId: 1, slotStart: `${MONDAY}T10:00:00+02:00` };
    const { reservationUid } = dataOf(await call('POST', '/v2/slots/reservations', '2024-09-04', body));
    expect(await starts(2)).toEqual(['09:00', '11:15']);
    const path = `/v2/slots/reservations/${reservationUid}`;
    expect((await call('PATCH', path, '2024-09-04', body)).status).toBe(422);
    expect((await call('DELETE', path, '2024-09-04', undefined, null)).status).toBe(200);
    await later();
    expect(await starts(2)).toEqual(['09:00', '09:45', '10:30', '11:15']);
  });
});

describe('a booking', () => {
  test('is refused outside the schedule, over another and without notice; off the grid it is not', async () => {
    const { made, book, time } = clinicWithSchedules();
    await made();
    expect((await book(1, '11:30')).status).toBe(400);
    expect((await book(1, '09:20')).status).toBe(201);
    expect((await book(2, '10:00')).status).toBe(400);
    await time.until(new Promise<void>((wake) => time.later(7 * 24 * 3_600_000, wake)));
    // It is nine o'clock on the Monday by now: two hours of notice are from eleven on.
    expect((await book(2, '10:45')).status).toBe(400);
    expect((await book(2, '11:15')).status).toBe(201);
  });

  test('takes a time that someone else has reserved', async () => {
    const { made, book, call } = clinicWithSchedules();
    await made();
    const body = { eventTypeId: 1, slotStart: `${MONDAY}T10:00:00+02:00` };
    await call('POST', '/v2/slots/reservations', '2024-09-04', body);
    expect((await book(1, '10:00')).status).toBe(201);
  });

  test('is moved to no time that cannot be had; where it was itself it can', async () => {
    const { made, book, call } = clinicWithSchedules();
    await made();
    const { uid } = dataOf(await book(1, '10:00'));
    await book(1, '11:00');
    const moved = (time: string) =>
      call('POST', `/v2/bookings/${uid}/reschedule`, '2024-08-13', { start: `${MONDAY}T${time}:00+02:00` });
    expect((await moved('10:30')).status).toBe(400);
    expect((await moved('08:00')).status).toBe(400);
    expect((await moved('09:30')).status).toBe(201);
  });

  test('is taken at any time where no one has a schedule', async () => {
    const { book } = clinicWithSchedules();
    expect((await book(1, '04:00')).status).toBe(201);
    expect((await book(1, '04:00')).status).toBe(201);
  });
});

describe('a PATCH of an event type', () => {
  test('drops what it does not know, and says 200', async () => {
    const { patchType, call } = clinicWithSchedules();
    const answer = await patchType(1, { slotInterval: 20, roomsNeeded: 2 });
    expect(answer.status).toBe(200);
    expect(dataOf(answer)).not.toHaveProperty('roomsNeeded');
    const shown = dataOf(await call('GET', '/v2/event-types/1', '2024-06-14'));
    expect(shown).toMatchObject({ slotInterval: 20, scheduleId: null });
  });

  test('has the standard mails sent again, whatever it was about', async () => {
    const { patchType, sandbox, book, patch } = clinicWithSchedules();
    sandbox.changeType(1, { disableStandardEmails: true });
    const { uid } = dataOf(await book(1, '10:00'));
    await patch(uid, 'Room 1', { as: doctor.key });
    expect(sandbox.mails()).toEqual([]);
    await patchType(1, { slotInterval: 20 });
    await patch(uid, 'Room 2', { as: doctor.key });
    expect(sandbox.mails().map(({ kind }) => kind)).toEqual(['location-changed', 'location-changed']);
  });

  test('takes no one else’s schedule, and no one else’s key', async () => {
    const { made, patchType } = clinicWithSchedules();
    const { id } = await made();
    expect((await patchType(3, { scheduleId: id }, colleague.key)).status).toBe(404);
    expect((await patchType(1, { scheduleId: id }, admin.key)).status).toBe(403);
  });
});
