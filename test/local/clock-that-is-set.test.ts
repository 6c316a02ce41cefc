import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lambdaContext } from '../../bin/local/lambda-context.ts';

const directory = mkdtempSync(join(tmpdir(), 'clock-'));
const file = join(directory, 'clock');
const RealDate = Date;
const HOUR = 3_600_000;

beforeAll(async () => {
  writeFileSync(file, '0');
  vi.stubEnv('CLOCK_FILE', file);
  await import('../../bin/local/shifted-clock.ts');
});
afterAll(() => {
  vi.restoreAllMocks();
  globalThis.Date = RealDate;
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const hoursAhead = (): number => (Date.now() - RealDate.now()) / HOUR;
const watch = performance.now.bind(performance);
let passed = 0;
/** So much later by the machine's own watch, without any turn of the event loop. */
const later = (ms: number): void => {
  passed += ms;
  vi.spyOn(performance, 'now').mockImplementation(() => watch() + passed);
};

test('a clock that was set is read by whatever asks for the time next, though no timer came to run meanwhile', () => {
  expect(hoursAhead()).toBeCloseTo(0);
  writeFileSync(file, String(5 * HOUR));
  later(50);
  expect(hoursAhead()).toBeCloseTo(5);
  expect(new Date(7).toISOString()).toBe('1970-01-01T00:00:00.007Z');
});

test('while the clock is being written the time before goes on', () => {
  writeFileSync(file, String(6 * HOUR));
  later(50);
  expect(hoursAhead()).toBeCloseTo(6);
  writeFileSync(file, '');
  later(50);
  expect(hoursAhead()).toBeCloseTo(6);
});

test('a function that runs as the clock is set has as long as before', () => {
  const context = lambdaContext('board', 29);
  writeFileSync(file, String(30 * 24 * HOUR));
  later(50);
  expect(hoursAhead()).toBeCloseTo(30 * 24);
  expect(context.getRemainingTimeInMillis()).toBeGreaterThan(20_000);
});
