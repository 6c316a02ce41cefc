import { expect, test } from 'vitest';
import { rotateUnderLoad } from './rotation-law.ts';

test('a secret that is exchanged among 10,000 deliveries rejects none of them', async () => {
  const answers = await rotateUnderLoad(10_000, (line) => console.error(line));
  console.error(JSON.stringify(answers));
  expect(Object.keys(answers)).toEqual(['200 accepted']);
});
