import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import type { CredentialRecord } from '../../shared/domain/ledger-records.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { PACE } from '../../shared/wiring.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = Date.parse('2026-10-06T06:00:00Z');

/** A clinic that books one visit; how its key's pace is read is noted, from `shows` where it may lag. */
const booking = async (
  shows: (now: CredentialRecord | undefined) => CredentialRecord | undefined = (now) => now,
) => {
  const memory = memoryLedger();
  const asked: string[] = [];
  let isOn = false;
  const ledger: Ledger = {
    ...memory,
    readCredential: async (name, terms) => {
      if (isOn) asked.push(terms ? 'as it was' : 'as it is');
      const now = await memory.readCredential(name);
      return terms ? shows(now) : now;
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger });
  const book = (hour: number) =>
    clinic.book({ eventType: 'consultation', start: TUESDAY + hour * 3_600_000, hostId: 4711 });
  return { ...clinic, memory, asked, book, note: () => (isOn = true) };
};

test('the pace of a key is read once for a PATCH, and may have been so a moment ago', async () => {
  const clinic = await booking();
  await clinic.book(0);
  clinic.note();
  // No sweep looks meanwhile.
  await clinic.minutes(0.3);
  expect(clinic.sandbox.patches()).toHaveLength(1);
  expect(clinic.asked).toEqual(['as it was']);
});

test('one that was another by then is read again: the slot is taken by what it is now, and never twice', async () => {
  // As long as it lags nothing was ever sent with the key.
  const clinic = await booking(() => undefined);
  await clinic.book(0);
  await clinic.book(1);
  await clinic.minutes(3);
  const [first = 0, second = 0, ...others] = clinic.sandbox.patches().map(({ at }) => at);
  expect(others).toEqual([]);
  expect(second - first).toBeGreaterThanOrEqual(PACE.patchSeconds * 1000);
});
