import { describe, expect, test } from 'vitest';
import { eventType } from '../../bin/sandbox/clinic.ts';
import { demoClinic } from '../../bin/sandbox/demo-clinic.ts';
import { roomTriggers, type Trigger } from '../../bin/sandbox/webhook-triggers.ts';
import { lookedAt, RECHECKS } from '../../shared/assigning/rechecks.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  type VirtualTimeOptions,
} from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const at = (text: string): number => Date.parse(text);

/** The demo clinic, where consultations are also sold in advance and some classes have to be confirmed. */
const open = (options: VirtualTimeOptions = {}): Promise<ClinicOnVirtualTime> =>
  clinicOnVirtualTime({
    ...options,
    sandbox: {
      clinic: {
        ...demoClinic,
        eventTypes: [
          ...demoClinic.eventTypes.map((type) =>
            type.slug === 'consultation' ? { ...type, price: 4000 } : type,
          ),
          eventType({
            id: 3101,
            slug: 'course',
            title: 'Course',
            length: 30,
            location: 'Clinic North, 1 Harbour Street',
            hostIds: [4711],
            requiresConfirmation: true,
            recurrence: { count: 4 },
          }),
        ],
      },
      ...options.sandbox,
    },
    catalogue: (demo) => ({
      ...demo,
      visitTypes: demo.visitTypes.map((type) =>
        type.eventTypeSlugs.includes('consultation') || type.eventTypeIds.includes(3002)
          ? { ...type, eventTypeIds: [3002, 3101], eventTypeSlugs: ['consultation', 'course'] }
          : type,
      ),
    }),
  });

const factOf = async (clinic: ClinicOnVirtualTime, uid: string) => (await clinic.record(uid))?.fact;

describe('a visit paid in advance', () => {
  test('has a room held while it is unpaid, and is told of it once it is paid', async () => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY });
    await clinic.minutes(3);
    expect(await factOf(clinic, uid)).toMatchObject({ status: 'tentative' });
    expect(await clinic.roomOf(uid)).toMatch(/^\d[AB]$/);
    expect(clinic.sandbox.patches()).toEqual([]);
    await clinic.time.until(clinic.sandbox.pay(uid));
    await clinic.minutes(3);
    expect(await factOf(clinic, uid)).toMatchObject({ status: 'confirmed' });
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('that no one pays for gives its room back when the hold is over, reconciled or not', async () => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'consultation', start: '2026-10-09T08:00:00Z' });
    const holdMinutes = clinic.catalogue.sites[0]?.policy.holdMinutes ?? 0;
    await clinic.minutes(holdMinutes - 5);
    expect(await clinic.roomOf(uid)).not.toBe('ignored');
    await clinic.minutes(7);
    expect(await clinic.roomOf(uid)).toBe('ignored');
    await clinic.time.until(clinic.sandbox.pay(uid));
    await clinic.minutes(3);
    expect(clinic.sandbox.booking(uid)?.location).toMatch(/^Room /);
  });

  test.each<Trigger>(['BOOKING_CREATED', 'BOOKING_PAID'])('is certain though %s is lost', async (trigger) => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY });
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger });
    await clinic.time.until(clinic.sandbox.pay(uid));
    await clinic.minutes(2);
    expect(await factOf(clinic, uid)).toMatchObject({ status: 'confirmed' });
    expect((await clinic.record(uid))?.asked.slug?.value).toBe('consultation');
  });
});

describe('another practitioner', () => {
  test('takes the visit over in its room, as long as that will do', async () => {
    const clinic = await open({ sandbox: { clinic: demoClinic } });
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    await clinic.minutes(2);
    const room = await clinic.roomOf(uid);
    await clinic.time.until(clinic.sandbox.reassign(uid, 4713));
    await clinic.minutes(5);
    expect(await factOf(clinic, uid)).toMatchObject({ practitionerId: 4713 });
    expect(await clinic.roomOf(uid)).toBe(room);
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('who may not use that room brings another one, and a mail', async () => {
    const clinic = await clinicOnVirtualTime({
      catalogue: (demo) => ({
        ...demo,
        sites: demo.sites.map((site) => ({
          ...site,
          rooms: site.rooms.map((room) =>
            room.id.startsWith('1') ? { ...room, practitioners: [4711] } : { ...room, practitioners: [4713] },
          ),
        })),
      }),
    });
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    await clinic.minutes(2);
    expect(await clinic.roomOf(uid)).toMatch(/^1/);
    await clinic.time.until(clinic.sandbox.reassign(uid, 4713));
    await clinic.minutes(5);
    expect(await clinic.roomOf(uid)).not.toMatch(/^1/);
    expect(clinic.locationMails(uid)).toHaveLength(2);
  });
});

describe('a location changed at Cal.com', () => {
  const told = async (): Promise<{ clinic: ClinicOnVirtualTime; uid: string }> => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(3);
    expect(await clinic.roomOf(uid)).toBe('3B');
    return { clinic, uid };
  };

  test('by ourselves is no news', async () => {
    const { clinic, uid } = await told();
    await clinic.minutes(30);
    expect(clinic.sandbox.deliveries().some((each) => each.trigger === 'BOOKING_LOCATION_UPDATED')).toBe(
      true,
    );
    expect(await clinic.record(uid)).toMatchObject({ publication: { sends: 1 } });
    expect((await clinic.record(uid))?.pinned).toBeUndefined();
    expect(clinic.sandbox.patches()).toHaveLength(1);
  });

  const looksAskedFor = (clinic: ClinicOnVirtualTime) =>
    clinic.ledger.readDue(RECHECKS, Number.POSITIVE_INFINITY);

  test('by ourselves is looked at by the publisher, who reads it back, and by no one else', async () => {
    const clinic = await open();
    await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(0.5);
    expect(clinic.sandbox.patches()).toHaveLength(1);
    expect(clinic.outcomes.at(-1)).toEqual({ kind: 'looked-for' });
    expect(await looksAskedFor(clinic)).toEqual([]);
  });

  test('by a person while ours is yet to be read back is seen by then', async () => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(0.5);
    expect(clinic.sandbox.patches()).toHaveLength(1);
    clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
    await clinic.minutes(3);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('manual-edit');
  });

  test('by a person once ours was read back is looked at', async () => {
    const { clinic, uid } = await told();
    clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
    await clinic.minutes(0.1);
    expect((await looksAskedFor(clinic)).map(lookedAt)).toEqual([uid]);
  });

  test('by a person stands, pins the booking and waits for staff', async () => {
    const { clinic, uid } = await told();
    clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
    await clinic.minutes(5);
    const record = await clinic.record(uid);
    expect(record).toMatchObject({
      pinned: true,
      publication: { state: { kind: 'manual-edit', drift: { siteId: 'north', reason: 'manual-edit' } } },
    });
    expect(clinic.sandbox.booking(uid)?.location).toBe('Seminar room at the lake');
    expect(clinic.sandbox.patches()).toHaveLength(1);
    expect(JSON.stringify(record)).not.toContain('Seminar');
  });

  test.each(['Room 1A — Floor 1, North wing', '1A', 'room 1a'])(
    'by a person who names another room (%s) takes the booking there',
    async (text) => {
      const clinic = await open();
      const { uid } = await clinic.book({ eventType: 'blood-test', start: TUESDAY });
      await clinic.minutes(3);
      const room = await clinic.roomOf(uid);
      const other = room === '1A' ? '1B' : '1A';
      clinic.sandbox.editLocation(uid, text.replace(/1a/i, other));
      await clinic.minutes(5);
      expect(await clinic.roomOf(uid)).toBe(other);
      expect((await clinic.record(uid))?.pinned).toBe(true);
      expect(clinic.sandbox.patches()).toHaveLength(1);
      const date = '2026-10-06';
      const holding = (await clinic.ledger.readDay('north', date)).roomDays
        .filter((each) => each.occupancies[uid] !== undefined)
        .map((each) => each.roomId);
      expect(holding).toEqual([other]);
    },
  );

  test('by a person who names a room that will not do is flagged, and nothing moves', async () => {
    const { clinic, uid } = await told();
    clinic.sandbox.editLocation(uid, 'Room 2A');
    await clinic.minutes(5);
    expect(await clinic.roomOf(uid)).toBe('3B');
    expect((await clinic.record(uid))?.publication).toMatchObject({
      state: {
        kind: 'manual-edit',
        roomId: '2A',
        drift: { siteId: 'north', reason: 'room-lacks-equipment' },
      },
    });
    expect(clinic.sandbox.patches()).toHaveLength(1);
  });

  test('to a video call gives the room back', async () => {
    const { clinic, uid } = await told();
    clinic.sandbox.editLocation(uid, 'https://meet.example/abc');
    await clinic.minutes(5);
    expect(await clinic.roomOf(uid)).toBe('ignored');
    expect(clinic.sandbox.patches()).toHaveLength(1);
  });

  test('and staff want ours back: one more mail', async () => {
    const { clinic, uid } = await told();
    clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
    await clinic.minutes(5);
    const before = await clinic.record(uid);
    if (before === undefined) throw new Error('unknown');
    const { version, ...record } = before;
    const { publication } = record;
    const state = { kind: 'queued', credential: 'default', notBefore: clinic.time.now() } as const;
    await clinic.ledger.commit([
      {
        kind: 'booking',
        seen: version,
        record: { ...record, publication: { ...publication, reassert: true, state } },
      },
    ]);
    await clinic.minutes(5);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.sandbox.patches()).toHaveLength(2);
  });
});

describe('a meeting', () => {
  const withMeetings = () =>
    clinicOnVirtualTime({
      sandbox: {
        webhook: {
          subscriberUrl: 'https://rooms.example/api/webhooks/cal',
          secret: 'a-secret-of-the-tests',
          triggers: [...roomTriggers, 'MEETING_STARTED', 'MEETING_ENDED'],
        },
      },
    });

  test('that begins marks the visit as begun', async () => {
    const clinic = await withMeetings();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-05T07:00:00Z' });
    await clinic.minutes(62);
    expect((await clinic.record(uid))?.progress).toEqual({ startedAt: at('2026-10-05T07:00:00Z') });
  });

  test('that is over early gives the room to who waits for it, a turnaround later', async () => {
    const clinic = await withMeetings();
    const first = await clinic.book({ eventType: 'laser-treatment', start: '2026-10-05T07:00:00Z' });
    await clinic.minutes(70);
    await clinic.time.until(clinic.sandbox.sendMeeting(first.uid, 'MEETING_ENDED'));
    await clinic.minutes(1);
    const record = await clinic.record(first.uid);
    expect(record?.progress?.finishedAt).toBeCloseTo(at('2026-10-05T07:10:00Z'), -3);
    if (record?.placement.kind !== 'roomed') throw new Error('no room');
    expect(record.placement.to).toBeLessThan(at('2026-10-05T07:30:00Z'));
    const next = await clinic.book({
      eventType: 'laser-treatment',
      start: record.placement.to + 15 * 60_000,
      hostId: 4711,
    });
    await clinic.minutes(2);
    expect(await clinic.roomOf(next.uid)).toBe(record.placement.roomId);
  });

  test.each([
    ['MEETING_ENDED', 50],
    ['MEETING_ENDED', 59],
    ['MEETING_STARTED', 50],
  ] as const)(
    '%s said %d minutes after the clinic opened, before the visit starts at 60, frees and marks nothing',
    async (trigger, minute) => {
      const clinic = await withMeetings();
      const { uid } = await clinic.book({ eventType: 'laser-treatment', start: '2026-10-05T07:00:00Z' });
      await clinic.minutes(minute);
      const before = await clinic.record(uid);
      await clinic.time.until(clinic.sandbox.sendMeeting(uid, trigger));
      await clinic.minutes(0.5);
      const after = await clinic.record(uid);
      expect(after?.progress).toBeUndefined();
      expect(after?.placement).toEqual(before?.placement);
    },
  );

  test('at another time than the visit has by now is not about it', async () => {
    const clinic = await withMeetings();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(2);
    const { handleNotice } = await import('../../shared/assigning/handle-notice.ts');
    const notice = { kind: 'ended', uid, start: at(TUESDAY) - 3_600_000 } as const;
    const delivery = { deliveryId: 'ab'.repeat(32), trigger: 'MEETING_ENDED', receivedAt: clinic.time.now() };
    expect(await handleNotice(clinic.dependencies)({ ...delivery, notice })).toEqual({ kind: 'unchanged' });
  });
});

describe('a patient who stays away', () => {
  test('is suggested to staff, and keeps the room', async () => {
    const clinic = await open();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(2);
    await clinic.time.until(clinic.sandbox.markNoShow(uid));
    await clinic.minutes(1);
    expect(await clinic.record(uid)).toMatchObject({ noShow: { value: true }, placement: { roomId: '3B' } });
    await clinic.time.until(clinic.sandbox.markNoShow(uid, { noShow: false }));
    await clinic.minutes(1);
    expect(await clinic.record(uid)).toMatchObject({ noShow: { value: false }, placement: { roomId: '3B' } });
  });
});

describe('a class with seats', () => {
  test('has one room for all, until the last seat is given up', async () => {
    const clinic = await open();
    const attendee = (name: string) => ({ name, email: `${name}@mail.example` });
    const { uid } = await clinic.book({
      eventType: 'group-class',
      start: TUESDAY,
      attendee: attendee('one'),
    });
    await clinic.book({ eventType: 'group-class', start: TUESDAY, attendee: attendee('two') });
    await clinic.minutes(3);
    const room = await clinic.roomOf(uid);
    expect(room).toMatch(/^\d[AB]$/);
    const [first, second] = clinic.sandbox.booking(uid)?.attendees ?? [];
    await clinic.time.until(clinic.sandbox.cancel(uid, { seatUid: first?.seatUid ?? '' }));
    await clinic.minutes(3);
    expect(await clinic.roomOf(uid)).toBe(room);
    await clinic.time.until(clinic.sandbox.cancel(uid, { seatUid: second?.seatUid ?? '' }));
    await clinic.minutes(3);
    expect(await clinic.roomOf(uid)).toBe('ended');
    expect(clinic.sandbox.patches()).toEqual([]);
  });
});

describe('a course of several visits', () => {
  const course = async (options: VirtualTimeOptions = {}) => {
    const clinic = await open(options);
    const rows = await clinic.time.until(
      clinic.sandbox.bookSeries({ eventType: 'course', start: TUESDAY }, 4),
    );
    await clinic.minutes(3);
    return { clinic, uids: rows.map(({ uid }) => uid) };
  };
  const statuses = async (clinic: ClinicOnVirtualTime, uids: readonly string[]) =>
    Promise.all(uids.map(async (uid) => (await factOf(clinic, uid))?.status));

  test('is confirmed as a whole by one word', async () => {
    const { clinic, uids } = await course();
    expect(await statuses(clinic, uids)).toEqual(['tentative', 'tentative', 'tentative', 'tentative']);
    await clinic.time.until(clinic.sandbox.confirm(uids[0] ?? ''));
    await clinic.minutes(3);
    expect(await statuses(clinic, uids)).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed']);
  });

  test('is cancelled from one visit on by one word', async () => {
    const { clinic, uids } = await course();
    await clinic.time.until(clinic.sandbox.confirm(uids[0] ?? ''));
    await clinic.minutes(3);
    await clinic.time.until(clinic.sandbox.cancel(uids[1] ?? '', { subsequent: true }));
    await clinic.minutes(3);
    expect(await statuses(clinic, uids)).toEqual(['confirmed', 'ended', 'ended', 'ended']);
  });

  test('is read sibling by sibling where Cal.com cannot say what else has changed', async () => {
    const webhook = {
      subscriberUrl: 'https://rooms.example/api/webhooks/cal',
      secret: 'a-secret-of-the-tests',
      triggers: roomTriggers.filter((trigger) => trigger !== 'BOOKING_LOCATION_UPDATED'),
    };
    const { clinic, uids } = await course({ contract: '2026-05-01', sandbox: { webhook } });
    await clinic.time.until(clinic.sandbox.confirm(uids[0] ?? ''));
    await clinic.minutes(2);
    expect(await statuses(clinic, uids)).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed']);
    await clinic.time.until(clinic.sandbox.cancel(uids[1] ?? '', { subsequent: true }));
    await clinic.minutes(2);
    expect(await statuses(clinic, uids)).toEqual(['confirmed', 'ended', 'ended', 'ended']);
  });

  test('is declined as a whole by one word', async () => {
    const { clinic, uids } = await course();
    await clinic.time.until(clinic.sandbox.reject(uids[2] ?? ''));
    await clinic.minutes(3);
    expect(await statuses(clinic, uids)).toEqual(['ended', 'ended', 'ended', 'ended']);
  });
});

test('a host who asks the patient to choose another time gives the room back', async () => {
  const clinic = await open();
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(2);
  await clinic.time.until(clinic.sandbox.cancel(uid, { requestReschedule: true }));
  await clinic.minutes(1);
  expect(await clinic.roomOf(uid)).toBe('ended');
});
