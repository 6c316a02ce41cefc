import fc from 'fast-check';
import { expect, test } from 'vitest';
import { offerAfter, offerOf } from '../../../shared/domain/offer/offer.ts';
import { answersAreTrue } from './offer-laws.ts';
import { aChange, dayAsReadOf, offeredOn, smallDays } from './small-days.ts';

test('on 2,000 small Days nothing is called busy for which some way is found by trying each', () => {
  const seen = { room: 0, moves: 0, busy: 0, unproved: 0 };
  const inUsualWork = { unproved: 0 };
  fc.assert(
    fc.property(smallDays, (small) => {
      const asRead = dayAsReadOf(small);
      for (const { found } of answersAreTrue(small.clinic, asRead, offeredOn(small))) {
        seen[found.kind] += 1;
        if (found.kind === 'room' && found.moves.length > 0) seen.moves += 1;
      }
      for (const { found } of offerOf(asRead, offeredOn(small)).answers.flat())
        if (found.kind === 'unproved') inUsualWork.unproved += 1;
    }),
    { numRuns: 2_000 },
  );
  console.log('with all the work it takes', seen, 'with the usual work', inUsualWork);
  expect(seen.unproved).toBe(0);
});

test('on 2,000 small Days the answer after a change is the one that a look at all of the Day would give', () => {
  fc.assert(
    fc.property(smallDays, aChange, (small, change) => {
      const offered = offeredOn(small);
      const after = dayAsReadOf({ ...small, ...change(small) });
      expect(offerAfter(offerOf(dayAsReadOf(small), offered), after)).toEqual(offerOf(after, offered));
    }),
    { numRuns: 2_000 },
  );
});
