import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { SETTLED_AFTER_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const QUEUE = { kind: 'queued', credential: 'default' } as const;

/** A clinic that notes how its visits are listed as owed, whenever that is another row, and what the booking says beside it. */
const watched = async (start = '2026-10-06T06:00:00Z') => {
  const memory = memoryLedger();
  const listed: (number | undefined)[] = [];
  const attempts: { at: number; failures: number; listedFrom: number; notBefore: number }[] = [];
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      const result = await memory.commit(writes);
      const [row] = await memory.readOwed(QUEUE, { limit: 1 });
      if (row?.notBefore !== listed.at(-1)) listed.push(row?.notBefore);
      const { attempt, state } = (row && (await memory.readBooking(row.uid)))?.publication ?? {};
      if (row !== undefined && attempt !== undefined && attempt.at !== attempts.at(-1)?.at) {
        const { failures = 0 } = (await memory.readCredential('default')) ?? {};
        const notBefore = state?.kind === 'queued' ? state.notBefore : 0;
        attempts.push({ at: attempt.at, failures, listedFrom: row.notBefore, notBefore });
      }
      return result;
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger });
  await clinic.book({ eventType: 'consultation', start });
  return { clinic, listed, attempts };
};

test('a visit is listed when it is placed and when it is told, not anew for the answer, until it has been seen', async () => {
  const { clinic, listed, attempts } = await watched();
  await clinic.minutes(3);
  expect(clinic.locationMails()).toHaveLength(1);
  const [sent] = attempts;
  expect(listed).toEqual([expect.any(Number), sent?.listedFrom, undefined]);
  expect(sent?.notBefore, 'were there no answer').toBe((sent?.at ?? 0) + 75_000);
  expect(sent?.listedFrom).toBe((sent?.at ?? 0) + 2_000 + VERIFY_AFTER_MS);
});

test('an answer that is long in coming is verified no sooner for that', async () => {
  const { clinic, listed, attempts } = await watched();
  clinic.sandbox.faults.add({ on: 'patch', kind: 'slow', delayMs: 8_000 });
  await clinic.minutes(4);
  const [sent] = attempts;
  expect(listed.slice(1)).toEqual([sent?.listedFrom, (sent?.at ?? 0) + 8_000 + VERIFY_AFTER_MS, undefined]);
});

test('while Cal.com fails, what was sent is listed no sooner than it may be read: no probe is used up for nothing', async () => {
  const { clinic, attempts } = await watched();
  clinic.sandbox.faults.add({ on: 'patch', kind: 'server-error' });
  await clinic.minutes(5);
  expect(attempts.length).toBeGreaterThan(1);
  for (const { failures, listedFrom, notBefore } of attempts)
    expect(notBefore - listedFrom, `${failures}`).toBe(failures === 0 ? 73_000 - VERIFY_AFTER_MS : 0);
});

test('what no one knows the outcome of is listed again as soon as it may be read back', async () => {
  const { clinic, listed, attempts } = await watched();
  clinic.sandbox.faults.add({ on: 'patch', kind: 'timeout-applied', times: 1 });
  await clinic.minutes(1);
  const [sent] = attempts;
  expect(listed.slice(1)).toEqual([sent?.listedFrom, (sent?.at ?? 0) + 75_000]);
  await clinic.minutes(2);
  expect(listed.at(-1)).toBeUndefined();
  expect(clinic.locationMails()).toHaveLength(1);
});

test('what starts soon is listed as soon as it may be read, whether an answer comes or a crash', async () => {
  const { clinic, listed, attempts } = await watched('2026-10-05T06:30:00Z');
  await clinic.minutes(3);
  expect(clinic.locationMails()).toHaveLength(1);
  const [sent] = attempts;
  expect(sent?.listedFrom, 'were there no answer').toBe((sent?.at ?? 0) + 75_000);
  expect(listed.slice(1)).toEqual([sent?.listedFrom, (sent?.at ?? 0) + SETTLED_AFTER_MS, undefined]);
});
