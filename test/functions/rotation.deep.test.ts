import { expect, test } from 'vitest';
import { rotateUnderLoad } from './rotation-law.ts';

test('a secret that is exchanged among 20,000 deliveries rejects none of them', async () => {
  const answers = await rotateUnderLoad(20_000, (line) => console.error(line));
  console.error(JSON.stringify(answers));
  expect(answers).toEqual({ '200 accepted': 20_000 });
});
