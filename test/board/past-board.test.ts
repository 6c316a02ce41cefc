import { expect, test } from 'vitest';
import { pastRun } from './past-run.ts';

test('the board at a past minute is the one that was recorded then, and looking back writes nothing', async () => {
  const { compared, wroteNothing, states } = await pastRun(11, { hours: 3 });
  for (const { at, was, said } of compared) expect(said, at).toEqual(was);
  expect(compared.length).toBeGreaterThan(60);
  expect(wroteNothing).toBe(true);
  expect(states).toMatchObject({ waiting: true, pinned: true, overrun: true });
  expect(states.rooms.size).toBe(6);
  expect(states.encounters.size).toBeGreaterThan(4);
});
