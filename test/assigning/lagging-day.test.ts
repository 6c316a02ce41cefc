import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { DayRecord } from '../../shared/domain/ledger-records.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

/** A Ledger of which every reading that may lag shows a Day as it is kept. */
const lagging = () => {
  const memory = memoryLedger();
  const kept = new Map<string, DayRecord>();
  const ledger: Ledger = {
    ...memory,
    readDay: async (siteId, date, terms) =>
      terms === undefined
        ? memory.readDay(siteId, date)
        : (kept.get(date) ?? { siteId, date, roomDays: [], waiting: [] }),
  };
  return { ledger, keep: async (date: string) => kept.set(date, await memory.readDay('north', date)) };
};

const DATE = '2026-10-06';
const START = `${DATE}T08:00:00Z`;

test('visits that are decided on a Day read too early still have a room each: what was missed is found when it is written', async () => {
  const clinic = await clinicOnVirtualTime({ ledger: lagging().ledger });
  const rooms: (string | undefined)[] = [];
  for (const hostId of [4711, 4712, 4713]) {
    const { uid } = await clinic.book({ eventType: 'consultation', start: START, hostId });
    await clinic.minutes(0.1);
    rooms.push(await clinic.roomOf(uid));
  }
  expect(new Set(rooms).size).toBe(3);
  expect(rooms).not.toContain('waiting');
});

test('one who waits by such a reading has the room that was given back by then: the Day is planned as it is', async () => {
  const { ledger, keep } = lagging();
  const clinic = await clinicOnVirtualTime({ ledger });
  const scan = async () => {
    const { uid } = await clinic.book({ eventType: 'abdominal-scan', start: START });
    await clinic.minutes(0.1);
    return uid;
  };
  const uids: string[] = [];
  do uids.push(await scan());
  while ((await clinic.roomOf(uids.at(-1) ?? '')) !== 'waiting');
  const [first = ''] = uids;
  await keep(DATE);
  await clinic.time.until(clinic.sandbox.cancel(uids.at(-1) ?? ''));
  await clinic.time.until(clinic.sandbox.cancel(first));
  await clinic.minutes(0.1);
  const last = await scan();
  await clinic.minutes(1);
  expect(await clinic.roomOf(last)).toMatch(/^3/);
});
