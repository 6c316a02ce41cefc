import { beforeEach, expect, test } from 'vitest';
import { DEMO_CLINIC, readClinicFile } from '../../../bin/read-clinic-file.ts';
import { madeUpDigests } from '../../../bin/simulation/digests.ts';
import { assignBooking } from '../../../shared/assigning/assign-booking.ts';
import { kioskView } from '../../../shared/board/view/board-view.ts';
import { readBoard } from '../../../shared/board/view/read-board.ts';
import { bookingEventOf } from '../../../shared/calcom/booking-event-of.ts';
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts';
import { boardOnLedger, MONDAY, NINE } from '../../support/board-on-ledger.ts';
import { onlySite } from '../../support/builders.ts';
import { PLANTED, plantedDelivery, plantedIn } from '../../support/planted-delivery.ts';

const demo = readClinicFile(DEMO_CLINIC);
let board: Awaited<ReturnType<typeof boardOnLedger>>;
beforeEach(async () => {
  board = await boardOnLedger(memoryLedger());
});

/** A delivery full of personal strings, taken in as the webhook and the worker do. */
const deliver = async (uid: string, room: object): Promise<void> => {
  const delivery = plantedDelivery('BOOKING_CREATED', {
    location: '17 Elm Street',
    payload: {
      uid,
      startTime: new Date(NINE).toISOString(),
      endTime: new Date(NINE + 1_800_000).toISOString(),
      ...room,
    },
  });
  const reading = bookingEventOf(
    delivery,
    { deliveryId: '0'.repeat(64), receivedAt: NINE },
    madeUpDigests.word,
  );
  if (reading.outcome !== 'accepted') throw new Error(`the delivery was ${reading.outcome}`);
  if (!('fact' in reading.event)) throw new Error('the delivery tells no fact');
  await assignBooking(board.deps)(reading.event);
};

test('nothing about a person is in any answer or log line of the board', async () => {
  // A consulting room with ultrasound, as the answers ask for: there is one.
  for (const uid of ['first', 'second']) await deliver(uid, { eventTypeId: 3002, type: 'consultation' });
  const answers = [
    await board.ask('GET', `/api/board?date=${MONDAY}`),
    await board.ask('GET', `/api/trail?date=${MONDAY}`),
    await board.ask('POST', '/api/bookings/first/actions', { body: { do: 'pin' } }),
    await board.ask('POST', '/api/what-ifs', { body: { what: 'move-to', booking: 'first', room: '1A' } }),
    await board.ask('POST', '/api/bookings/first/actions', {
      body: { do: 'pin' },
      headers: { 'if-match': '"old"' },
    }),
    await board.ask('GET', `/api/board?site=${encodeURIComponent(PLANTED.attendeeName)}`),
    await board.ask('GET', `/api/trail?room=${encodeURIComponent(PLANTED.attendeeName)}`),
    await board.ask('POST', '/api/rooms/1A/blocks', {
      body: { reason: PLANTED.reasonForVisit, [PLANTED.notes]: PLANTED.bornOn },
    }),
    await board.ask('POST', `/api/rooms/${encodeURIComponent(PLANTED.homeAddress)}/blocks`, {
      body: { reason: 'fault' },
    }),
    await board.ask('POST', '/api/bookings/first/actions', { body: `{"do":"${PLANTED.attendeePhone}` }),
  ];
  const first = answers[0]?.body;
  expect(first.bookings.map((each: { uid: string }) => each.uid).sort()).toEqual(['first', 'second']);
  expect(first.waiting).toHaveLength(1);
  for (const { text, headers } of answers) expect(plantedIn(text + JSON.stringify(headers))).toEqual([]);
  expect(plantedIn(JSON.stringify(board.logged))).toEqual([]);
  // And the search is able to find something.
  expect(plantedIn(JSON.stringify(plantedDelivery('BOOKING_CREATED'))).length).toBeGreaterThanOrEqual(12);
});

test('a uid, which opens its booking at Cal.com, is shown to signed-in staff and to no one else', async () => {
  const uids = ['Qd7sVw2LbX9mTk4RzYh1Gc', 'a1B2c3D4e5F6g7H8i9J0kL', 'waitsForARoomAllTheDay'];
  // One is in the room, one waits, one is parked: all that a board can say of a booking.
  for (const uid of uids) await deliver(uid, { eventTypeId: 3002, type: 'consultation' });
  const found = (text: string): string[] => uids.filter((uid) => text.includes(uid));
  const staff = await board.ask('GET', `/api/board?date=${MONDAY}`);
  expect(found(staff.text)).toEqual(uids);
  expect(staff.body.visitCodes).toEqual(
    Object.fromEntries(uids.map((uid) => [uid, madeUpDigests.visit(uid)])),
  );
  const wall = kioskView(await readBoard(board.deps, onlySite(demo), MONDAY, NINE), {
    floors: ['1', '2', '3'],
  });
  expect(wall.rooms.some(({ state }) => state === 'in-use')).toBe(true);
  expect(found(JSON.stringify(wall))).toEqual([]);
  const trail = await board.ask('GET', `/api/trail?date=${MONDAY}`);
  expect(trail.body.changes.length).toBeGreaterThanOrEqual(uids.length);
  expect(found(trail.text)).toEqual([]);
  await board.ask('POST', `/api/bookings/${uids[0]}/actions`, { body: { do: 'pin' } });
  const overtaken = await board.ask('POST', `/api/bookings/${uids[0]}/actions`, {
    body: { do: 'unpin' },
    headers: { 'if-match': '"old"' },
  });
  expect(overtaken.status).toBe(412);
  expect(found(JSON.stringify(overtaken.body.changes))).toEqual([]);
  expect(found(JSON.stringify(board.logged))).toEqual([]);
});
