import { expect, test } from 'vitest';
import { LedgerUnavailable } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { type ClinicOnVirtualTime, clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-10-05T06:00:00Z');

/** By video, for what is read of anyone is the same and no room has to be found for them. */
const clinicWith = async (contract: '2024-08-13' | '2026-05-01', starts: readonly number[]) => {
  const clinic = await clinicOnVirtualTime({ asleep: true, publishing: 'shadow', contract });
  const uids: string[] = [];
  for (const start of starts) uids.push((await clinic.book({ eventType: 'video-consultation', start })).uid);
  await clinic.wakeUp();
  await clinic.minutes(20);
  const known = (await clinic.ledger.readBookings(uids)).length;
  return { known, pages: clinic.reconciled.reduce((sum, { pages }) => sum + pages, 0) };
};

test('sixty quiet days are a dozen pages, and what changed is asked for beside', async () => {
  const starts = Array.from({ length: 60 }, (_, day) => MONDAY + day * DAY);
  const { known, pages } = await clinicWith('2026-05-01', starts);
  expect(known).toBe(60);
  expect(pages).toBeLessThanOrEqual(12 + 10);
});

test.each([
  // It is asked each minute what has changed as well.
  ['2024-08-13', 260, 45],
  ['2026-05-01', 110, 45],
] as const)(
  'of a day of several pages among quiet ones no one is left out (%s)',
  async (contract, crowd, most) => {
    const quiet = Array.from({ length: 30 }, (_, day) => MONDAY + day * DAY);
    const crowded = Array.from({ length: crowd }, (_, index) => MONDAY + 11 * DAY + index * 60_000);
    const { known, pages } = await clinicWith(contract, [...quiet, ...crowded]);
    expect(known).toBe(30 + crowd);
    expect(pages).toBeLessThanOrEqual(most);
  },
);

test('visits that are over are not asked about by name, pass after pass', async () => {
  const clinic = await clinicOnVirtualTime();
  for (let hour = 1; hour <= 5; hour += 1)
    await clinic.book({ eventType: 'consultation', start: MONDAY + hour * 3_600_000, hostId: 4711 });
  await clinic.minutes(8 * 60);
  const before = clinic.reconciled.length;
  await clinic.minutes(3 * 60);
  expect(clinic.reconciled.slice(before).reduce((sum, { rechecks }) => sum + rechecks, 0)).toBe(0);
});

test('what is lost before anything could tell what changed is found as soon as that can be told', async () => {
  const clinic = await clinicOnVirtualTime({ asleep: true });
  clinic.sandbox.faults.add({ on: 'list', kind: 'server-error', times: 1 });
  await clinic.wakeUp();
  await clinic.minutes(1.5);
  clinic.sandbox.faults.add({ on: 'list', kind: 'server-error' });
  clinic.sandbox.faults.add({ on: 'webhook', kind: 'lost', trigger: 'BOOKING_CREATED' });
  const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: '2026-10-06T10:00:00Z' });
  await clinic.minutes(13);
  clinic.sandbox.faults.clear();
  await clinic.minutes(4);
  expect(await clinic.roomOf(uid)).toBe('3B');
});

test('a Day that cannot be read ends the pass and nothing else, whatever else is asked for meanwhile', async () => {
  const memory = memoryLedger();
  let failing = false;
  const clinic: ClinicOnVirtualTime = await clinicOnVirtualTime({
    ledger: {
      ...memory,
      readDay: async (siteId, date, terms) => {
        if (!failing || date !== '2026-10-06') return memory.readDay(siteId, date, terms);
        failing = false;
        throw new LedgerUnavailable('no answer');
      },
      readMemo: async (scope, id, terms) => {
        if (scope === 'in-order') await clinic.time.during(new Promise((resolve) => setImmediate(resolve)));
        return memory.readMemo(scope, id, terms);
      },
    },
  });
  const { uid } = await clinic.book({ eventType: 'consultation', start: MONDAY + DAY, hostId: 4711 });
  await clinic.minutes(25);
  clinic.forgetInSweep();
  failing = true;
  await clinic.minutes(35);
  expect(clinic.failures).toMatchObject([{ step: 'horizon' }]);
  expect(await clinic.roomOf(uid)).toBe('3B');
});
