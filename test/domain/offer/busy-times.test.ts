import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { busyTimes, type PossibleVisit } from '../../../shared/domain/offer/busy-times.ts';
import { runs } from '../../support/runs.ts';

const visit = (start: number, end: number, hasRoom: boolean): PossibleVisit => ({ start, end, hasRoom });
const overlap = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;

describe('a practitioner’s calendar of when there is no room', () => {
  test('is empty where every visit has one', () => {
    expect(busyTimes([visit(0, 60, true), visit(30, 90, true)])).toEqual({ busy: [], lost: [] });
  });

  test('leaves the time of those that have one free, and is busy for the rest of those that have none', () => {
    expect(busyTimes([visit(0, 60, true), visit(30, 90, false), visit(60, 120, false)])).toEqual({
      busy: [{ start: 60, end: 120 }],
      lost: [],
    });
  });

  test('hides an hour without a room and neither half of it that has one, where those leave a minute between them', () => {
    const { busy, lost } = busyTimes([visit(0, 60, false), visit(0, 29, true), visit(30, 60, true)]);
    expect(busy).toEqual([{ start: 29, end: 30 }]);
    expect(lost).toEqual([]);
  });

  test('takes the fewest that have one with an hour that has none and lies within them', () => {
    const halves = [visit(0, 30, true), visit(30, 60, true), visit(30, 50, true)];
    const { busy, lost } = busyTimes([visit(0, 60, false), ...halves]);
    expect(lost).toEqual([visit(0, 30, true)]);
    expect(busy).toEqual([{ start: 0, end: 30 }]);
  });
});

const visits = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 }), fc.boolean())
    .map(([start, length, hasRoom]) => visit(start, start + length, hasRoom)),
  { maxLength: 9 },
);

/** By trying every set of minutes. */
const fewestLost = (all: readonly PossibleVisit[]): number => {
  let least = Infinity;
  for (let minutes = 0; minutes < 1 << 11; minutes += 1) {
    const hit = ({ start, end }: PossibleVisit): boolean =>
      (minutes & ((1 << end) - 1) & ~((1 << start) - 1)) !== 0;
    if (all.every((each) => each.hasRoom || hit(each)))
      least = Math.min(least, all.filter((each) => each.hasRoom && hit(each)).length);
  }
  return least;
};

test('no visit without a room can be had beside it, every one that has one and is not lost can, and none fewer could be lost', () => {
  fc.assert(
    fc.property(visits, (all) => {
      const { busy, lost } = busyTimes(all);
      const can = (each: PossibleVisit): boolean => !busy.some((time) => overlap(time, each));
      expect(all.filter((each) => !each.hasRoom && can(each))).toEqual([]);
      expect(all.filter((each) => each.hasRoom && !can(each)).length).toBe(lost.length);
      expect(lost.length).toBe(fewestLost(all));
    }),
    { numRuns: runs(100) },
  );
});
