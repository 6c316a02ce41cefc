import { expect, test } from 'vitest';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { isLeftToLists, UNKNOWN_OUTCOME_MS } from '../../shared/domain/publication.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { SETTLED_AFTER_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const QUEUE = { kind: 'queued', credential: 'default' } as const;

/** A clinic that notes how its visits are listed as owed, whenever that is another row, and what the booking says beside it. */
const watched = async (
  start = '2026-10-05T13:00:00Z',
  /** Hears of each commit that took place; who made it goes on once that is over. */
  heard: (writes: readonly Write[]) => Promise<void> | void = () => undefined,
) => {
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
      if (result.kind === 'committed') await heard(writes);
      return result;
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger });
  await clinic.book({ eventType: 'consultation', start });
  return { clinic, listed, attempts };
};

test('a visit of today is listed when it is placed and when it is told, not anew for the answer, until it has been seen', async () => {
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

const FAR = '2026-10-06T06:00:00Z';

const publicationIn = async ({ sandbox, ledger }: Awaited<ReturnType<typeof watched>>['clinic']) => {
  const [row] = sandbox.bookings();
  return row && (await ledger.readBooking(row.uid))?.publication;
};

test('a visit far ahead is listed until it is told, and no more: a list of changes shows that its room has arrived', async () => {
  const { clinic, listed } = await watched(FAR);
  await clinic.minutes(0.5);
  expect(clinic.locationMails()).toHaveLength(1);
  expect(listed).toEqual([expect.any(Number), undefined]);
  expect((await publicationIn(clinic))?.state).toMatchObject({ kind: 'queued', unlisted: true });
  await clinic.minutes(3);
  const seen = await publicationIn(clinic);
  expect(seen?.state.kind).toBe('nothing');
  expect(seen?.attempt?.outcome).toBe('accepted');
  expect(seen?.verified?.text).toBe(seen?.attempt?.text);
  expect(listed, 'never again').toHaveLength(2);
  expect(clinic.locationMails()).toHaveLength(1);
});

test('a booking for a visit far ahead is written three times: placed, told, seen', async () => {
  let written = 0;
  const { clinic } = await watched(FAR, (writes) => {
    written += writes.filter(({ kind }) => kind === 'booking').length;
  });
  await clinic.minutes(10);
  expect((await publicationIn(clinic))?.verified).toBeDefined();
  expect(written).toBe(3);
});

test('a room that a crash kept from a visit far ahead is told once a list shows that it is missing, no sooner than it may still arrive', async () => {
  let diedAt = 0;
  const { clinic } = await watched(FAR, (writes) => {
    const isAttempt = writes.some(
      (write) => write.kind === 'booking' && isLeftToLists(write.record.publication),
    );
    if (!isAttempt || diedAt > 0) return undefined;
    diedAt = clinic.time.now();
    // Never heard of again.
    return new Promise(() => undefined);
  });
  await clinic.minutes(10);
  expect(clinic.locationMails()).toHaveLength(1);
  const [mail] = clinic.sandbox.patches();
  expect((mail?.at ?? 0) - diedAt).toBeGreaterThan(UNKNOWN_OUTCOME_MS);
  expect((await publicationIn(clinic))?.verified).toBeDefined();
});

test('a person’s words over the room of a visit far ahead are seen where the room was to be', async () => {
  const { clinic } = await watched(FAR);
  await clinic.minutes(1);
  const [row] = clinic.sandbox.bookings();
  clinic.sandbox.editLocation(row?.uid ?? '', 'Ask at the desk');
  await clinic.minutes(5);
  expect((await publicationIn(clinic))?.state.kind).toBe('manual-edit');
  expect(clinic.sandbox.patches(), 'it stands').toHaveLength(1);
});
