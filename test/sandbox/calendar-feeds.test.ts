import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../bin/sandbox/api-message.ts';
import { dataOf, sandboxOnVirtualTime } from './sandbox-on-virtual-time.ts';
import { clinic } from './two-types.ts';

/** What each of these shows stands in bin/sandbox/SANDBOX.md, with its evidence. */

const doctor: ApiKey = { key: 'cal_doctor', userId: 4711, eventTypeIds: [1, 2] };
const MONDAY = '2026-10-12';
const URL = 'https://rooms.example/busy.ics?token=secret';

const event = (...lines: string[]): string => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR'].join('\r\n');
/** Ten to eleven on the clinic's wall. */
const FROM = 'DTSTART:20261012T080000Z';
const TO = 'DTEND:20261012T090000Z';
const tenToEleven = calendar(event(FROM, TO));

const ALL = ['09:00', '10:00', '11:00'];
const WITHOUT_TEN = ['09:00', '11:00'];

const clinicWithFeed = async (answer: () => { status?: number; body: string } | 'dropped') => {
  const { call, time } = sandboxOnVirtualTime({
    clinic,
    behaviour: { edition: 'public' },
    apiKeys: [doctor],
    readFeed: async () => {
      const given = answer();
      if (given === 'dropped') throw new TypeError('terminated');
      return { status: 200, ...given };
    },
  });
  const send = (path: string, body: unknown, version: string | null = null) =>
    time.until(call('POST', path, { as: doctor.key, version, body }));
  await send(
    '/v2/schedules',
    {
      name: 'Mornings',
      timeZone: 'Europe/Berlin',
      isDefault: true,
      availability: [{ days: ['Monday'], startTime: '09:00', endTime: '12:00' }],
    },
    '2024-06-11',
  );
  const saved = await send('/v2/calendars/ics-feed/save', { urls: [URL] });
  const select = () =>
    send('/v2/selected-calendars', {
      integration: 'ics-feed_calendar',
      externalId: URL,
      credentialId: dataOf(saved).id,
      eventTypeId: 1,
    });
  let asked = 0;
  const starts = async (eventTypeId: number): Promise<readonly string[]> => {
    asked += 1;
    const query = `eventTypeId=${eventTypeId}&start=${MONDAY}&end=${MONDAY}&timeZone=Europe/Berlin&_=${asked}`;
    const found = dataOf(await call('GET', `/v2/slots?${query}`, { as: null, version: '2024-09-04' }));
    return (found[MONDAY] ?? []).map(({ start }: { start: string }) => start.slice(11, 16));
  };
  const book = (time_: string) =>
    send(
      '/v2/bookings',
      {
        eventTypeId: 1,
        start: `${MONDAY}T${time_}:00+02:00`,
        attendee: { name: 'Erika', email: 'erika@mail.example', timeZone: 'Europe/Berlin' },
      },
      '2024-08-13',
    );
  return { saved, select, send, starts, book };
};

describe('a calendar feed', () => {
  test('counts from when it is selected, for all types, whichever it was selected for', async () => {
    const { saved, select, starts } = await clinicWithFeed(() => ({ body: tenToEleven }));
    expect(saved.status).toBe(201);
    expect(await starts(1)).toEqual(ALL);
    expect(dataOf(await select())).not.toHaveProperty('eventTypeId');
    expect(await starts(1)).toEqual(WITHOUT_TEN);
    expect(await starts(2)).toEqual(['09:00', '11:00']);
  });

  test('is read anew at every question, and when someone books', async () => {
    let body = calendar();
    const { select, starts, book } = await clinicWithFeed(() => ({ body }));
    await select();
    expect(await starts(1)).toEqual(ALL);
    body = tenToEleven;
    expect(await starts(1)).toEqual(WITHOUT_TEN);
    expect((await book('10:00')).status).toBe(400);
    body = calendar();
    expect((await book('10:00')).status).toBe(201);
  });

  test('has a path that ends in .ics', async () => {
    const { send } = await clinicWithFeed(() => ({ body: calendar() }));
    expect((await send('/v2/calendars/ics-feed/save', { urls: ['https://rooms.example/busy'] })).status).toBe(
      400,
    );
  });

  test.each([
    ['an error', { status: 500, body: tenToEleven }],
    ['a page', { body: '<!doctype html><h1>Sign in</h1>' }],
    ['JSON', { body: '{"error":"no"}' }],
    ['a dropped or cut-off one', 'dropped' as const],
  ])('blocks nothing with an answer that is %s: what it should have blocked is booked', async (_, answer) => {
    const { select, starts, book } = await clinicWithFeed(() => answer);
    await select();
    expect(await starts(1)).toEqual(ALL);
    expect((await book('10:00')).status).toBe(201);
  });

  test.each([
    ['empty', ''],
    ['half', tenToEleven.slice(0, -20)],
    ['with one bad event', calendar(event(FROM, TO), event('DTSTART:tomorrow'))],
  ])('blocks everything with an answer that is %s', async (_, body) => {
    const { select, starts, book } = await clinicWithFeed(() => ({ body }));
    await select();
    expect(await starts(1)).toEqual([]);
    expect((await book('11:00')).status).toBe(400);
  });

  test.each([
    ['a transparent event', event(FROM, TO, 'TRANSP:TRANSPARENT'), WITHOUT_TEN],
    ['a cancelled event', event(FROM, TO, 'STATUS:CANCELLED'), WITHOUT_TEN],
    ['an event in its own zone', event('DTSTART;TZID=Europe/Berlin:20261012T100000', TO), WITHOUT_TEN],
    ['an event without an end', event(FROM), ALL],
  ])('has %s count as it does at Cal.com', async (_, given, expected) => {
    const { select, starts } = await clinicWithFeed(() => ({ body: calendar(given) }));
    await select();
    expect(await starts(1)).toEqual(expected);
  });
});
