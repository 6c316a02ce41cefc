import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countDay } from '../../bin/cost/count-day.ts';
import type { Measured } from '../../bin/cost/monthly-bill.ts';

test('a booking asks for what was counted, to a tenth', async () => {
  const { perBooking }: Measured = JSON.parse(
    readFileSync(new URL('../../bin/cost/counted.json', import.meta.url), 'utf8'),
  );
  const [idle, busy] = [await countDay(0, 180), await countDay(48, 180)];
  for (const what of ['writeUnits', 'readUnits', 'queueRequests'] as const) {
    const each = (busy[what] - idle[what]) / 48;
    expect(each / perBooking[what], what).toBeGreaterThan(0.9);
    expect(each / perBooking[what], what).toBeLessThan(1.1);
  }
});
