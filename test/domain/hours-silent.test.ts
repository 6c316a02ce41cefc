import { describe, expect, test } from 'vitest';
import { seededChance } from '../../shared/domain/chance.ts';
import { HOUR, hourOf, hoursSilent, LONGEST_SILENCE_MS } from '../../shared/domain/hours-silent.ts';
import type { Instant } from '../../shared/domain/instant.ts';

const NOW = Date.UTC(2027, 2, 1, 15, 20);
const DAY = 24 * HOUR;
const always = () => true;
/** Open from 8 to 18, by UTC. */
const byDay = (hour: Instant) => new Date(hour).getUTCHours() >= 8 && new Date(hour).getUTCHours() < 18;

/** All hours of the last five weeks in which something came, so many hours ago at the latest. */
const heard = (came: (hour: Instant) => boolean, silentFor = 0): ReadonlySet<Instant> =>
  new Set(
    Array.from({ length: 35 * 24 }, (_, back) => hourOf(NOW) - back * HOUR).filter(
      (hour, back) => back > silentFor && came(hour),
    ),
  );

describe('hours without a delivery', () => {
  test('are news at a clinic to which one comes each hour once there are three of them', () => {
    expect([0, 1, 2, 3, 4].map((hours) => hoursSilent(NOW, always, heard(always, hours)))).toEqual([
      0, 0, 0, 3, 4,
    ]);
  });

  test('are no news where hours like these were silent before', () => {
    const byNight = (hour: Instant) => !byDay(hour);
    expect(hoursSilent(NOW, always, heard(byNight, 7))).toBe(0);
  });

  test('are news later at a clinic to which few come', () => {
    const everyThird = (hour: Instant) => (hour / HOUR) % 3 === 0;
    expect(hoursSilent(NOW, always, heard(everyThird, 12))).toBe(0);
    // The last came two hours before these.
    expect(hoursSilent(NOW, always, heard(everyThird, 24))).toBe(26);
  });

  test('count only while the clinic is open', () => {
    // Since the evening before: of those hours it was open in seven of today, and one of yesterday.
    expect(hoursSilent(NOW, byDay, heard(byDay, 22))).toBe(8);
    expect(hoursSilent(NOW, () => false, heard(byDay, 22))).toBe(0);
  });

  test('are over with the first that comes', () => {
    const silent = heard(always, 10);
    expect(hoursSilent(NOW, always, silent)).toBe(10);
    expect(hoursSilent(NOW, always, new Set([...silent, hourOf(NOW)]))).toBe(0);
  });

  test('are no news to a clinic that was never heard of', () => {
    expect(hoursSilent(NOW, always, new Set())).toBe(0);
    expect(
      hoursSilent(
        NOW,
        always,
        heard((hour) => hour > NOW - 2 * DAY, 8),
      ),
    ).toBe(0);
  });

  test.each([0.3, 0.5, 0.8])(
    'seldom seem news where all is as ever: where something comes in %d of the hours, in fewer than one of a thousand',
    (share) => {
      const chance = seededChance(1);
      const came = new Set(
        Array.from({ length: 400 * 24 }, (_, back) => hourOf(NOW) - back * HOUR).filter(
          () => chance() < share,
        ),
      );
      const year = Array.from({ length: 365 * 24 }, (_, back) => NOW - back * HOUR);
      const alarmed = year.filter((now) => hoursSilent(now, always, came) > 0);
      const begun = alarmed.filter((now) => !alarmed.includes(now - HOUR));
      expect(begun.length).toBeLessThan(9);
    },
  );

  test('are not followed back for ever', () => {
    expect(hoursSilent(NOW, always, heard(always, 30 * 24))).toBeLessThanOrEqual(LONGEST_SILENCE_MS / HOUR);
  });
});
