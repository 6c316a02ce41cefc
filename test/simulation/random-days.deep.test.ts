import { expect, test } from 'vitest';
import { randomDay } from '../../bin/simulation/random-day.ts';
import { addDay, emptyTally, tallyText } from '../../bin/simulation/tally.ts';

const DAYS = 10_000;
const LATE_DAYS = 1_000;

test(`${DAYS} seeded days of faults: nothing overlaps, nothing is lost, no one is mailed twice, the pace holds`, async () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= DAYS; seed += 1) {
    const day = await randomDay(seed);
    expect(day.violations, `npm run simulate -- --days 1 --seed ${seed} --trace`).toEqual([]);
    addDay(tally, day);
    if (seed % 500 === 0) console.log(`${seed} of ${DAYS} days`);
  }
  console.log(tallyText(tally));
});

test(`${LATE_DAYS} days on which Cal.com applies things up to two minutes late: second mails are counted, nothing else breaks`, async () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= LATE_DAYS; seed += 1) {
    const day = await randomDay(seed, { late: true });
    expect(day.violations, `npm run simulate -- --days 1 --seed ${seed} --late --trace`).toEqual([]);
    addDay(tally, day);
  }
  console.log(tallyText(tally));
});
