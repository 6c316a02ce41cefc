import { expect, test } from 'vitest';
import { rotateUnderLoad } from './rotation-law.ts';

test('a secret that is exchanged while deliveries arrive rejects none of them', async () => {
  expect(await rotateUnderLoad(200, () => undefined)).toEqual({ '200 accepted': 200 });
});
