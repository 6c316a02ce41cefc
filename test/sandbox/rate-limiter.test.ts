import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimiter, rateLimitHeaders } from '../../bin/sandbox/rate-limiter.ts';
import { runs } from '../support/runs.ts';

const calcom = { limit: 5, windowMs: 60_000, blockMs: 60_000 };

/** Instants of hits in, admissions out. */
const admissions = (instants: readonly number[], pace = calcom): boolean[] => {
  let now = 0;
  const limiter = new RateLimiter(pace, () => now);
  return instants.map((at) => {
    now = at;
    return limiter.hit('key').admitted;
  });
};

const seconds = (...at: number[]): number[] => at.map((each) => each * 1000);

test('the window is fixed from its first hit: five late hits and five early ones of the next all pass', () => {
  expect(admissions(seconds(0, 58, 58, 59, 59, 60, 60, 61, 61, 62))).toEqual(Array(10).fill(true));
});

test('the sixth hit of a window starts a block of 60 s', () => {
  expect(admissions(seconds(0, 1, 2, 3, 4, 50, 109, 110))).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('calls during a block do not lengthen it', () => {
  expect(admissions(seconds(0, 1, 2, 3, 4, 50, 100, 101, 110))).toEqual([
    ...Array(5).fill(true),
    ...[false, false, false, true],
  ]);
});

test('hammering through a block trips the next one at once when the window rolled over meanwhile', () => {
  expect(admissions(seconds(0, 1, 2, 3, 4, 50, 61, 62, 63, 64, 65, 111, 170, 172))).toEqual([
    ...Array(5).fill(true),
    ...Array(6).fill(false),
    ...[false, false, true],
  ]);
});

test('one hit every 15 s is never refused', () => {
  expect(admissions(Array.from({ length: 400 }, (_, index) => index * 15_000))).toEqual(
    Array(400).fill(true),
  );
});

test('each credential has its own bucket', () => {
  const limiter = new RateLimiter(calcom, () => 0);
  for (let hit = 0; hit < 6; hit += 1) limiter.hit('one');
  expect(limiter.hit('one').admitted).toBe(false);
  expect(limiter.hit('other').admitted).toBe(true);
});

test('headers: the name capitalised on its first letter only, whole seconds left, no Retry-After', () => {
  let now = 0;
  const limiter = new RateLimiter(calcom, () => now);
  const headers = () => rateLimitHeaders('booking_location_update', limiter.hit('key'));
  expect(headers()).toEqual({
    'X-RateLimit-Limit-Booking_location_update': '5',
    'X-RateLimit-Remaining-Booking_location_update': '4',
    'X-RateLimit-Reset-Booking_location_update': '60',
  });
  now = 10_500;
  expect(headers()['X-RateLimit-Reset-Booking_location_update']).toBe('50');
  for (let hit = 0; hit < 3; hit += 1) headers();
  now = 20_000;
  expect(headers()).toEqual({
    'X-RateLimit-Limit-Booking_location_update': '5',
    'X-RateLimit-Remaining-Booking_location_update': '0',
    'X-RateLimit-Reset-Booking_location_update': '60',
  });
});

const gaps = fc.array(fc.nat({ max: 30_000 }), { minLength: 1, maxLength: 120 });

const instantsOf = (steps: readonly number[]): number[] => {
  let at = 0;
  return steps.map((step) => {
    at += step;
    return at;
  });
};

test('anyone who asks, and whenever: no window ever admits a sixth', () => {
  fc.assert(
    fc.property(gaps, (steps) => {
      const instants = instantsOf(steps);
      let windowStart = Number.NEGATIVE_INFINITY;
      let admitted = 0;
      // The oracle knows only when windows begin: with the first hit after the last one's 60 s.
      admissions(instants).forEach((passed, index) => {
        const at = instants[index] ?? 0;
        if (at >= windowStart + 60_000) {
          windowStart = at;
          admitted = 0;
        }
        if (passed) admitted += 1;
        expect(admitted).toBeLessThanOrEqual(5);
      });
    }),
    { numRuns: runs(150) },
  );
});

test('anyone who asks, and whenever: after a first refusal nothing passes for 60 s', () => {
  fc.assert(
    fc.property(gaps, (steps) => {
      const instants = instantsOf(steps);
      let blockedUntil = Number.NEGATIVE_INFINITY;
      admissions(instants).forEach((passed, index) => {
        const at = instants[index] ?? 0;
        if (passed) expect(at).toBeGreaterThanOrEqual(blockedUntil);
        else if (at >= blockedUntil) blockedUntil = at + 60_000;
      });
    }),
    { numRuns: runs(150) },
  );
});
