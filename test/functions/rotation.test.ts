import { expect, test } from 'vitest';
import { rotateUnderLoad } from './rotation-law.ts';

test('a secret that is exchanged while deliveries arrive rejects none of them', async () => {
  expect(Object.keys(await rotateUnderLoad(100, () => undefined))).toEqual(['200 accepted']);
});
