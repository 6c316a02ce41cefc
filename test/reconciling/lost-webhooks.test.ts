import { describe, expect, test } from 'vitest';
import type { Trigger } from '../../bin/sandbox/webhook-triggers.ts';
import { SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { withdrawn } from '../../shared/domain/publication.ts';
import { HORIZON_EVERY_MS, UPDATED_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const LATER = '2026-10-07T09:00:00Z';
const MINUTE = 60_000;
/** Two periods of the pass that sees what changed, and the minute that a lost booking is given to arrive after all. */
const TWO_PERIODS = (2 * UPDATED_EVERY_MS) / MINUTE + 1;

const losing = async (trigger: Trigger, contract?: '2026-05-01'): Promise<ClinicOnVirtualTime> => {
  const clinic = await clinicOnVirtualTime(contract ? { contract } : {});
  // The first pass over the horizon is not what this is about.
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger });
  return clinic;
};

const found = (clinic: ClinicOnVirtualTime) =>
  clinic.reconciled.reduce<Record<string, number>>((sum, { found }) => {
    for (const [kind, count] of Object.entries(found)) sum[kind] = (sum[kind] ?? 0) + count;
    return sum;
  }, {});

describe('within two reconciliation periods', () => {
  test('a booking whose BOOKING_CREATED was lost has its room', async () => {
    const clinic = await losing('BOOKING_CREATED');
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(TWO_PERIODS);
    expect(await clinic.roomOf(uid)).toBe('3B');
    await clinic.minutes(1);
    expect(clinic.locationMails(uid)).toHaveLength(1);
    expect(clinic.reconciled.reduce((sum, { silent }) => sum + silent, 0)).toBeGreaterThanOrEqual(1);
  });

  test('a booking whose BOOKING_REQUESTED was lost has a room held', async () => {
    const clinic = await losing('BOOKING_REQUESTED');
    const { uid } = await clinic.book({ eventType: 'minor-surgery', start: TUESDAY });
    await clinic.minutes(TWO_PERIODS);
    expect((await clinic.record(uid))?.fact).toMatchObject({ status: 'tentative' });
    expect((await clinic.record(uid))?.placement.kind).toBe('roomed');
  });

  test('a booking whose BOOKING_CANCELLED was lost has given its room back', async () => {
    const clinic = await losing('BOOKING_CANCELLED');
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(2);
    await clinic.time.until(clinic.sandbox.cancel(uid));
    await clinic.minutes(TWO_PERIODS);
    expect(await clinic.roomOf(uid)).toBe('ended');
    expect(clinic.locationMails(uid)).toHaveLength(1);
  });

  test('a request whose BOOKING_REJECTED was lost has given its room back', async () => {
    const clinic = await losing('BOOKING_REJECTED');
    const { uid } = await clinic.book({ eventType: 'minor-surgery', start: TUESDAY });
    await clinic.minutes(2);
    await clinic.time.until(clinic.sandbox.reject(uid));
    await clinic.minutes(TWO_PERIODS);
    expect(await clinic.roomOf(uid)).toBe('ended');
  });

  test.each(['web', 'api'] as const)(
    'a visit whose BOOKING_RESCHEDULED was lost (%s) has a room at its new time, and the old one is free',
    async (via) => {
      const clinic = await losing('BOOKING_RESCHEDULED');
      const old = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
      await clinic.minutes(2);
      const moved = await clinic.time.until(clinic.sandbox.reschedule(old.uid, { start: LATER, via }));
      await clinic.minutes(TWO_PERIODS);
      expect(await clinic.roomOf(old.uid)).toBe('ended');
      expect(await clinic.roomOf(moved.uid)).toBe('3B');
      expect(await clinic.record(moved.uid)).toMatchObject({ replaces: [old.uid] });
      await clinic.minutes(2);
      expect(clinic.sandbox.booking(moved.uid)?.location).toBe('Room 3B — Floor 2, North wing');
    },
  );

  test('a visit whose BOOKING_REASSIGNED was lost is its new practitioner’s', async () => {
    const clinic = await losing('BOOKING_REASSIGNED');
    const { uid } = await clinic.book({ eventType: 'consultation', start: TUESDAY, hostId: 4711 });
    await clinic.minutes(2);
    await clinic.time.until(clinic.sandbox.reassign(uid, 4713));
    await clinic.minutes(TWO_PERIODS);
    expect((await clinic.record(uid))?.fact).toMatchObject({ practitionerId: 4713 });
  });

  test('a location that a person wrote, of which BOOKING_LOCATION_UPDATED was lost, is seen', async () => {
    const clinic = await losing('BOOKING_LOCATION_UPDATED');
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(3);
    clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
    await clinic.minutes(TWO_PERIODS);
    expect(await clinic.record(uid)).toMatchObject({ pinned: true });
    expect(clinic.sandbox.booking(uid)?.location).toBe('Seminar room at the lake');
  });

  test('a location that Cal.com took back is there again, with one more mail', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(5);
    clinic.sandbox.revertLocation(uid);
    await clinic.minutes(TWO_PERIODS + 1);
    expect(clinic.sandbox.booking(uid)?.location).toBe('Room 3B — Floor 2, North wing');
    expect(clinic.locationMails(uid)).toHaveLength(2);
    expect(found(clinic)).toMatchObject({ reverted: 1 });
  });
});

test('what changed is asked for every two minutes, and the horizon every thirty, though no sweep begins to the very moment', async () => {
  const asked = { changes: new Set<number>(), horizon: new Set<number>() };
  const clinic = new SimulatedClinic({
    seed: 1,
    twin: {
      lister: (lister) => ({
        updatedSince: (...terms) => {
          asked.changes.add(Math.floor(clinic.time.now() / MINUTE));
          return lister.updatedSince(...terms);
        },
        between: (...terms) => {
          asked.horizon.add(Math.floor(clinic.time.now() / MINUTE));
          return lister.between(...terms);
        },
      }),
    },
  });
  await clinic.open();
  await clinic.pass(92 * MINUTE);
  expect(gaps(asked.changes)).toEqual([2]);
  expect(gaps(asked.horizon)).toEqual([30]);
});

/** Minutes from one to the next, each once. */
const gaps = (minutes: ReadonlySet<number>): number[] => {
  const all = [...minutes];
  return [...new Set(all.slice(1).map((minute, nth) => minute - (all[nth] ?? 0)))];
};

test('a visit at the patient’s own address takes no room, though GET shows the address like any place', async () => {
  const clinic = await losing('BOOKING_CREATED');
  const attendeeAddress = '17 Some Street';
  const { uid } = await clinic.book({ eventType: 'minor-surgery', start: TUESDAY, attendeeAddress });
  await clinic.minutes(1);
  await clinic.time.until(clinic.sandbox.confirm(uid));
  await clinic.minutes(TWO_PERIODS);
  expect(await clinic.record(uid)).toMatchObject({
    fact: { status: 'confirmed', venue: 'elsewhere' },
    placement: { kind: 'ignored', reason: 'takes-no-room' },
  });
  await clinic.minutes(2);
  expect(clinic.sandbox.booking(uid)?.location).toBe(attendeeAddress);
});

describe('within two passes over the horizon', () => {
  const PASS = HORIZON_EVERY_MS / 60_000;

  test('what has no `updatedAt` is found all the same', async () => {
    const clinic = await losing('BOOKING_CREATED');
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    clinic.sandbox.forgetUpdatedAt(uid);
    await clinic.minutes(PASS + 2);
    expect(await clinic.roomOf(uid)).toBe('3B');
  });

  test('the newer contract finds lost bookings and lost cancellations', async () => {
    const clinic = await losing('BOOKING_CREATED', '2026-05-01');
    const made = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    const gone = await clinic.book({ eventType: 'abdominal-scan', start: LATER });
    await clinic.minutes(PASS + 2);
    expect(await clinic.roomOf(made.uid)).toBe('3B');
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CANCELLED' });
    await clinic.time.until(clinic.sandbox.cancel(gone.uid));
    await clinic.minutes(PASS + 2);
    expect(await clinic.roomOf(gone.uid)).toBe('ended');
  });

  test('an Occupancy that belongs to no one is taken away', async () => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
    await clinic.minutes(2);
    const day = await clinic.ledger.readDay('north', '2026-10-06');
    const held = day.roomDays.find((each) => each.roomId === '3B');
    const occupancy = held?.occupancies[uid];
    if (held === undefined || occupancy === undefined) throw new Error('no room');
    const { version, ...record } = held;
    const start = Date.parse('2026-10-06T12:00:00Z');
    const ghost = { ...occupancy, uid: 'ghost', start, end: start + 60_000, from: start, to: start + 60_000 };
    await clinic.ledger.commit([
      {
        kind: 'room-day',
        seen: version,
        record: { ...record, occupancies: { ...record.occupancies, ghost } },
      },
    ]);
    await clinic.minutes(PASS + 2);
    const after = await clinic.ledger.readDay('north', '2026-10-06');
    expect(after.roomDays.flatMap((each) => Object.keys(each.occupancies))).toEqual([uid]);
    expect(clinic.reconciled.reduce((sum, { orphans }) => sum + orphans, 0)).toBe(1);
  });
});

test('a booking that Cal.com shows and we were told is over is left to staff', async () => {
  const clinic = await clinicOnVirtualTime();
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.minutes(2);
  const before = await clinic.record(uid);
  if (before === undefined) throw new Error('unknown');
  const { version, ...record } = before;
  const fact = { uid, status: 'ended', reason: 'cancelled', createdAt: clinic.time.now() } as const;
  const publication = withdrawn(record.publication);
  await clinic.ledger.commit([
    {
      kind: 'booking',
      seen: version,
      record: { ...record, publication, fact, placement: { kind: 'ended' } },
    },
  ]);
  await clinic.minutes(45);
  expect(await clinic.ledger.readOwed({ kind: 'drift', siteId: 'north' }, { limit: 10 })).toMatchObject([
    { uid },
  ]);
  expect((await clinic.record(uid))?.publication.state).toMatchObject({ reason: 'alive-at-cal-com' });
});

test.each([
  ['the later', TUESDAY, LATER],
  ['the earlier', LATER, TUESDAY],
])(
  'of two moves of a class at the same instant, the one that Cal.com shows stands (%s)',
  async (_which, ...moves) => {
    const clinic = await clinicOnVirtualTime();
    const { uid } = await clinic.book({ eventType: 'group-class', start: '2026-10-06T12:00:00Z' });
    await clinic.minutes(2);
    await clinic.time.until(
      Promise.all(moves.map((start) => clinic.sandbox.reschedule(uid, { start, via: 'api' }))),
    );
    await clinic.minutes(TWO_PERIODS);
    const { start, end } = clinic.sandbox.booking(uid) ?? {};
    expect((await clinic.record(uid))?.fact).toMatchObject({ start, end });
    await clinic.minutes(2);
    expect((await clinic.record(uid))?.publication.state.kind).toBe('nothing');
  },
);

test('nothing is found where nothing was lost, and no one is mailed twice', async () => {
  const clinic = await clinicOnVirtualTime();
  const uids: string[] = [];
  for (let hour = 6; hour < 12; hour += 1)
    uids.push(
      (
        await clinic.book({
          eventType: 'consultation',
          start: `2026-10-06T${String(hour).padStart(2, '0')}:00:00Z`,
        })
      ).uid,
    );
  await clinic.minutes(70);
  const { same: _same, 'not-ours': _notOurs, ...differences } = found(clinic);
  expect(differences).toEqual({});
  expect(clinic.sandbox.patches()).toHaveLength(uids.length);
});

test('a booking beyond the horizon is known though its delivery was lost before Cal.com was asked for the first time', async () => {
  const clinic = await clinicOnVirtualTime();
  clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
  await clinic.minutes(3);
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', times: 1 });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-12-21T08:00:00Z' });
  await clinic.minutes(30);
  clinic.sandbox.faults.clear();
  await clinic.minutes(TWO_PERIODS);
  expect(await clinic.roomOf(uid)).toBe('3B');
});
