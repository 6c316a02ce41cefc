import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSchedule } from '../../bin/local/schedule.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sweeps = async (seconds: number): Promise<() => number> => {
  let begun = 0;
  startSchedule(async () => {
    begun += 1;
  }, seconds);
  await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
  expect(begun).toBe(0);
  return () => begun;
};

test('the local system sweeps once in so many seconds', async () => {
  const begun = await sweeps(60);
  await vi.advanceTimersByTimeAsync(250);
  expect(begun()).toBe(1);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(begun()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(begun()).toBe(2);
});

test('a clinic’s clock that is set on by hours has one sweep at once, not one for each minute of them', async () => {
  const begun = await sweeps(60);
  vi.setSystemTime(Date.now() + 3 * 3_600_000);
  await vi.advanceTimersByTimeAsync(250);
  expect(begun()).toBe(1);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(begun()).toBe(1);
});

test('a sweep that takes minutes is followed by one at once, not by one for each that came due meanwhile', async () => {
  const ends = Promise.withResolvers<void>();
  let begun = 0;
  startSchedule(async () => {
    begun += 1;
    if (begun === 1) await ends.promise;
  }, 60);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(begun).toBe(1);
  ends.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toBe(2);
});
