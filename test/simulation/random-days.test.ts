import { expect, test } from 'vitest';
import { randomDay } from '../../bin/simulation/random-day.ts';
import { addDay, emptyTally } from '../../bin/simulation/tally.ts';

test('ten seeded days of faults break no promise', async () => {
  const tally = emptyTally();
  // Among which someone did not come, and all else.
  for (let seed = 312; seed <= 321; seed += 1) {
    const day = await randomDay(seed);
    expect(day.violations, `npm run simulate -- --days 1 --seed ${seed} --trace`).toEqual([]);
    addDay(tally, day);
  }
  expect(Object.values(tally.faults).filter((count) => count > 0).length).toBeGreaterThan(20);
  // Whatever a front desk does came about among them.
  const { walkIns, overruled, arranged, steps } = tally;
  expect(
    Object.entries({ walkIns, overruled, arranged, ...steps }).filter(([, count]) => count === 0),
  ).toEqual([]);
});

test('a day on which the key was refused while nothing was owed ends with nothing unknown', async () => {
  expect((await randomDay(300_055)).violations).toEqual([]);
});

test('the same seed lives the same day', async () => {
  expect(await randomDay(4711)).toEqual(await randomDay(4711));
});
