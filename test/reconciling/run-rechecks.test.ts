import { describe, expect, test } from 'vitest';
import { lookedAt, RECHECKS, recheckMarker } from '../../shared/assigning/rechecks.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime, KEY } from '../support/clinic-on-virtual-time.ts';

const MONDAY = Date.parse('2026-10-05T06:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEYHOLDER = 4713;
const OWN_KEY = 'cal_a_key_of_a_doctor';

const bookAt = async (clinic: ClinicOnVirtualTime, start: number): Promise<string> =>
  (await clinic.book({ eventType: 'consultation', start, hostId: 4711 })).uid;

const askFor = async (clinic: ClinicOnVirtualTime, uid: string, reason = 'test'): Promise<void> => {
  await clinic.ledger.commit([{ kind: 'due', marker: recheckMarker(uid, reason, clinic.time.now()) }]);
};

const unreadable = (clinic: ClinicOnVirtualTime, uid: string): void =>
  clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', uid });

const waiting = async (clinic: ClinicOnVirtualTime): Promise<string[]> =>
  (await clinic.ledger.readDue(RECHECKS, Number.POSITIVE_INFINITY)).map(lookedAt);

test('a booking that cannot be read takes one place among the looks, however often it is asked for', async () => {
  const clinic = await clinicOnVirtualTime();
  const bad = await bookAt(clinic, MONDAY + DAY);
  const good = await bookAt(clinic, MONDAY + DAY + HOUR);
  await clinic.minutes(3);
  unreadable(clinic, bad);
  for (let times = 0; times < 40; times += 1) await askFor(clinic, bad, `test-${times}`);
  await clinic.minutes(0.1);
  await askFor(clinic, good);
  await clinic.minutes(2);
  expect(await waiting(clinic)).toEqual([bad]);
});

test('bookings that cannot be read stand behind the others: anyone who is asked for later is looked at', async () => {
  const clinic = await clinicOnVirtualTime();
  const bad: string[] = [];
  for (let hour = 1; hour <= 4; hour += 1) bad.push(await bookAt(clinic, MONDAY + DAY + hour * HOUR));
  const good = await bookAt(clinic, MONDAY + 2 * DAY);
  await clinic.minutes(5);
  for (const uid of bad) {
    unreadable(clinic, uid);
    await askFor(clinic, uid);
  }
  await clinic.minutes(0.1);
  await askFor(clinic, good);
  await clinic.minutes(3);
  expect(await waiting(clinic)).not.toContain(good);
  clinic.sandbox.faults.clear();
  await clinic.minutes(6);
  expect(await waiting(clinic)).toEqual([]);
});

test('a booking that cannot be read is looked for until a day after its visit', async () => {
  const clinic = await clinicOnVirtualTime();
  const bad = await bookAt(clinic, MONDAY + HOUR);
  await clinic.minutes(3);
  unreadable(clinic, bad);
  await askFor(clinic, bad);
  await clinic.minutes(24 * 60);
  expect(await waiting(clinic)).toContain(bad);
  await clinic.minutes(2 * 60);
  expect(await waiting(clinic)).toEqual([]);
});

describe('where a doctor has a key of their own, and the clinic’s sees all bookings', () => {
  /** Nothing is listed: only a look can find what no delivery has told. */
  const unlisted = async (): Promise<ClinicOnVirtualTime> => {
    const clinic = await clinicOnVirtualTime({
      catalogue: (demo) => ({
        ...demo,
        practitioners: demo.practitioners.map((each) =>
          each.id === KEYHOLDER ? { ...each, credential: 'own' } : each,
        ),
      }),
      sandbox: { apiKeys: [KEY, OWN_KEY] },
    });
    clinic.keys.own = OWN_KEY;
    clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
    return clinic;
  };

  /** A booking of the doctor's whose delivery was lost. */
  const unheardOf = async () => {
    const clinic = await unlisted();
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    const { uid } = await clinic.book({
      eventType: 'consultation',
      start: MONDAY + DAY,
      hostId: KEYHOLDER,
    });
    return { clinic, uid };
  };

  test('a look by the clinic’s takes a booking of the doctor’s in that no one knows', async () => {
    const { clinic, uid } = await unheardOf();
    await clinic.minutes(1);
    await askFor(clinic, uid);
    await clinic.minutes(2);
    expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('a booking that no one knows is found by the key that shows it, though the one asked before gives no answer', async () => {
    const { clinic, uid } = await unheardOf();
    clinic.sandbox.faults.add({ on: 'get', kind: 'server-error', uid, times: 1 });
    await clinic.minutes(1);
    await askFor(clinic, uid);
    await clinic.minutes(2);
    expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
  });

  test('a look by the clinic’s makes a visit the doctor’s that was given to them', async () => {
    const clinic = await unlisted();
    const uid = await bookAt(clinic, MONDAY + DAY);
    await clinic.minutes(2);
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
    await clinic.time.until(clinic.sandbox.reassign(uid, KEYHOLDER));
    await askFor(clinic, uid);
    await clinic.minutes(2);
    expect((await clinic.record(uid))?.fact).toMatchObject({ practitionerId: KEYHOLDER });
  });
});

test('a visit beyond the horizon that Cal.com has said to know nothing of is asked for until it shows it again', async () => {
  const clinic = await clinicOnVirtualTime();
  const uid = await bookAt(clinic, MONDAY + 61 * DAY);
  await clinic.minutes(10);
  clinic.sandbox.faults.add({ on: 'get', kind: 'not-found', uid });
  await askFor(clinic, uid);
  await clinic.minutes(2);
  const state = async () => (await clinic.record(uid))?.publication.state;
  expect(await state()).toMatchObject({ kind: 'drift', reason: 'gone-at-cal-com' });
  await clinic.minutes(65);
  expect(await state()).toMatchObject({ kind: 'drift', reason: 'gone-at-cal-com' });
  clinic.sandbox.faults.clear();
  await clinic.minutes(32);
  expect(await state()).toEqual({ kind: 'nothing' });
});
