import { expect, test } from 'vitest';
import { type Answers, fuzzedDeliveriesHold } from './fuzzed-deliveries-law.ts';

const BODIES = 100_000;
const AT_ONCE = 5_000;

test('100,000 deliveries of anything: no 5xx, no uncaught error, no word about a person', async () => {
  const sum: Answers = {};
  for (let done = 0; done < BODIES; done += AT_ONCE) {
    const answers = await fuzzedDeliveriesHold(AT_ONCE, done + 1);
    for (const [answer, count] of Object.entries(answers)) sum[answer] = (sum[answer] ?? 0) + count;
    console.error(`${done + AT_ONCE} of ${BODIES} bodies: ${JSON.stringify(sum)}`);
  }
  expect(Object.values(sum).reduce((a, b) => a + b, 0)).toBe(BODIES);
});
