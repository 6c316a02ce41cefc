import { describe, expect, test } from 'vitest';
import { readProgress } from '../../shared/reconciling/progress.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const MINUTE = 60_000;
const MONDAY = Date.parse('2026-10-12T06:00:00Z');
/** A fortieth of what is read of any answer, and of the bytes that are too many: as much is asked, sooner. */
const LONGEST = 100_000;
const TOO_LONG = { bytes: 125_000 };
/** So many rows of 3,000 bytes more than they have anyhow are more than is read. */
const CROWD = 40;

const contracts = ['2024-08-13', '2026-05-01'] as const;
type Contract = (typeof contracts)[number];

/** A clinic that has so many bookings at one day before us, read through `wakeUp`; by video, so that none wants a room. */
const crowded = async (contract: Contract, crowd = CROWD) => {
  const clinic = await clinicOnVirtualTime({
    asleep: true,
    publishing: 'shadow',
    contract,
    longestAnswer: LONGEST,
  });
  const uids: string[] = [];
  for (let index = 0; index < crowd; index += 1) {
    const start = MONDAY + index * MINUTE;
    uids.push((await clinic.book({ eventType: 'video-consultation', start })).uid);
  }
  return { clinic, uids };
};

const known = async (clinic: ClinicOnVirtualTime, uids: readonly string[]): Promise<number> =>
  (await clinic.ledger.readBookings(uids)).length;

const unreadable = (clinic: ClinicOnVirtualTime): number =>
  clinic.reconciled.reduce((sum, report) => sum + report.unreadable, 0);

describe.each(contracts)('a list under %s', (contract) => {
  test('whose page would be longer than is ever read is asked for in smaller ones, and no one is left out', async () => {
    const { clinic, uids } = await crowded(contract);
    clinic.sandbox.behaviour.listedRowBytes = contract === '2024-08-13' ? 3_000 : 6_000;
    await clinic.wakeUp();
    await clinic.minutes(3);
    expect(await known(clinic, uids)).toBe(CROWD);
    expect(unreadable(clinic)).toBe(0);
    expect((await readProgress(clinic.ledger, 'default')).progress.horizonDone).toBeGreaterThan(0);
  });

  test('that takes long for each row is asked for in smaller ones, and goes on where it was, run after run', async () => {
    const { clinic, uids } = await crowded(contract);
    clinic.sandbox.behaviour.listMsPerRow = 2_700;
    await clinic.wakeUp();
    await clinic.minutes(25);
    expect(await known(clinic, uids)).toBe(CROWD);
  });

  test('of which one row cannot be shown is read around it: counted, listed, and the pass comes to its end', async () => {
    const { clinic, uids } = await crowded(contract, 24);
    clinic.sandbox.makeOdd(uids[17] ?? '', TOO_LONG);
    await clinic.wakeUp();
    await clinic.minutes(3);
    expect(await known(clinic, uids)).toBe(23);
    const { progress } = await readProgress(clinic.ledger, 'default');
    expect(progress.horizonDone).toBeGreaterThan(0);
    expect(unreadable(clinic)).toBeGreaterThanOrEqual(1);
    expect(progress.unread).toContainEqual({
      at: expect.any(Number),
      near: MONDAY + 16 * MINUTE,
      cause: 'AnswerTooLong',
    });
    clinic.sandbox.makeOdd(uids[17] ?? '', {});
    await clinic.minutes(35);
    expect(await known(clinic, uids)).toBe(24);
    expect((await readProgress(clinic.ledger, 'default')).progress.unread).toEqual([]);
  });

  test.each([
    ['first', [0]],
    ['last', [11]],
    // By cursor, who stands between two of them is found once one of them can be shown.
    ...(contract === '2024-08-13' ? [['first and the third', [0, 2]] as const] : []),
    ['three in the middle', [4, 5, 6]],
  ] as const)('of which the %s cannot be shown hides no one else', async (_, odd) => {
    const { clinic, uids } = await crowded(contract, 12);
    for (const index of odd) clinic.sandbox.makeOdd(uids[index] ?? '', TOO_LONG);
    await clinic.wakeUp();
    await clinic.minutes(6);
    const others = uids.filter((_uid, index) => !(odd as readonly number[]).includes(index));
    expect(await known(clinic, others)).toBe(others.length);
  });

  test('of changes, of which the oldest cannot be shown each time, tells of all later ones', async () => {
    const { clinic, uids } = await crowded(contract, 3);
    await clinic.wakeUp();
    await clinic.minutes(6);
    expect(await known(clinic, uids)).toBe(3);
    // Nothing is heard by webhook: what changed is seen by asking what has.
    clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost' });
    await clinic.time.until(clinic.sandbox.cancel(uids[0] ?? ''));
    clinic.sandbox.makeOdd(uids[0] ?? '', TOO_LONG);
    await clinic.minutes(0.5);
    await clinic.time.until(clinic.sandbox.cancel(uids[1] ?? ''));
    await clinic.minutes(6);
    expect((await clinic.ledger.readBooking(uids[1] ?? ''))?.fact.status).toBe('ended');
  });

  test('of which one row is a 500 each time is read around it, and an outage is not taken for such a row', async () => {
    const { clinic, uids } = await crowded(contract, 16);
    clinic.sandbox.makeOdd(uids[9] ?? '', { broken: true });
    await clinic.wakeUp();
    await clinic.minutes(8);
    expect(await known(clinic, uids)).toBe(15);
    const { unread } = (await readProgress(clinic.ledger, 'default')).progress;
    expect([...new Set(unread.map(({ cause }) => cause))]).toEqual(['Status500']);
    clinic.sandbox.makeOdd(uids[9] ?? '', {});
    clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
    const before = unreadable(clinic);
    const [reported] = [clinic.reconciled.length];
    await clinic.minutes(40);
    expect(unreadable(clinic)).toBe(before);
    expect(clinic.reconciled.slice(reported).map(({ failed }) => failed.default)).toContain('Status500');
    clinic.sandbox.faults.clear();
    await clinic.minutes(35);
    expect(await known(clinic, uids)).toBe(16);
  });
});
