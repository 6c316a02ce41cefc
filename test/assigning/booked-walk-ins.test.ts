import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bookWalkIn } from '../../shared/board/commands/book-walk-in.ts';
import { seatWalkIn } from '../../shared/board/commands/seat-walk-in.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { calBooker } from '../../shared/calcom/cal-booker.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

const attendee = { name: 'Walk-in', email: 'desk@clinic.example' };

const clinicThatBooks = async () => {
  const clinic = await clinicOnVirtualTime({
    catalogue: (demo) => ({ ...demo, sites: demo.sites.map((site) => ({ ...site, walkIns: { attendee } })) }),
  });
  await clinic.minutes(2 * 60 + 0.4);
  return clinic;
};

const deskOf = (clinic: ClinicOnVirtualTime) => {
  const { deps, site } = staffAt(clinic);
  return { deps: { ...deps, booker: calBooker(clinic.client) }, site };
};

const seated = async (clinic: ClinicOnVirtualTime, visitTypeId: string, room: string) => {
  const { deps, site } = deskOf(clinic);
  const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: room };
  const outcome = await seatWalkIn(deps, action, site, { minutes: 30, visitTypeId }, { roomId: room });
  if (outcome.kind !== 'landed') throw new Error(outcome.kind);
  return outcome.result.uid;
};

const booked = (clinic: ClinicOnVirtualTime, uid: string) => {
  const { deps, site } = deskOf(clinic);
  return clinic.time.until(bookWalkIn(deps, site, uid, 'staff'));
};

const boardNow = async (clinic: ClinicOnVirtualTime) => {
  const { deps, site } = deskOf(clinic);
  return readBoard(deps, site, '2026-10-05', clinic.time.now());
};

test('a walk-in that is booked at Cal.com is that booking from then on: in its room, as far as it was, until the same time', async () => {
  const clinic = await clinicThatBooks();
  const uid = await seated(clinic, 'consultation', '1B');
  const before = await clinic.record(uid);
  expect(await booked(clinic, uid)).toEqual({ kind: 'booked' });
  await clinic.minutes(3);
  const [row, ...others] = clinic.sandbox.bookings();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ status: 'ACCEPTED', end: before?.fact.end, attendees: [attendee] });
  expect((await clinic.record(uid))?.placement).toEqual({ kind: 'ended' });
  const { bookings, attention } = await boardNow(clinic);
  expect(bookings).toMatchObject([
    { uid: row?.uid, roomId: '1B', encounter: 'in-room', publication: 'told', state: 'in-use' },
  ]);
  expect(bookings[0]).not.toHaveProperty('walkIn');
  expect(attention).toEqual([]);
  expect(row?.location).toBe('Room 1B — Floor 1, North wing');
});

test('a walk-in is that booking, too, where Cal.com’s webhook is lost and a reading finds it', async () => {
  const clinic = await clinicThatBooks();
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
  const uid = await seated(clinic, 'consultation', '1B');
  await booked(clinic, uid);
  await clinic.minutes(1);
  expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
  await clinic.minutes(6);
  expect((await boardNow(clinic)).bookings).toMatchObject([
    { uid: clinic.sandbox.bookings()[0]?.uid, roomId: '1B', encounter: 'in-room' },
  ]);
});

test('where Cal.com will not, the visit stays known here alone, and its history says why', async () => {
  const clinic = await clinicThatBooks();
  clinic.keys.current = 'cal_no_such_key';
  const uid = await seated(clinic, 'consultation', '1B');
  const outcome = await booked(clinic, uid);
  expect(outcome).toMatchObject({ kind: 'not-booked' });
  await clinic.minutes(1);
  expect((await clinic.record(uid))?.placement).toMatchObject({ kind: 'roomed', roomId: '1B' });
  const trail = await clinic.ledger.readTrail('north', '2026-10-05', 10);
  expect(trail.find(({ what }) => what === 'not-booked')).toMatchObject({
    by: 'staff',
    bookingUid: uid,
    reason: outcome?.kind === 'not-booked' ? outcome.reason : '',
  });
  expect(clinic.sandbox.bookings()).toEqual([]);
});

test('a booking that names a walk-in which is over, or none, is one like any other', async () => {
  const clinic = await clinicThatBooks();
  const start = '2026-10-05T09:00:00Z';
  await clinic.book({ eventType: 'consultation', start, hostId: 4711, metadata: { walkIn: 'walkin-none' } });
  await clinic.minutes(5);
  expect((await boardNow(clinic)).bookings).toMatchObject([{ state: 'assigned', publication: 'told' }]);
});
