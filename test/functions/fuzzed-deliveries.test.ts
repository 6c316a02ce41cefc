import { expect, test } from 'vitest';
import { fuzzedDeliveriesHold } from './fuzzed-deliveries-law.ts';

test('whatever is delivered is answered, believed only if signed, and leaves no word about a person', async () => {
  const answers = await fuzzedDeliveriesHold(500, 20_261_005);
  // All the ways there are to answer were seen.
  expect(Object.keys(answers).sort()).toEqual([
    '200 accepted',
    '200 ignored',
    '200 quarantined',
    '401 invalid signature',
    '413 body too large',
  ]);
});
