import { describe, expect, test } from 'vitest';
import type { WeeklyHours } from '../../shared/domain/catalogue.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { dayInterval, WEEKDAYS } from '../../shared/domain/local-time.ts';
import { LONGEST_VISIT } from '../../shared/domain/longest-visit.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { booked, cancelled, catalogue, EARLY, room, ZONE } from '../support/builders.ts';
import { clinicInMemory } from '../support/clinic-in-memory.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const HOUR = 60 * MINUTE;
/** The Sunday on which the clocks go back. */
const LONG_DAY = dayInterval('2026-10-25', ZONE);
const BEFORE = Date.parse('2026-10-23T06:00:00Z');

const ALWAYS: WeeklyHours = Object.fromEntries(
  WEEKDAYS.map((day) => [day, [{ from: '00:00', to: '24:00' }]]),
);

const clinicOf = async (rooms: number) => {
  const ledger = memoryLedger();
  const content = catalogue({
    rooms: Array.from({ length: rooms }, (_, nth) => room(`${nth + 1}A`, { hours: ALWAYS })),
  });
  const clinic = await clinicInMemory(ledger, content, { now: BEFORE });
  const lasts = (start: number, hours: number) => ({ start, end: start + hours * HOUR, createdAt: BEFORE });
  const replan = async (): Promise<void> => {
    const due = new Set((await ledger.readDue('north', clinic.clock.now())).map(({ date }) => date));
    for (const date of [...due].sort()) await clinic.replan(date);
  };
  return { ...clinic, ledger, lasts, replanAll: replan };
};

test('a visit lasts a week at most, and one of its days may have 25 hours', () => {
  expect(LONG_DAY.end - LONG_DAY.start).toBe(25 * HOUR);
  const week = dayInterval('2026-10-31', ZONE).end - LONG_DAY.start;
  expect(week).toBe(LONGEST_VISIT);
});

describe('a visit longer than a day', () => {
  test.each([
    ['a whole local day of 25 hours', LONG_DAY.start, 25],
    ['two nights', LONG_DAY.start + 10 * HOUR, 48],
    ['a week with a day of 25 hours', LONG_DAY.start, 7 * 24 + 1],
  ])('of %s has its room for all of it, and no one else has it then', async (_, start, hours) => {
    const { assign, roomOf, lasts, ledger } = await clinicOf(2);
    expect(await assign(booked('long', lasts(start, hours)))).toMatchObject({ kind: 'assigned' });
    for (let at = start; at < start + hours * HOUR; at += 6 * HOUR)
      await assign(booked(`at-${at}`, lasts(at, 1)));
    const long = await ledger.readBooking('long');
    if (long?.placement.kind !== 'roomed') return expect.fail();
    for (const date of long.placement.dates) {
      const { roomDays } = await ledger.readDay('north', date);
      const held = roomDays.filter(({ occupancies }) => 'long' in occupancies);
      expect(held.map(({ roomId }) => roomId)).toEqual([long.placement.roomId]);
    }
    const room = await roomOf('long');
    for (let at = start; at < start + hours * HOUR; at += 6 * HOUR)
      expect(await roomOf(`at-${at}`)).not.toBe(room);
  });

  test('leaves its room to others on all its days when it is cancelled', async () => {
    const { assign, roomOf, lasts } = await clinicOf(1);
    await assign(booked('long', lasts(LONG_DAY.start, 7 * 24)));
    await assign(cancelled('long', { createdAt: BEFORE + MINUTE }));
    for (let day = 0; day < 7; day += 1) {
      await assign(booked(`day-${day}`, lasts(LONG_DAY.start + day * 24 * HOUR + HOUR, 2)));
      expect(await roomOf(`day-${day}`)).toBe('1A');
    }
  });

  test('is moved whole when its room is blocked in the middle of it', async () => {
    const { assign, roomOf, lasts, block, replanAll, ledger } = await clinicOf(2);
    await assign(booked('long', lasts(LONG_DAY.start, 5 * 24)));
    const was = (await roomOf('long')) ?? '';
    const start = LONG_DAY.start + 60 * HOUR;
    await block(was, { id: 'fault', reason: 'fault', start, end: start + HOUR });
    await ledger.commit([
      { kind: 'due', marker: { siteId: 'north', date: '2026-10-27', dueAt: BEFORE, id: 'fault' } },
    ]);
    await replanAll();
    const { placement } = (await ledger.readBooking('long')) ?? {};
    expect(placement).toMatchObject({ kind: 'roomed', from: LONG_DAY.start });
    expect(await roomOf('long')).not.toBe(was);
    for (const date of ['2026-10-25', '2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30']) {
      const { roomDays } = await ledger.readDay('north', date);
      const holding = roomDays.filter(({ occupancies }) => 'long' in occupancies).map(({ roomId }) => roomId);
      expect(holding, date).toEqual(date === '2026-10-30' ? [] : [await roomOf('long')]);
    }
  });

  test.each([0, 3])(
    'that waits gets a room when what stood in its way on its day %i is gone',
    async (day) => {
      const { assign, roomOf, lasts, replanAll } = await clinicOf(1);
      await assign(booked('short', lasts(LONG_DAY.start + day * 24 * HOUR + 2 * HOUR, 1)));
      expect(await assign(booked('long', lasts(LONG_DAY.start, 5 * 24)))).toMatchObject({ kind: 'waiting' });
      await replanAll();
      await assign(cancelled('short', { createdAt: BEFORE + MINUTE }));
      await replanAll();
      expect(await roomOf('long')).toBe('1A');
    },
  );

  test('of more than a week gets none, and staff see why, until it is put right', async () => {
    const { assign, ledger, lasts, roomOf } = await clinicOf(1);
    const drifting = async () =>
      (await ledger.readOwed({ kind: 'drift', siteId: 'north' }, { limit: 10 })).map(({ uid }) => uid);
    const tooLong = { ...lasts(LONG_DAY.start, 7 * 24 + 2) };
    expect(await assign(booked('long', tooLong))).toEqual({ kind: 'ignored', reason: 'too-long' });
    expect(await drifting()).toEqual(['long']);
    expect(await ledger.readTrail('north', '2026-10-25', 10)).toContainEqual(
      expect.objectContaining({ what: 'ignored', bookingUid: 'long', reason: 'too-long' }),
    );
    expect(await assign(booked('long', tooLong))).toMatchObject({ kind: 'ignored' });
    const week = { ...lasts(LONG_DAY.start, 7 * 24), createdAt: BEFORE + MINUTE };
    expect(await assign(booked('long', week))).toMatchObject({ kind: 'assigned' });
    expect(await roomOf('long')).toBe('1A');
    expect(await drifting()).toEqual([]);
  });

  test('of more than a week that ends is no matter for staff any more', async () => {
    const { assign, ledger, lasts } = await clinicOf(1);
    await assign(booked('long', lasts(LONG_DAY.start, 8 * 24)));
    await assign(cancelled('long', { createdAt: BEFORE + MINUTE }));
    expect(await ledger.readOwed({ kind: 'drift', siteId: 'north' }, { limit: 10 })).toEqual([]);
    expect(EARLY).toBeGreaterThan(0);
  });
});

describe('a visit longer than a day at Cal.com', () => {
  const openAlways = (
    demo: Parameters<NonNullable<Parameters<typeof clinicOnVirtualTime>[0]>['catalogue'] & object>[0],
  ) => ({
    ...demo,
    sites: demo.sites.map((each) => ({
      ...each,
      closedDates: [],
      rooms: each.rooms.map((one) => ({ ...one, hours: ALWAYS })),
    })),
  });
  const running = (over: Parameters<typeof clinicOnVirtualTime>[0] = {}) =>
    clinicOnVirtualTime({ now: '2026-10-23T06:00:00Z', catalogue: openAlways, ...over });
  const scan = (hours: number) => ({
    eventType: 'abdominal-scan',
    start: LONG_DAY.start,
    minutes: hours * 60,
  });

  test('is told its room', async () => {
    const clinic = await running();
    const { uid } = await clinic.book(scan(25));
    await clinic.minutes(3);
    expect(clinic.sandbox.booking(uid)?.location).toContain(await clinic.roomOf(uid));
  });

  test.each(['2024-08-13', '2026-05-01'] as const)(
    'is found by reconciliation where its webhook is lost (%s)',
    async (contract) => {
      const clinic = await running({ asleep: true, contract });
      const { uid } = await clinic.book(scan(7 * 24));
      await clinic.wakeUp();
      await clinic.minutes(40);
      expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
    },
  );

  test('of more than a week is acknowledged and recorded, whether its webhook comes or not', async () => {
    for (const lost of [false, true]) {
      const clinic = await running({ asleep: lost });
      const { uid } = await clinic.book(scan(7 * 24 + 2));
      if (lost) await clinic.wakeUp();
      await clinic.minutes(40);
      expect((await clinic.record(uid))?.placement).toEqual({ kind: 'ignored', reason: 'too-long' });
    }
  });
});
