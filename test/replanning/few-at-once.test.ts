import { expect, test } from 'vitest';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import { fewAtOnce, SEARCHES_AT_ONCE } from '../../shared/replanning/few-at-once.ts';
import { QUEUES } from '../../shared/wiring.ts';
import { daysLater, EARLY } from '../support/builders.ts';

const LONGEST_MS = 105_000;

/** Searches, each of which goes on until it is ended, or until its function was stopped. */
const searches = () => {
  const clock = { now: EARLY };
  const underWay: { readonly date: string; readonly end: () => void; readonly fail: () => void }[] = [];
  const seek = fewAtOnce({
    ledger: memoryLedger(),
    now: () => clock.now,
    longestMs: LONGEST_MS,
    seek: (_siteId, date) =>
      new Promise((resolve, reject) => {
        const end = () => resolve('none');
        underWay.push({ date, end, fail: () => reject(new RangeError('a search no one thought of')) });
      }),
  });
  return { clock, underWay, seek };
};

const started = async (underWay: readonly unknown[], count: number): Promise<void> => {
  while (underWay.length < count) await Promise.resolve();
};

/** The first so many answers. */
const answered = <T>(promises: readonly Promise<T>[], count: number): Promise<T[]> =>
  new Promise((resolve) => {
    const answers: T[] = [];
    for (const promise of promises)
      void promise.then((answer) => {
        answers.push(answer);
        if (answers.length === count) resolve(answers);
      });
  });

test('however many Days could be planned better at once, searches leave most places of the replan queue to Days that wait for their plan', async () => {
  const { underWay, seek } = searches();
  const sought = Array.from({ length: 10 }, (_, at) => seek('north', daysLater(at)));
  await started(underWay, SEARCHES_AT_ONCE);
  // All others are answered before any of these ends.
  expect(await answered(sought, 10 - SEARCHES_AT_ONCE)).toEqual(
    Array(10 - SEARCHES_AT_ONCE).fill('left-out'),
  );
  expect(underWay).toHaveLength(SEARCHES_AT_ONCE);
  expect(SEARCHES_AT_ONCE).toBeLessThan(QUEUES.replan.maxConcurrency / 2);
  for (const { end } of underWay) end();
  expect((await Promise.all(sought)).filter((each) => each === 'none')).toHaveLength(SEARCHES_AT_ONCE);
});

test('a search that is over, or has failed, gives up its place at once', async () => {
  const { underWay, seek } = searches();
  const [first, second] = [seek('north', daysLater(0)), seek('north', daysLater(1))];
  await started(underWay, 2);
  expect(await seek('north', daysLater(2))).toBe('left-out');
  underWay[0]?.end();
  underWay[1]?.fail();
  expect(await first).toBe('none');
  await expect(second).rejects.toThrow('a search no one thought of');
  const next = [seek('north', daysLater(3)), seek('north', daysLater(4))];
  await started(underWay, 4);
  for (const { end } of underWay) end();
  expect(await Promise.all(next)).toEqual(['none', 'none']);
});

test('a search that was cut off gives up its place once it would be over', async () => {
  const { clock, underWay, seek } = searches();
  for (const at of [0, 1]) void seek('north', daysLater(at));
  await started(underWay, 2);
  clock.now += LONGEST_MS - 1;
  expect(await seek('north', daysLater(2))).toBe('left-out');
  clock.now += 1;
  const next = seek('north', daysLater(3));
  await started(underWay, 3);
  underWay[2]?.end();
  expect(await next).toBe('none');
});
