import { expect, test } from 'vitest';
import { randomDay } from '../../bin/simulation/random-day.ts';
import { addDay, emptyTally } from '../../bin/simulation/tally.ts';

const FIRST = 332;
const FEWEST_DAYS = 5;
/** A day has no walk-in, or no one who did not come, now and then: of so many hardly all. */
const MOST_DAYS = 12;

test('a few seeded days of faults break no promise, and whatever a front desk does comes about among them', async () => {
  const tally = emptyTally();
  const missing = (): string[] => {
    const { walkIns, overruled, arranged, steps } = tally;
    const counts = Object.entries({ walkIns, overruled, arranged, ...steps });
    return counts.flatMap(([what, count]) => (count === 0 ? what : []));
  };
  for (let lived = 0; lived < FEWEST_DAYS || (lived < MOST_DAYS && missing().length > 0); lived += 1) {
    const seed = FIRST + lived;
    const day = await randomDay(seed);
    expect(day.violations, `npm run simulate -- --days 1 --seed ${seed} --trace`).toEqual([]);
    addDay(tally, day);
  }
  expect(Object.values(tally.faults).filter((count) => count > 0).length).toBeGreaterThan(20);
  expect(missing()).toEqual([]);
});

test('a day on which the key was refused while nothing was owed ends with nothing unknown', async () => {
  expect((await randomDay(300_055)).violations).toEqual([]);
});

test('the same seed lives the same day', async () => {
  expect(await randomDay(315)).toEqual(await randomDay(315));
});
