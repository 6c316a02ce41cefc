import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenAtNight } from '../../bin/bench/scale/broken-at-night.ts';
import { CheapCalCom } from '../../bin/bench/scale/cheap-cal-com.ts';
import { compared } from '../../bin/bench/scale/compared.ts';
import { manySites } from '../../bin/bench/scale/many-sites.ts';
import { Meter } from '../../bin/bench/scale/meter.ts';
import { meteredLedger } from '../../bin/bench/scale/metered-ledger.ts';
import { scaleDay } from '../../bin/bench/scale/scale-day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { bookingRecord, marker, NINE, occupancy, roomDay, SITE } from '../support/ledger-records.ts';

/** So many times more or less than reckoned is no contradiction: a few bookings are far from any average. */
const FACTOR = 4;

test('a small day of many sites breaks no promise, and comes to what is reckoned for it', async () => {
  const day = await scaleDay({ sites: 10, bookings: 10, hours: 3, peak: 2 });
  expect(day.violations).toEqual([]);
  expect([day.bookings, day.publishLag.length + day.waited]).toEqual([100, 100]);
  const counted = JSON.parse(readFileSync(new URL('../../bin/cost/counted.json', import.meta.url), 'utf8'));
  const rows = compared(day, counted).filter(({ what }) => !what.startsWith('Re-plans'));
  expect(rows).toHaveLength(11);
  for (const { what, measured, reckoned } of rows)
    expect([what, measured > reckoned / FACTOR, measured < reckoned * FACTOR]).toEqual([what, true, true]);
});

test('a day in which a booking is left over, or two are in one room, or one is not told, is found out', async () => {
  const ledger = memoryLedger();
  const found: string[] = [];
  const visit = { site: 0, practitionerId: 1, eventTypeId: 1, at: NINE, start: NINE, end: NINE + MINUTE };
  const [one] = manySites(1).sites;
  if (one === undefined) throw new Error('there is no site');
  await ledger.commit([
    {
      kind: 'room-day',
      seen: 0,
      record: roomDay([], {
        occupancies: { 'booking-0': occupancy('booking-0'), 'booking-1': occupancy('booking-1') },
      }),
    },
  ]);
  await brokenAtNight({
    ledger,
    catalogue: { ...manySites(1), sites: [{ ...one, id: SITE }] },
    wanted: [visit, visit, visit],
    cal: new CheapCalCom(
      () => NINE,
      () => undefined,
    ),
    found: (violation) => found.push(violation),
  });
  expect(found).toEqual([
    'two are in 1A of north',
    'booking-0 was not told 1A',
    'booking-1 was not told 1A',
    'booking-2 has no room and does not wait',
  ]);
});

test('units are metered by partition and minute: twice over in a transaction, by the kilobyte written, by four read', async () => {
  let now = 0;
  const meter = new Meter(() => now);
  const ledger = meteredLedger(memoryLedger(), meter, 'assign');
  await ledger.commit([{ kind: 'booking', seen: 0, record: bookingRecord('ada') }]);
  expect(meter.total('write'), 'alone, and its site’s boards have another version').toBe(2);
  await ledger.commit([
    { kind: 'booking', seen: 1, record: bookingRecord('ada'), wasShownAt: SITE },
    { kind: 'due', marker: marker(NINE) },
  ]);
  expect(meter.total('write')).toBe(2 + 5);
  await ledger.readBooking('ada');
  await ledger.readDay(SITE, '2027-03-01');
  expect(meter.total('read')).toBe(2);
  now += MINUTE;
  for (let times = 0; times < 60; times += 1) await ledger.readBooking('ada');
  expect(meter.hottest('read')[0]).toEqual({ partition: 'BOOKING#ada', unitsASecond: 1 });
  expect(meter.inHour('read', 'BOOKING#', 0)).toBe(61);
});
