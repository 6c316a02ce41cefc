import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compared } from '../../bin/bench/scale/compared.ts';
import { scaleDay } from '../../bin/bench/scale/scale-day.ts';
import { countDay } from '../../bin/cost/count-day.ts';
import type { Measured } from '../../bin/cost/monthly-bill.ts';

const counted: Measured = JSON.parse(
  readFileSync(new URL('../../bin/cost/counted.json', import.meta.url), 'utf8'),
);

test('a booking asks for what was counted, to a tenth', async () => {
  const { perBooking } = counted;
  const day = { sites: 1, seed: 1 };
  const [idle, busy] = [await countDay({ ...day, bookings: 0 }), await countDay({ ...day, bookings: 100 })];
  for (const what of ['writeUnits', 'readUnits', 'queueRequests'] as const) {
    const each = (busy[what] - idle[what]) / busy.booked;
    expect(each / perBooking[what], what).toBeGreaterThan(0.9);
    expect(each / perBooking[what], what).toBeLessThan(1.1);
  }
});

test('a day of twenty sites comes to what is reckoned for it, to a tenth', async () => {
  const day = await scaleDay({ sites: 20, bookings: 100, hours: 10, peak: 3 });
  const billed = compared(day, counted).filter(({ what }) => / of the day|Requests/.test(what));
  expect(billed).toHaveLength(4);
  for (const { what, measured, reckoned } of billed) {
    expect(measured / reckoned, what).toBeGreaterThan(0.9);
    expect(measured / reckoned, what).toBeLessThan(1.1);
  }
});
