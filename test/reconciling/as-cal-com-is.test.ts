import { describe, expect, test } from 'vitest';
import { reassertOurs } from '../../shared/board/commands/reassert-ours.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  staffAt,
  type VirtualTimeOptions,
} from '../support/clinic-on-virtual-time.ts';

const at = (time: string): string => `2026-10-06T${time}:00Z`;
const TUESDAY = '2026-10-06';
/** One room does for it. */
const LASER = 'laser-treatment';
const SURGERY = 'minor-surgery';
const FALLBACK = 'please ask at reception';
const LASER_ROOM = 'Room 4A — Floor 3, North wing';

const withoutFallback: VirtualTimeOptions['catalogue'] = (demo) => ({
  ...demo,
  sites: demo.sites.map(({ fallbackLocation: _none, ...site }) => site),
});

const shownOf = (clinic: ClinicOnVirtualTime, uid: string) => clinic.sandbox.booking(uid)?.location;
const board = (clinic: ClinicOnVirtualTime) => {
  const { deps, site } = staffAt(clinic);
  return readBoard(deps, site, TUESDAY, clinic.time.now());
};
const trailOf = async (clinic: ClinicOnVirtualTime, uid: string) =>
  (await clinic.ledger.readTrail('north', TUESDAY, 100)).filter(({ bookingUid }) => bookingUid === uid);

describe('a told visit that is moved to a time at which no room is free', () => {
  const moved = async (via: 'api' | 'web', options: VirtualTimeOptions = {}) => {
    const clinic = await clinicOnVirtualTime(options);
    await clinic.book({ eventType: LASER, start: at('10:00') });
    const { uid: old } = await clinic.book({ eventType: LASER, start: at('12:00') });
    await clinic.minutes(3);
    expect(shownOf(clinic, old)).toBe(LASER_ROOM);
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('10:00'), via }));
    await clinic.minutes(4);
    expect(await clinic.roomOf(uid)).toBe('waiting');
    return { clinic, uid };
  };

  test.each(['api', 'web'] as const)('is told the fallback in place of the old room (%s)', async (via) => {
    const { clinic, uid } = await moved(via);
    expect(shownOf(clinic, uid)).toBe(FALLBACK);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await board(clinic)).attention[0]).toMatchObject({ kind: 'waiting', booking: uid });
  });

  test('without a fallback is the most urgent thing there is: it reads a room and has none', async () => {
    const { clinic, uid } = await moved('api', { catalogue: withoutFallback });
    expect(shownOf(clinic, uid)).toBe(LASER_ROOM);
    const [first] = (await board(clinic)).attention;
    expect(first).toMatchObject({ kind: 'reads-a-room', booking: uid, reads: LASER_ROOM });
    expect(first?.words).toContain(`reads “${LASER_ROOM}” and has no room`);
    expect(first?.resolve).toEqual(['move-to', 'told-in-person']);
  });

  test('without a fallback, and shown the address again, only waits', async () => {
    const { clinic, uid } = await moved('web', { catalogue: withoutFallback });
    expect((await board(clinic)).attention[0]).toMatchObject({ kind: 'waiting', booking: uid });
  });

  test('gets its room, told once, when one is free again', async () => {
    const { clinic, uid } = await moved('api');
    const [first] = clinic.sandbox.bookings();
    await clinic.time.until(clinic.sandbox.cancel(first?.uid ?? ''));
    await clinic.minutes(3);
    expect(shownOf(clinic, uid)).toBe(LASER_ROOM);
    expect(clinic.locationMails(uid)).toHaveLength(2);
  });
});

test('a visit that waits, and was booked with the very words of a room, reads the fallback', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.book({ eventType: LASER, start: at('10:00') });
  await clinic.minutes(2);
  const { uid } = await clinic.book({ eventType: LASER, start: at('10:00'), plainText: LASER_ROOM });
  await clinic.minutes(4);
  expect(await clinic.roomOf(uid)).toBe('waiting');
  expect(shownOf(clinic, uid)).toBe(FALLBACK);
});

test('a visit that waits and reads a room reads the fallback soon, though no webhook ever told of it', async () => {
  const clinic = await clinicOnVirtualTime();
  await clinic.book({ eventType: LASER, start: at('10:00') });
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
  const { uid } = await clinic.book({ eventType: LASER, start: at('12:00'), plainText: LASER_ROOM });
  const next = await clinic.time.until(clinic.sandbox.reschedule(uid, { start: at('10:00'), via: 'api' }));
  await clinic.minutes(10);
  expect(await clinic.roomOf(next.uid)).toBe('waiting');
  expect(shownOf(clinic, next.uid)).toBe(FALLBACK);
});

describe('a visit booked with a location as plain text', () => {
  test.each(['in-person', 'kept'] as const)(
    'keeps the room that it was told, whatever GET calls its location (answer %s)',
    async (answerAfterPatch) => {
      const clinic = await clinicOnVirtualTime({ sandbox: { behaviour: { answerAfterPatch } } });
      const { uid } = await clinic.book({ eventType: LASER, start: at('10:00'), plainText: 'Front desk' });
      await clinic.minutes(40);
      expect(await clinic.roomOf(uid)).toBe('4A');
      expect(shownOf(clinic, uid)).toBe(LASER_ROOM);
      expect(clinic.locationMails(uid)).toHaveLength(1);
    },
  );

  test('keeps the room whose words it was booked with, and no one is mailed', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: LASER, start: at('10:00'), plainText: LASER_ROOM });
    await clinic.minutes(40);
    expect(await clinic.roomOf(uid)).toBe('4A');
    expect(clinic.locationMails(uid)).toEqual([]);
  });

  test('has its room though its webhook was lost, where the words are a room’s', async () => {
    const clinic = await clinicOnVirtualTime();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
    const { uid } = await clinic.book({ eventType: LASER, start: at('10:00'), plainText: LASER_ROOM });
    await clinic.minutes(6);
    expect(await clinic.roomOf(uid)).toBe('4A');
  });

  test('is left alone where its webhook was lost and the words are no one’s we know', async () => {
    const clinic = await clinicOnVirtualTime();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
    const { uid } = await clinic.book({ eventType: LASER, start: at('10:00'), plainText: 'At home' });
    await clinic.minutes(6);
    expect(await clinic.roomOf(uid)).toBe('ignored');
    expect(shownOf(clinic, uid)).toBe('At home');
  });
});

test('a told visit that becomes a video call gives its room up in the trail, and staff are shown', async () => {
  const clinic = await clinicOnVirtualTime();
  const { uid } = await clinic.book({ eventType: LASER, start: at('10:00') });
  await clinic.minutes(3);
  clinic.sandbox.editLocation(uid, 'https://meet.example/abc');
  await clinic.minutes(6);
  expect(await clinic.roomOf(uid)).toBe('ignored');
  expect(await trailOf(clinic, uid)).toContainEqual(
    expect.objectContaining({ what: 'released', roomId: '4A', reason: 'takes-no-room' }),
  );
  const [item, ...more] = (await board(clinic)).attention;
  expect([item, more]).toMatchObject([{ booking: uid, reason: 'takes-no-room' }, []]);
  const { deps, site } = staffAt(clinic);
  expect(item?.resolve).toEqual(['re-assert-ours']);
  const action = { id: 'seen-to-it', siteId: site.id, by: 'staff', request: 'seen' };
  expect(await reassertOurs(deps, action, site, uid)).toMatchObject({ kind: 'landed' });
  expect((await board(clinic)).attention).toEqual([]);
});

describe('a confirmation-required visit that is moved', () => {
  const booked = async (options: VirtualTimeOptions = {}) => {
    const clinic = await clinicOnVirtualTime(options);
    const { uid: old } = await clinic.book({ eventType: SURGERY, start: at('10:00') });
    await clinic.time.until(clinic.sandbox.confirm(old));
    await clinic.minutes(2);
    return { clinic, old, room: await clinic.roomOf(old) };
  };

  test('frees the old room at the first word of the new one, within seconds, and is held the same room', async () => {
    const { clinic, old, room } = await booked();
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('14:00') }));
    await clinic.time.pass(5_000);
    expect(await clinic.roomOf(old)).toBe('ended');
    expect(await clinic.roomOf(uid)).toBe(room);
    expect((await clinic.record(uid))?.replaces).toEqual([old]);
  });

  test('takes its own old room for times that overlap the old ones', async () => {
    const { clinic, old, room } = await booked();
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('10:30') }));
    await clinic.time.pass(5_000);
    expect(await clinic.roomOf(uid)).toBe(room);
  });

  test('frees it too where Cal.com cannot be asked at first', async () => {
    const { clinic, old } = await booked();
    clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', times: 2 });
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('14:00') }));
    await clinic.time.pass(5_000);
    expect(await clinic.roomOf(uid)).toMatch(/^\d[ABC]$/);
    await clinic.minutes(2);
    expect(await clinic.roomOf(old)).toBe('ended');
    expect((await clinic.record(uid))?.replaces).toEqual([old]);
  });

  test('is linked by the word of its confirmation where the one of its request was lost', async () => {
    const { clinic, old, room } = await booked();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_REQUESTED' });
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('14:00') }));
    await clinic.time.until(clinic.sandbox.confirm(uid));
    await clinic.time.pass(5_000);
    expect(await clinic.roomOf(old)).toBe('ended');
    expect(await clinic.roomOf(uid)).toBe(room);
  });

  test('asks once: what is told again of the same request costs no reading', async () => {
    const { clinic, old } = await booked();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'doubled', trigger: 'BOOKING_REQUESTED' });
    const before = clinic.reads();
    await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('14:00') }));
    await clinic.time.pass(5_000);
    expect(clinic.reads() - before).toBe(2);
  });

  test('pending, without a room, and still reading the old one, is told the fallback', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid: old } = await clinic.book({ eventType: SURGERY, start: at('10:00') });
    await clinic.time.until(clinic.sandbox.confirm(old));
    for (const _ of [1, 2]) {
      const { uid } = await clinic.book({ eventType: SURGERY, start: at('14:00') });
      await clinic.time.until(clinic.sandbox.confirm(uid));
    }
    await clinic.minutes(3);
    const moving = clinic.sandbox.reschedule(old, { start: at('14:00'), via: 'api' });
    const { uid } = await clinic.time.until(moving);
    await clinic.minutes(3);
    expect(await clinic.roomOf(uid)).toBe('waiting');
    expect(shownOf(clinic, uid)).toBe(FALLBACK);
  });

  test('has its room though the key cannot be read just then, and the old one is free once it can', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid: old } = await clinic.book({ eventType: SURGERY, start: at('10:00') });
    await clinic.time.until(clinic.sandbox.confirm(old));
    await clinic.minutes(3);
    const { keyOf } = clinic.client;
    clinic.client.keyOf = async () => {
      throw new SecretUnavailable('no Cal.com API key');
    };
    const { uid } = await clinic.time.until(clinic.sandbox.reschedule(old, { start: at('14:00') }));
    await clinic.minutes(0.1);
    clinic.client.keyOf = keyOf;
    expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
    await clinic.minutes(3);
    expect((await clinic.record(old))?.placement.kind).toBe('ended');
  });
});
