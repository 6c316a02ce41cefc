import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import type { SeatsTold } from '../../shared/domain/catalogue.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, staffAt } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06';
const CLASS = 'group-class';
const ADDRESS = 'Clinic North, 1 Harbour Street';
const ROOM = 'Room 2A — Floor 2, North wing';

/** The demo clinic with a class of so many, whose seats are told when the clinic file says so. */
const open = async (tellSeats: SeatsTold | undefined, seats = 3) => {
  const clinic = await clinicOnVirtualTime({
    catalogue: (demo) => ({
      ...demo,
      visitTypes: demo.visitTypes.map((type) =>
        type.eventTypeSlugs.includes(CLASS) && tellSeats !== undefined ? { ...type, tellSeats } : type,
      ),
    }),
    sandbox: {
      clinic: {
        ...demoClinic,
        eventTypes: demoClinic.eventTypes.map((type) =>
          type.slug === CLASS ? { ...type, seatsPerTimeSlot: seats } : type,
        ),
      },
    },
  });
  const join = (name: string) =>
    clinic.book({
      eventType: CLASS,
      start: `${TUESDAY}T08:00:00Z`,
      attendee: { name, email: `${name}@mail.example` },
    });
  return { clinic, join };
};

const boardOf = (clinic: ClinicOnVirtualTime) => {
  const { deps, site } = staffAt(clinic);
  return {
    view: () => readBoard(deps, site, TUESDAY, clinic.time.now()),
    act: (uid: string) => {
      const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'tell-again' };
      return resolveBooking(deps, action, site, uid, { do: 'tell-again' });
    },
  };
};

describe('a class', () => {
  test.each([undefined, 'never'] as const)(
    'whose seats are never told (%s) is shown its room on the board, and can be cancelled at Cal.com',
    async (tellSeats) => {
      const { clinic, join } = await open(tellSeats);
      const { uid } = await join('one');
      await join('two');
      await clinic.minutes(40);
      expect(clinic.sandbox.patches()).toEqual([]);
      expect(clinic.sandbox.booking(uid)?.location).toBe(ADDRESS);
      const [shown] = (await boardOf(clinic).view()).bookings;
      expect(shown).toMatchObject({ uid, roomId: '2A', publication: 'nothing' });
      await clinic.time.until(clinic.sandbox.cancel(uid, { reason: 'ill' }));
      await clinic.minutes(2);
      expect(await clinic.roomOf(uid)).toBe('ended');
    },
  );

  test('is told after the last seat is taken, and not before', async () => {
    const { clinic, join } = await open('afterLastSeat');
    const { uid } = await join('one');
    await join('two');
    await clinic.minutes(40);
    expect(clinic.sandbox.patches()).toEqual([]);
    await join('three');
    await clinic.minutes(3);
    expect(clinic.sandbox.booking(uid)?.location).toBe(ROOM);
    expect(clinic.locationMails(uid)).toHaveLength(3);
  });

  test('is not told where only a reading shows that it is one', async () => {
    const { clinic, join } = await open(undefined);
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
    const { uid } = await join('one');
    await clinic.minutes(40);
    expect(await clinic.roomOf(uid)).toBe('2A');
    expect(clinic.sandbox.patches()).toEqual([]);
  });
});

describe('who joins a class after its room was told', () => {
  const joinedLate = async () => {
    const { clinic, join } = await open('always', 8);
    const { uid } = await join('one');
    await clinic.minutes(3);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    await join('two');
    await join('three');
    await clinic.minutes(2);
    return { clinic, uid, join };
  };

  test('is counted and shown, and mailed once staff have them told again', async () => {
    const { clinic, uid } = await joinedLate();
    const { view, act } = boardOf(clinic);
    expect((await view()).attention).toMatchObject([
      {
        kind: 'late-joiners',
        booking: uid,
        seats: { late: 2, taken: 3 },
        words: `2 joined ${uid} after the room was told. Told again, all 3 are mailed.`,
        resolve: ['tell-again'],
      },
    ]);
    expect((await act(uid)).kind).toBe('landed');
    await clinic.minutes(3);
    expect((await view()).attention).toEqual([]);
    expect(clinic.locationMails(uid)).toHaveLength(4);
  });

  test('is shown again where one more joins after that', async () => {
    const { clinic, uid, join } = await joinedLate();
    const { view, act } = boardOf(clinic);
    await act(uid);
    await clinic.minutes(3);
    await join('four');
    await clinic.minutes(2);
    expect((await view()).attention).toMatchObject([{ seats: { late: 1, taken: 4 } }]);
  });

  test('is still shown where no one knows whether the second telling arrived', async () => {
    const { clinic, uid } = await joinedLate();
    const { view, act } = boardOf(clinic);
    clinic.sandbox.faults.add({ on: 'patch', kind: 'server-error', times: 1 });
    await act(uid);
    await clinic.minutes(4);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await view()).attention).toMatchObject([{ kind: 'late-joiners' }]);
  });

  test('need not be told where no one joined late', async () => {
    const { clinic, join } = await open('always', 8);
    const { uid } = await join('one');
    await clinic.minutes(3);
    const { act } = boardOf(clinic);
    expect(await act(uid)).toMatchObject({ kind: 'not-now', reason: 'no-one-joined-late' });
  });
});
