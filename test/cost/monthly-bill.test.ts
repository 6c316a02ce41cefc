import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Measured, monthlyBill, type Size } from '../../bin/cost/monthly-bill.ts';
import { PRICES, unconfirmed } from '../../bin/cost/prices.ts';
import { sitesUntil, WALLS } from '../../bin/cost/walls.ts';
import { runCommand } from '../support/run-command.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const counted: Measured = JSON.parse(read('bin/cost/counted.json'));
const DEPLOYED = { traced: false };
const QUIET: Size = { bookings: 0, sites: 1, rooms: 40, screens: 0 };
const BUSY: Size = { bookings: 20_000, sites: 1, rooms: 40, screens: 10 };

const billOf = (size: Size, deployed = DEPLOYED) => monthlyBill(counted, size, deployed);
const cost = (size: Size, deployed = DEPLOYED): number =>
  billOf(size, deployed).reduce((sum, { dollars }) => sum + dollars, 0);

test('what ten screens cost that look at the board on every working day is under ten dollars a month', () => {
  expect(cost(BUSY) - cost({ ...BUSY, screens: 0 })).toBeLessThan(10);
});

test('a booking asks for no more than fourteen write units, ten read units and eight requests, and a million cost less than thirty dollars', () => {
  const { writeUnits, readUnits, queueRequests } = counted.perBooking;
  expect([writeUnits <= 14, readUnits <= 10, queueRequests <= 8]).toEqual([true, true, true]);
  const million = { ...QUIET, sites: 50, bookings: 1_000_000 };
  expect(cost(million) - cost({ ...million, bookings: 0 })).toBeLessThan(30);
});

test('one more quiet site costs less than three dollars a month', () => {
  expect(cost({ ...QUIET, sites: 2 }) - cost(QUIET)).toBeLessThan(3);
});

test('what is asked for costs in proportion to how often', () => {
  const [once, twice] = [BUSY, { ...BUSY, bookings: 40_000 }].map((size) =>
    billOf({ ...size, screens: 0 }).find(({ what }) => what === 'Queues: messages'),
  );
  expect(once?.amount).toBeCloseTo(20_000 * counted.perBooking.queueRequests);
  expect(twice?.dollars).toBeCloseTo(2 * (once?.dollars ?? 0));
});

test('more visits to a room make its Day longer to write, and more rooms make a Day longer to read', () => {
  const amount = (size: Size, name: string) => billOf(size).find(({ what }) => what === name)?.amount ?? 0;
  const [few, many] = [
    { ...BUSY, rooms: 80 },
    { ...BUSY, rooms: 20 },
  ];
  expect(amount(many, 'Table: writes')).toBeGreaterThan(amount(few, 'Table: writes'));
  expect(amount(few, 'Table: reads')).toBeGreaterThan(amount(many, 'Table: reads'));
});

test('what is free is taken off once, however many lines are of that kind', () => {
  const lines = billOf({ ...BUSY, bookings: 1_000_000 }).filter(
    ({ price }) => price === PRICES.queueRequests,
  );
  expect(lines).toHaveLength(2);
  const saved = lines.reduce((sum, { dollars, afterFree }) => sum + dollars - afterFree, 0);
  expect(saved).toBeCloseTo(0.4);
});

test('says which prices no page was found to confirm for its region', async () => {
  expect(unconfirmed()).toEqual(['gigabyteSeconds', 'dashboards', 'secrets', 'secretReads', 'traces']);
  for (const asked of [[], ['--three']]) {
    const { said } = await runCommand('cost', asked);
    expect(said).toMatch(
      /^Not confirmed for eu-central-1, .*: gigabyteSeconds, dashboards, secrets, secretReads, traces\./m,
    );
  }
});

test('without traces none are paid for', () => {
  const traces = (traced: boolean) =>
    billOf(BUSY, { ...DEPLOYED, traced }).find(({ what }) => what === 'Traces')?.dollars;
  expect(traces(true)).toBeGreaterThan(1);
  expect(traces(false)).toBe(0);
});

test('the page on scale shows what the command says, and with a key for each site no wall stands below a thousand', async () => {
  const { said } = await runCommand('cost', ['--scale']);
  expect(read('lib/SCALE.md')).toContain(said);
  const [oneKey, ...others] = WALLS;
  expect(oneKey && sitesUntil(oneKey)).toBe(8);
  for (const wall of others) expect(sitesUntil(wall), wall.what).toBeGreaterThanOrEqual(1_000);
});

test('a wall stands where one site more is too many', () => {
  const wall = { what: '', of: '', limit: 10, at: (sites: number) => sites / 3 };
  expect(sitesUntil(wall)).toBe(30);
  expect(sitesUntil({ ...wall, at: () => 10 })).toBe(Number.POSITIVE_INFINITY);
});

test('the README shows what the command says of three sizes', async () => {
  const { said } = await runCommand('cost', ['--three']);
  const rows = said.split('\n').filter((line) => line.startsWith('| '));
  expect(rows).toHaveLength(11);
  for (const row of rows) expect(read('README.md')).toContain(row);
});
