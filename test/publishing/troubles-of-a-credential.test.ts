import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import { readBoard } from '../../shared/board/view/read-board.ts';
import { waitsFrom } from '../../shared/domain/publication.ts';
import { stepRunner } from '../../shared/sweeping/steps.ts';
import { sweep } from '../../shared/sweeping/sweep.ts';
import { WHOLE } from '../../shared/sweeping/sweep-group.ts';
import {
  type ClinicOnVirtualTime,
  clinicOnVirtualTime,
  KEY,
  staffAt,
} from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06';
const WEEK = 7 * 86_400_000;
const hour = (index: number): string => `${TUESDAY}T${String(6 + index).padStart(2, '0')}:00:00Z`;

const opened = (clinic: Awaited<ReturnType<typeof clinicOnVirtualTime>>) =>
  clinic.reports.filter((line) => line.what === 'breaker-open');

describe('while Cal.com is down', () => {
  test('one probe a minute, and no one is mailed twice or forgotten afterwards', async () => {
    const clinic = await clinicOnVirtualTime();
    const rows = [];
    for (let index = 0; index < 6; index += 1)
      rows.push(await clinic.book({ eventType: 'consultation', start: hour(index) }));
    clinic.sandbox.faults.add({ on: 'get', kind: 'server-error' });
    clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
    await clinic.minutes(30);
    expect(opened(clinic).length).toBeGreaterThan(0);
    const before = clinic.reports.filter((line) => line.what === 'unreadable').length;
    await clinic.minutes(10);
    const probes = clinic.reports.filter((line) => line.what === 'unreadable').length - before;
    expect(probes).toBeLessThanOrEqual(10);
    expect(probes).toBeGreaterThanOrEqual(8);
    clinic.sandbox.faults.clear();
    await clinic.minutes(10);
    for (const { uid } of rows) expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('for the PATCH alone, readings that work do not close the breaker', async () => {
    const clinic = await clinicOnVirtualTime();
    for (let index = 0; index < 8; index += 1)
      await clinic.book({ eventType: 'consultation', start: hour(index) });
    clinic.sandbox.faults.add({ on: 'patch', kind: 'server-error' });
    await clinic.minutes(6);
    expect(opened(clinic).length).toBeGreaterThan(0);
    const before = clinic.sandbox.patches().length;
    await clinic.minutes(4);
    expect(clinic.sandbox.patches().length - before).toBeLessThanOrEqual(4);
  });
});

describe('a booking that Cal.com cannot show', () => {
  const withOne = async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'consultation', start: hour(0) });
    clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', uid });
    await clinic.minutes(12);
    return { clinic, uid };
  };
  /** A visit on a Tuesday after that, each at a time of its own. */
  const another = (index: number) => ({
    eventType: 'consultation',
    start: Date.parse(hour(0)) + (1 + Math.floor(index / 10)) * WEEK + (index % 10) * 3_600_000,
  });

  test('keeps no one else from being told', async () => {
    const { clinic, uid } = await withOne();
    const { uid: later } = await clinic.book(another(0));
    await clinic.minutes(3);
    expect(clinic.locationMails(later)).toHaveLength(1);
    expect(clinic.locationMails(uid)).toEqual([]);
  });

  test('is owed for as long as it has been, so that the alarm for what is owed rings', async () => {
    const { clinic } = await withOne();
    await clinic.minutes(60);
    const { oldestOwedMs } = await sweep({
      runStep: stepRunner({ log: { error: () => undefined }, count: () => undefined, now: clinic.time.now }),
      ...clinic.dependencies,
      everyMs: 60_000,
      replan: async () => ({ kind: 'undisturbed' }),
    })(WHOLE);
    expect(oldestOwedMs).toBeGreaterThan(60 * 60_000);
  });

  test('is parked when others have been read for an hour and it has not', async () => {
    const { clinic, uid } = await withOne();
    const standsParked = async () => (await clinic.record(uid))?.publication.state.kind === 'parked';
    for (let minute = 0; minute < 50; minute += 1) {
      await clinic.book(another(minute));
      await clinic.minutes(1);
    }
    expect(await standsParked()).toBe(false);
    for (let minute = 50; minute < 70; minute += 1) {
      await clinic.book(another(minute));
      await clinic.minutes(1);
    }
    expect(await standsParked()).toBe(true);
  });
});

describe('a refused key', () => {
  test('stops everything at once, and is tried again only by a reading every five minutes', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.revokeKey(KEY);
    await clinic.minutes(12);
    // The publisher and reconciliation share the tries.
    const told = clinic.reports.filter((line) => line.what === 'credential-refused');
    const read = clinic.reconciled.filter(({ refused }) => refused.default === 401);
    expect(told.length + read.length).toBe(3);
    expect(told.length).toBeGreaterThanOrEqual(1);
    expect(clinic.sandbox.patches()).toEqual([]);
    clinic.sandbox.addKey('cal_renewed');
    clinic.keys.current = 'cal_renewed';
    await clinic.minutes(7);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await clinic.ledger.readCredential('default'))?.refused).toBeUndefined();
  });
});

describe('a key that is not allowed to change the bookings of one event type', () => {
  const twoVisits = async (unchangeableEventTypes: readonly number[]) => {
    const clinic = await clinicOnVirtualTime();
    clinic.sandbox.behaviour.unchangeableEventTypes = unchangeableEventTypes;
    const soon = await clinic.book({ eventType: 'abdominal-scan', start: hour(0) });
    const later = await clinic.book({ eventType: 'consultation', start: hour(4) });
    return { clinic, soon: soon.uid, later: later.uid };
  };

  test('has that one booking parked with the event type’s number, and tells all others at once', async () => {
    const { clinic, soon, later } = await twoVisits([3001]);
    await clinic.minutes(3);
    expect(clinic.reports.filter((line) => line.what === 'credential-refused')).toEqual([]);
    expect((await clinic.ledger.readCredential('default'))?.refused).toBeUndefined();
    expect((await clinic.record(soon))?.publication.state).toMatchObject({
      kind: 'parked',
      siteId: 'north',
      reason: 'may-not-change-event-type-3001',
    });
    expect(clinic.locationMails(later)).toHaveLength(1);
    expect((await clinic.record(later))?.publication.state.kind).toBe('nothing');
    await clinic.minutes(40);
    expect(clinic.sandbox.patches().filter(({ uid }) => uid === soon)).toHaveLength(1);
  });

  test('says so to staff in words, and tells the booking once they try again with the right given', async () => {
    const { clinic, soon } = await twoVisits([3001]);
    await clinic.minutes(3);
    const { deps, site } = staffAt(clinic);
    const { attention } = await readBoard(deps, site, TUESDAY, clinic.time.now());
    expect(attention).toMatchObject([
      { kind: 'parked', booking: soon, resolve: ['retry-publication', 'told-in-person'] },
    ]);
    expect(attention[0]?.words).toContain('the key may not change event type 3001');
    clinic.sandbox.behaviour.unchangeableEventTypes = [];
    const action = { id: randomUUID(), siteId: site.id, by: 'staff', request: 'retry' };
    await resolveBooking(deps, action, site, soon, { do: 'retry-publication' });
    await clinic.minutes(3);
    expect(clinic.locationMails(soon)).toHaveLength(1);
  });
});

describe('what someone in front of Cal.com answers in its stead', () => {
  const STRAY = ['not-found-page', 'forbidden-page', 'redirect', 'no-such-route'] as const;

  test.each(STRAY)(
    '%s, to everything for ten minutes: nothing is parked, no key is closed, each is told once',
    async (kind) => {
      const clinic = await clinicOnVirtualTime();
      const rows = [];
      for (let index = 0; index < 6; index += 1)
        rows.push(await clinic.book({ eventType: 'consultation', start: hour(index) }));
      for (const on of ['get', 'patch', 'list'] as const) clinic.sandbox.faults.add({ on, kind });
      await clinic.minutes(10);
      expect(opened(clinic).length).toBeGreaterThan(0);
      clinic.sandbox.faults.clear();
      await clinic.minutes(10);
      expect(clinic.reports.filter(({ what }) => what === 'parked' || what === 'credential-refused')).toEqual(
        [],
      );
      for (const { uid } of rows) expect(clinic.locationMails(uid)).toHaveLength(1);
    },
  );

  test.each(STRAY)(
    '%s, to every PATCH for an hour: the one booking that is owed is told when that is over',
    async (kind) => {
      const clinic = await clinicOnVirtualTime();
      const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
      clinic.sandbox.faults.add({ on: 'patch', kind });
      await clinic.minutes(60);
      expect((await clinic.record(uid))?.publication.state).toMatchObject({
        kind: 'queued',
        credential: 'default',
      });
      clinic.sandbox.faults.clear();
      await clinic.minutes(5);
      expect(clinic.locationMails(uid)).toHaveLength(1);
    },
  );
});

describe('a booking that Cal.com says it does not know', () => {
  test('and lists as accepted after all is told by itself', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.faults.add({ on: 'get', kind: 'not-found', uid, times: 1 });
    await clinic.minutes(0.5);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({
      kind: 'parked',
      siteId: 'north',
      reason: 'gone-at-cal-com',
    });
    await clinic.minutes(34);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });

  test('and that no list shows before the horizon has come to it is asked for by name, and told', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-27T09:00:00Z' });
    // What has changed since is listed, too, and the booking among it: not this time.
    clinic.sandbox.faults.add({ on: 'get', kind: 'not-found', uid, times: 1 });
    clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
    await clinic.minutes(25);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({ reason: 'gone-at-cal-com' });
    await clinic.minutes(10);
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('when it is to be changed, is told by itself once a list shows it changed since', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid, hostId } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.deleteOrganizer(uid);
    await clinic.minutes(6);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({ reason: 'patch-404-though-found' });
    const tried = clinic.sandbox.patches().length;
    await clinic.minutes(60);
    expect(clinic.sandbox.patches()).toHaveLength(tried);
    clinic.sandbox.restoreOrganizer(uid, Number(hostId));
    await clinic.minutes(6);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });

  test('when it is to be changed, is tried again every two hours although nothing has changed', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.faults.add({ on: 'patch', kind: 'not-found' });
    await clinic.minutes(6);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({ reason: 'patch-404-though-found' });
    clinic.sandbox.faults.clear();
    await clinic.minutes(2 * 60 + 35);
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });
});

describe('the pace', () => {
  test('is what the headers say where that is slower than ours', async () => {
    const clinic = await clinicOnVirtualTime({
      sandbox: { pace: { location: { limit: 1, windowMs: 120_000, blockMs: 300_000 } } },
    });
    for (let index = 0; index < 4; index += 1)
      await clinic.book({ eventType: 'consultation', start: hour(index) });
    await clinic.minutes(12);
    const patches = clinic.sandbox.patches();
    expect(patches.map(({ admitted }) => admitted)).toEqual([true, true, true, true]);
  });

  test('stops for a whole block after a 429', async () => {
    const clinic = await clinicOnVirtualTime();
    for (let index = 0; index < 3; index += 1)
      await clinic.book({ eventType: 'consultation', start: hour(index) });
    clinic.sandbox.faults.add({ on: 'patch', kind: 'too-many-requests', times: 1 });
    await clinic.minutes(6);
    const [refused, next] = clinic.sandbox.patches();
    expect(refused?.admitted).toBe(false);
    expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(clinic.sandbox.patches()).toHaveLength(4);
  });
});

describe('each fault of a PATCH', () => {
  test.each([
    ['server-error', 1],
    ['server-error-applied', 1],
    ['timeout-applied', 1],
    ['timeout-applied-late', 1],
    ['timeout-not-applied', 1],
    ['html', 1],
    ['html-applied', 1],
    ['not-found-page', 1],
    ['forbidden-page', 1],
    ['redirect', 1],
    ['no-such-route', 1],
    ['not-found', 1],
    ['slow', 1],
    ['unauthorized', 1],
    ['too-many-requests', 1],
    // The patient was told, Cal.com took it back, the patient is told again.
    ['reverted', 2],
  ] as const)('%s: the location arrives, with %d mail(s)', async (kind, mails) => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.faults.add({ on: 'patch', kind, times: 1 });
    await clinic.minutes(15);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.locationMails(uid)).toHaveLength(mails);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  });

  test('404 though the booking is there: parked with its reason after a second try', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: hour(2) });
    clinic.sandbox.faults.add({ on: 'patch', kind: 'not-found' });
    await clinic.minutes(6);
    expect((await clinic.record(uid))?.publication.state).toMatchObject({
      kind: 'parked',
      siteId: 'north',
      reason: 'patch-404-though-found',
    });
    expect(clinic.sandbox.patches()).toHaveLength(2);
  });
});

describe('rooms that change while Cal.com is being told', () => {
  const blockIn =
    (clinic: ClinicOnVirtualTime) =>
    async (roomId: string, on: boolean): Promise<void> => {
      const { rooms } = await clinic.ledger.readSite('north');
      const { version, ...record } = rooms.find((each) => each.roomId === roomId) ?? {
        version: 0,
        siteId: 'north',
        roomId,
        catalogueVersion: clinic.catalogue.version,
      };
      const closures = on ? [{ id: 'b', start: clinic.time.now(), reason: 'fault' as const }] : [];
      await clinic.ledger.commit([
        { kind: 'room', seen: version, record: { ...record, closures } },
        {
          kind: 'due',
          marker: { siteId: 'north', date: TUESDAY, dueAt: clinic.time.now(), id: `t${on}${roomId}` },
        },
      ]);
    };

  test('there and back again: what Cal.com shows in the end is the room', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'blood-test', start: hour(2) });
    await clinic.minutes(3);
    const first = await clinic.roomOf(uid);
    const block = blockIn(clinic);
    await block(String(first), true);
    await clinic.minutes(3);
    const second = await clinic.roomOf(uid);
    expect(second).not.toBe(first);
    clinic.sandbox.faults.add({ on: 'patch', kind: 'timeout-applied-late', delayMs: 50_000, times: 1 });
    await block(String(first), false);
    await block(String(second), true);
    await clinic.minutes(10);
    const room = await clinic.roomOf(uid);
    expect(clinic.sandbox.booking(uid)?.location).toContain(`Room ${room} `);
    expect(clinic.locationMails(uid)).toHaveLength(3);
  });

  test('the new room is told at the next turn, whatever the old one waits for', async () => {
    const clinic = await clinicOnVirtualTime({ now: '2026-10-05T21:00:00Z' });
    const { uid } = await clinic.book({ eventType: 'blood-test', start: hour(2) });
    clinic.sandbox.faults.add({ on: 'patch', kind: 'slow', delayMs: 8_000, times: 1 });
    await clinic.minutes(1 / 5);
    expect((await clinic.record(uid))?.publication.attempt).not.toHaveProperty('outcome');
    await blockIn(clinic)(String(await clinic.roomOf(uid)), true);
    await clinic.dependencies.wakeReplan('north', TUESDAY);
    await clinic.minutes(1 / 5);
    const { publication } = (await clinic.record(uid)) ?? {};
    expect(publication?.attempt?.outcome).toBe('accepted');
    expect(publication && waitsFrom(publication)).toBeLessThanOrEqual(clinic.time.now());
  });

  test('the new room of a visit far ahead is told minutes later, for no one has noted that the old one was taken', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'blood-test', start: hour(2) });
    await clinic.minutes(1 / 3);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    await blockIn(clinic)(String(await clinic.roomOf(uid)), true);
    await clinic.dependencies.wakeReplan('north', TUESDAY);
    await clinic.minutes(3);
    expect(clinic.sandbox.booking(uid)?.location).toContain(`Room ${await clinic.roomOf(uid)} `);
    expect(clinic.locationMails(uid)).toHaveLength(2);
  });
});
