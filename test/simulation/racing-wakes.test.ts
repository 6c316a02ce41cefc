import { expect, test } from 'vitest';
import { patient, SimulatedClinic } from '../../bin/simulation/simulated-clinic.ts';
import { PACE } from '../../shared/wiring.ts';
import { WHOLE_MATRIX } from '../support/whole-matrix.ts';

const SECOND = 1_000;
const TEN = Date.parse('2026-10-05T10:00:00Z');
const BLOOD = 3006;
/** From a booking to the wake that its decision asks for, with the ways between them. */
const FIRST_WAKE_MS = PACE.settleSeconds * SECOND + 1_500;

/** More of them in the deep tests. */
const SEEDS = WHOLE_MATRIX ? [1, 2, 3, 4, 5, 6] : [1, 2];

test.each([0, 20, 50, 100, 200, 300, 400, 500])(
  'two wakes %d ms apart tell both of two bookings within twenty seconds, and neither is dropped',
  async (apart) => {
    for (const seed of SEEDS) {
      const world = await new SimulatedClinic({ seed, horizonDays: 1 }).open();
      const from = world.time.now();
      for (const index of [0, 1]) {
        const start = TEN + index * 3_600_000;
        world.act(() => world.sandbox.book({ eventType: BLOOD, start, attendee: patient }));
        await world.pass(index === 0 ? apart : 0);
      }
      // No sweep comes to help before a minute has passed.
      await world.pass(FIRST_WAKE_MS + 20 * SECOND);
      expect(world.time.now() - from).toBeLessThan(60 * SECOND);
      expect([seed, world.sandbox.patches().map(({ status }) => status)]).toEqual([seed, [200, 200]]);
      expect(world.violations).toEqual([]);
    }
  },
);
