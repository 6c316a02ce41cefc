import { expect, test } from 'vitest';
import type { Write } from '../../shared/domain/ledger.ts';
import type { ChangeKind } from '../../shared/domain/ledger-records.ts';
import { runs } from '../support/runs.ts';
import { pastRun } from './past-run.ts';

const SEEDS = Array.from({ length: runs(3) }, (_, index) => 100 + index);

test('the board at a past minute is the one that was recorded then, on many mornings', async () => {
  for (const seed of SEEDS)
    for (const { at, was, said } of (await pastRun(seed, { hours: 5 })).compared)
      expect(said, `seed ${seed} at ${at}`).toEqual(was);
});

/** A twin whose lines of one kind do not say how things stand. */
const forgets =
  (kind: ChangeKind) =>
  (write: Write): Write => {
    if (write.kind !== 'change' || write.change.what !== kind) return write;
    const { stands: _stands, laid: _laid, lifted: _lifted, ...change } = write.change;
    return { kind: 'change', change: { ...change, stands: 'same' } };
  };

test.each([
  'assigned',
  'moved',
  'changed',
  'released',
  'waiting',
  'arrived',
  'in-room',
  'ended',
  'late',
  'blocked',
  'unblocked',
  'no-show',
  'started',
  'undone',
] as const)('a twin whose lines of what is %s do not say how it stands is found out', async (kind) => {
  const isFoundOut = async (seed: number): Promise<boolean> =>
    (await pastRun(seed, { hours: 5, broken: forgets(kind) })).compared.some(
      ({ was, said }) => JSON.stringify(was) !== JSON.stringify(said),
    );
  expect((await isFoundOut(100)) || (await isFoundOut(101)) || (await isFoundOut(102))).toBe(true);
});
