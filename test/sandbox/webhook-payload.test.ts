import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { room, sandboxOnVirtualTime, visit } from './sandbox-on-virtual-time.ts';

type Shape = string | { [name: string]: Shape };

/** Names and kinds of everything in a payload: what must agree with the examples, values being invented anyway. */
const shape = (value: unknown): Shape => {
  if (Array.isArray(value))
    return `list of ${JSON.stringify(value[0] === undefined ? 'nothing' : shape(value[0]))}`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, shape(inner)]),
  );
};

const example = (trigger: string): Record<string, Shape> =>
  shape(JSON.parse(readFileSync(`bin/sandbox/deliveries/${trigger}.json`, 'utf8'))) as Record<string, Shape>;

/** Without what may rightly differ: a null or a text in one place, the stored location answer, single values. */
const comparable = (body: Record<string, Shape>): Record<string, Shape> => {
  const { payload, responses, metadata: _, location: __, ...rest } = body;
  const {
    oneTimePassword: ___,
    schedulingType: ____,
    ...fields
  } = typeof payload === 'object' ? payload : {};
  const answers = (given: Shape | undefined): Shape => {
    const { location: _____, ...others } = typeof given === 'object' ? given : {};
    return others;
  };
  return {
    ...rest,
    payload: { ...fields, responses: answers(fields.responses) },
    responses: answers(responses),
  };
};

const allSent = async () => {
  const at = sandboxOnVirtualTime();
  const scan = {
    ...visit,
    answers: { equipment: ['ultrasound'] },
    metadata: { equipment: 'ultrasound', source: 'intake-portal' },
  };
  const { sandbox, time, book, patch } = at;
  const first = await book(scan);
  await patch(first.uid);
  await time.pass(1_000);
  await sandbox.sendMeeting(first.uid, 'MEETING_STARTED');
  await sandbox.sendMeeting(first.uid, 'MEETING_ENDED');
  await sandbox.markNoShow(first.uid);
  const next = await time.until(sandbox.reschedule(first.uid, { start: '2026-10-13T09:30:00Z' }));
  await sandbox.cancel(next.uid, { reason: 'Feeling better' });
  const surgery = await book({ ...scan, eventType: 'minor-surgery' });
  await sandbox.reject(surgery.uid, 'No theatre');
  const checkUp = await book({ ...scan, eventType: 'check-up' });
  await sandbox.pay(checkUp.uid);
  const physio = await book({ ...scan, eventType: 'physiotherapy' });
  await sandbox.reassign(physio.uid, 4711);
  await sandbox.ping();
  return at.received;
};

test.each([
  'BOOKING_CREATED',
  'BOOKING_REQUESTED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_PAYMENT_INITIATED',
  'BOOKING_PAID',
  'BOOKING_REASSIGNED',
  'BOOKING_NO_SHOW_UPDATED',
  'MEETING_STARTED',
  'MEETING_ENDED',
  'PING',
])('%s has exactly the fields of its example, of the same kinds', async (trigger) => {
  const sent = (await allSent()).find((delivery) => delivery.trigger === trigger);
  expect(comparable(shape(sent?.body) as Record<string, Shape>)).toEqual(comparable(example(trigger)));
});

test('LOCATION_UPDATED has the fields of its example, old and new location among them', async () => {
  const sent = (await allSent()).find((delivery) => delivery.trigger === 'BOOKING_LOCATION_UPDATED');
  expect(Object.keys(sent?.body.payload).sort()).toEqual(
    Object.keys((example('BOOKING_LOCATION_UPDATED').payload ?? {}) as object).sort(),
  );
  expect(sent?.body.payload.location).toBe(room);
});

test('the same instant comes as Z, as .000Z and as +00:00, depending on the trigger', async () => {
  const received = await allSent();
  const start = (trigger: string): string =>
    received.find((delivery) => delivery.trigger === trigger)?.body.payload.startTime;
  expect(start('BOOKING_CREATED')).toBe('2026-10-12T08:00:00Z');
  expect(start('BOOKING_REQUESTED')).toBe('2026-10-12T08:00:00.000Z');
  expect(start('BOOKING_RESCHEDULED')).toBe('2026-10-13T09:30:00Z');
  expect(start('BOOKING_REJECTED')).toBe('2026-10-12T08:00:00.000Z');
  expect(start('BOOKING_PAID')).toBe('2026-10-12T08:00:00.000Z');
  expect(start('BOOKING_CANCELLED')).toBe('2026-10-13T09:30:00+00:00');
});

test('the offset of a person follows the clocks: 120 minutes in October, 60 in November', async () => {
  const { book, received } = sandboxOnVirtualTime();
  await book();
  await book({ ...visit, start: '2026-11-12T09:00:00Z' });
  expect(received.map(({ body }) => body.payload.organizer.utcOffset)).toEqual([120, 60]);
});
