import { expect, test } from 'vitest';
import type { FaultRule } from '../../bin/sandbox/faults.ts';
import { bookingWrite } from '../../shared/domain/booking-write.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { SETTLED_AFTER_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { UPDATED_EVERY_MS } from '../../shared/reconciling/reconcile.ts';
import { PACE, SWEEP_EVERY_MINUTES } from '../../shared/wiring.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = '2026-10-06T08:00:00Z';
const DAY = 24 * 60 * MINUTE;
const ROOM = 'Room 3B — Floor 2, North wing';
/** A list that comes too early, and the next. */
const SEEN_WITHIN = (SETTLED_AFTER_MS + UPDATED_EVERY_MS) / MINUTE + 1;

/** So late on Monday that the visit is no longer far ahead. */
const THE_NIGHT_BEFORE = '2026-10-05T21:00:00Z';

/** A visit whose room Cal.com was told a moment ago, and whatever is to happen to what Cal.com lists and sends. */
const justTold = async (faults: readonly FaultRule[] = [], now?: string) => {
  const clinic = await clinicOnVirtualTime(now === undefined ? {} : { now });
  await clinic.minutes(3);
  for (const fault of faults) clinic.sandbox.faults.add(fault);
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: TUESDAY });
  await clinic.time.pass(20_000);
  expect(clinic.sandbox.booking(uid)?.location).toBe(ROOM);
  const publication = async () => (await clinic.record(uid))?.publication;
  const lookedAt = () => clinic.reports.filter(({ what }) => what === 'verified').length;
  return { clinic, uid, publication, lookedAt };
};

test.each([
  ['far ahead', undefined],
  ['soon', THE_NIGHT_BEFORE],
])(
  'a room that was told of a visit %s is seen in the list of what changed, and the publisher does not look for it',
  async (_, now) => {
    const { clinic, publication, lookedAt } = await justTold([], now);
    expect(await publication()).toMatchObject({ state: { kind: 'queued' }, attempt: { text: ROOM } });
    await clinic.minutes(SEEN_WITHIN);
    expect(await publication()).toMatchObject({ state: { kind: 'nothing' }, verified: { text: ROOM } });
    await clinic.minutes(10);
    expect(lookedAt()).toBe(0);
    expect(clinic.locationMails()).toHaveLength(1);
  },
);

test('a room that no list can show is read back by the publisher itself', async () => {
  const { clinic, publication, lookedAt } = await justTold(
    [{ on: 'list', kind: 'server-error' }],
    THE_NIGHT_BEFORE,
  );
  await clinic.minutes(SEEN_WITHIN);
  expect(await publication()).toMatchObject({ state: { kind: 'queued' } });
  await clinic.minutes(3);
  expect(await publication()).toMatchObject({ state: { kind: 'nothing' }, verified: { text: ROOM } });
  expect(lookedAt()).toBe(1);
  expect(clinic.locationMails()).toHaveLength(1);
});

test('a room that no list can show of a visit far ahead is seen once lists come again, and where Cal.com had taken it back it is told again', async () => {
  for (const isTakenBack of [false, true]) {
    const { clinic, uid, publication } = await justTold([{ on: 'list', kind: 'server-error' }]);
    if (isTakenBack) clinic.sandbox.revertLocation(uid);
    await clinic.minutes(60);
    expect(await publication()).toMatchObject({ state: { kind: 'queued' } });
    clinic.sandbox.faults.clear();
    await clinic.minutes(10);
    expect(await publication()).toMatchObject({ state: { kind: 'nothing' }, verified: { text: ROOM } });
    expect(clinic.sandbox.booking(uid)?.location).toBe(ROOM);
    expect(clinic.locationMails()).toHaveLength(isTakenBack ? 2 : 1);
  }
});

test('a text that a person writes over a room just told is found as soon, though no webhook tells of it', async () => {
  const { clinic, uid, publication } = await justTold([
    { on: 'webhook', kind: 'lost', trigger: 'BOOKING_LOCATION_UPDATED' },
  ]);
  clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
  await clinic.minutes(SEEN_WITHIN);
  expect(await publication()).toMatchObject({ state: { kind: 'manual-edit' } });
  expect(clinic.sandbox.booking(uid)?.location).toBe('Seminar room at the lake');
});

test('a text that a person writes over a room told is found as soon where no one is to be told for days, as of a class put off', async () => {
  const { clinic, uid, publication } = await justTold();
  await clinic.minutes(SEEN_WITHIN);
  const record = await clinic.record(uid);
  if (record === undefined) throw new Error('no such booking');
  const state = { kind: 'queued', credential: 'default', notBefore: clinic.time.now() + 7 * DAY } as const;
  await clinic.ledger.commit([
    bookingWrite(record, { ...record, publication: { ...record.publication, state } }),
  ]);
  clinic.sandbox.editLocation(uid, 'Seminar room at the lake');
  await clinic.minutes(SEEN_WITHIN);
  expect(await publication()).toMatchObject({ state: { kind: 'manual-edit' } });
});

test('a room that Cal.com took back at once is told again, with one more mail', async () => {
  const { clinic, uid, publication } = await justTold();
  clinic.sandbox.revertLocation(uid);
  await clinic.minutes(SEEN_WITHIN);
  expect(clinic.sandbox.booking(uid)?.location).toBe(ROOM);
  await clinic.minutes(SEEN_WITHIN);
  expect(await publication()).toMatchObject({ state: { kind: 'nothing' }, verified: { text: ROOM } });
  expect(clinic.locationMails()).toHaveLength(2);
});

test('a list has its time before the publisher looks, with the minute by which a sweep wakes it ahead', () => {
  const wokenAhead = SWEEP_EVERY_MINUTES * MINUTE + PACE.settleSeconds * 1000;
  expect(VERIFY_AFTER_MS).toBeGreaterThan(SETTLED_AFTER_MS + UPDATED_EVERY_MS + wokenAhead);
});
