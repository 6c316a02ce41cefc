import { expect, test } from 'vitest';
import { VirtualTime } from '../../bin/simulation/virtual-time.ts';

test('while something takes real time no virtual time passes, whatever is due', async () => {
  const time = new VirtualTime('2026-10-05T07:00:00.000Z');
  const begun = time.now();
  const said: string[] = [];
  let answer = (): void => {};
  time.later(10, () => {
    void time
      .during(
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
      )
      .then(() => said.push(`answered after ${time.now() - begun}`));
    // Long after all that could go on has gone on.
    setTimeout(() => answer(), 20);
  });
  time.later(11, () => said.push(`next after ${time.now() - begun}`));
  await time.pass(1_000);
  expect(said).toEqual(['answered after 10', 'next after 11']);
});
