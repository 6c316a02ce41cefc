import { describe, expect, test } from 'vitest';
import { RECHECKS, recheckMarker } from '../../shared/assigning/rechecks.ts';
import {
  clinicOnVirtualTime,
  KEY,
  SOUTHERN,
  SOUTHERN_KEY,
  withSouth,
} from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';

describe('a key that Cal.com refuses while nothing is owed', () => {
  test('is found out by reading, said so, and asked about only every five minutes', async () => {
    const clinic = await clinicOnVirtualTime();
    clinic.sandbox.revokeKey(KEY);
    await clinic.minutes(11);
    expect((await clinic.ledger.readCredential('default'))?.refused).toMatchObject({ status: 401 });
    const refused = clinic.reconciled.filter((report) => report.refused.default === 401);
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeLessThanOrEqual(3);
  });

  test('and that is renewed, is read with again by itself: what was lost meanwhile is found', async () => {
    const clinic = await clinicOnVirtualTime();
    clinic.sandbox.revokeKey(KEY);
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(12);
    expect(await clinic.roomOf(uid)).toBeUndefined();
    clinic.sandbox.addKey('cal_renewed');
    clinic.keys.current = 'cal_renewed';
    await clinic.minutes(8);
    expect((await clinic.ledger.readCredential('default'))?.refused).toBeUndefined();
    expect(await clinic.roomOf(uid)).toBe('3B');
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('and that was refused to the publisher, is read with again though what was owed is cancelled', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    clinic.sandbox.revokeKey(KEY);
    await clinic.minutes(2);
    expect((await clinic.ledger.readCredential('default'))?.refused).toBeDefined();
    await clinic.time.until(clinic.sandbox.cancel(uid));
    clinic.sandbox.addKey('cal_renewed');
    clinic.keys.current = 'cal_renewed';
    await clinic.minutes(8);
    expect((await clinic.ledger.readCredential('default'))?.refused).toBeUndefined();
  });
});

test('one booking that the key may not see keeps no other from being looked at', async () => {
  const clinic = await clinicOnVirtualTime();
  const ours = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(2);
  const hidden = await clinic.book({ eventType: 'video-consultation', start: TUESDAY });
  clinic.sandbox.addKey({ key: KEY, userId: 4711, eventTypeIds: [3001, 3002] });
  clinic.sandbox.editLocation(hidden.uid, 'https://meet.example/x');
  clinic.sandbox.editLocation(ours.uid, 'the seminar room');
  await clinic.minutes(2);
  expect((await clinic.ledger.readCredential('default'))?.refused).toBeUndefined();
  expect((await clinic.record(ours.uid))?.publication.state.kind).toBe('manual-edit');
  expect(await clinic.ledger.readDue(RECHECKS, clinic.time.now())).toEqual([]);
});

describe('of two Sites the key of one is refused', () => {
  /** Of the northern Site's key, read first, nothing more is heard; each Site has a booking to be looked at. */
  const northRefused = async () => {
    const clinic = await clinicOnVirtualTime({
      catalogue: withSouth('south'),
      sandbox: { apiKeys: [KEY, SOUTHERN_KEY] },
    });
    clinic.keys.south = SOUTHERN_KEY;
    const north = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    const south = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: SOUTHERN });
    await clinic.minutes(5);
    clinic.sandbox.revokeKey(KEY);
    const askFor = async (uid: string) =>
      clinic.ledger.commit([{ kind: 'due', marker: recheckMarker(uid, 'test', clinic.time.now()) }]);
    const waiting = async () =>
      (await clinic.ledger.readDue(RECHECKS, Number.POSITIVE_INFINITY)).map(({ id }) => id.split('@')[0]);
    return { clinic, north: north.uid, south: south.uid, askFor, waiting };
  };

  test('the other’s bookings are looked at, and the refused one’s once its key is renewed', async () => {
    const { clinic, north, south, askFor, waiting } = await northRefused();
    await askFor(north);
    await clinic.minutes(0.1);
    await askFor(south);
    await clinic.minutes(2);
    expect(await waiting()).toEqual([north]);
    clinic.sandbox.addKey('cal_renewed');
    clinic.keys.default = 'cal_renewed';
    await clinic.minutes(12);
    expect(await waiting()).toEqual([]);
  });

  test('a booking to be looked at has the refused key tried no more often than every five minutes', async () => {
    const { clinic, north, askFor } = await northRefused();
    await askFor(north);
    await clinic.minutes(31);
    const tried = clinic.reconciled.filter(({ refused }) => refused.default === 401).length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThanOrEqual(7);
  });

  test('a booking that no one knows yet is found with the other', async () => {
    const { clinic, askFor, waiting } = await northRefused();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
    const lost = await clinic.book({
      eventType: 'consultation',
      start: '2026-10-07T08:00:00Z',
      hostId: SOUTHERN,
    });
    await clinic.minutes(1);
    await askFor(lost.uid);
    await clinic.minutes(2);
    expect(await clinic.roomOf(lost.uid)).toBeDefined();
    expect(await waiting()).toEqual([]);
  });
});
