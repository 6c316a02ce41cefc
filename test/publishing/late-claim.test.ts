import { expect, test } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { PACE } from '../../shared/wiring.ts';
import { clinicOnVirtualTime } from '../support/clinic-on-virtual-time.ts';

const TUESDAY = Date.parse('2026-10-06T06:00:00Z');

/** A clinic whose Ledger takes a second to say that a slot is claimed, so many times. */
const slowToClaim = async (times: number) => {
  const memory = memoryLedger();
  let left = 0;
  let wait = async (): Promise<void> => undefined;
  const ledger: Ledger = {
    ...memory,
    commit: async (writes) => {
      const result = await memory.commit(writes);
      const claims = writes.some(({ kind }) => kind === 'credential');
      if (claims && result.kind === 'committed' && left > 0) {
        left -= 1;
        await wait();
      }
      return result;
    },
  };
  const clinic = await clinicOnVirtualTime({ ledger });
  wait = () => new Promise((wake) => clinic.time.later(1_000, () => wake()));
  left = times;
  const visits = [0, 1].map((hour) =>
    clinic.book({ eventType: 'consultation', start: TUESDAY + hour * 3_600_000, hostId: 4711 }),
  );
  await Promise.all(visits);
  return clinic;
};

const unsent = ({ reports }: Awaited<ReturnType<typeof slowToClaim>>): number =>
  reports.filter(({ what }) => what === 'unsent').length;

test.each([1, 2])(
  'a slot that was claimed too late to leave is claimed again at once (%d)',
  async (times) => {
    const clinic = await slowToClaim(times);
    const booked = clinic.time.now();
    await clinic.minutes(2);
    const [first = 0, second = 0, ...others] = clinic.sandbox.patches().map(({ at }) => at);
    expect(first - booked).toBeLessThan((PACE.settleSeconds + times + 1) * 1000);
    expect(second - first).toBeGreaterThanOrEqual(PACE.patchSeconds * 1000);
    expect(others).toEqual([]);
    expect(unsent(clinic)).toBe(0);
  },
);

test('a slot that is claimed too late again and again is left, and the visit told in the next, once', async () => {
  const clinic = await slowToClaim(3);
  await clinic.minutes(0.3);
  expect(clinic.sandbox.patches()).toEqual([]);
  expect(unsent(clinic)).toBe(1);
  await clinic.minutes(2);
  expect(clinic.locationMails()).toHaveLength(2);
});
