import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countDay } from '../../bin/cost/count-day.ts';
import type { Measured } from '../../bin/cost/monthly-bill.ts';

test('a booking asks for what was counted, to a tenth', async () => {
  const { perBookingWithRoom }: Measured = JSON.parse(
    readFileSync(new URL('../../bin/cost/counted.json', import.meta.url), 'utf8'),
  );
  const day = { minutes: 180, seed: 1, crowded: false };
  const [idle, busy] = [await countDay({ ...day, bookings: 0 }), await countDay({ ...day, bookings: 45 })];
  for (const what of ['writeUnits', 'readUnits', 'queueRequests'] as const) {
    const each = (busy[what] - idle[what]) / 45;
    expect(each / perBookingWithRoom[what], what).toBeGreaterThan(0.9);
    expect(each / perBookingWithRoom[what], what).toBeLessThan(1.1);
  }
});
