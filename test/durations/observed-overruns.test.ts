import { describe, expect, test } from 'vitest';
import { FEWEST, observedOverruns } from '../../bin/durations/observed-overruns.ts';
import type { Progress } from '../../shared/domain/day.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import { at, catalogue, from, held, visitType } from '../support/builders.ts';

const clinic = catalogue({ rooms: [], visitTypes: [visitType({ overrun: { p50: 1, p80: 2, p95: 3 } })] });
const EVENING = at('22:00');

/** Days on which visits went on so many minutes after ten, each with what staff said. */
const daysOf = (...said: readonly Progress[]) => [
  {
    roomDays: said.map((progress, i) => {
      const visit = held('1A', from('09:30', 30), { uid: `visit-${i}`, progress });
      return {
        siteId: 'north',
        date: '2027-03-01',
        roomId: '1A',
        version: 1,
        blocks: {},
        occupancies: { v: visit },
      };
    }),
  },
];
const ended = (minutes: number): Progress => ({
  arrivedAt: at('09:30'),
  startedAt: at('09:31'),
  finishedAt: at('10:00') + minutes * MINUTE,
});
const observed = (...said: readonly Progress[]) => observedOverruns(daysOf(...said), clinic, EVENING)[0];

describe('how much longer than booked visits last', () => {
  test('is at most so much for half, 80 % and 95 % of them', () => {
    const minutes = Array.from({ length: 100 }, (_, i) => ended(i + 1));
    expect(observed(...minutes)).toEqual({
      visitTypeId: 'consultation',
      seen: 100,
      unsaid: 0,
      inForce: { p50: 1, p80: 2, p95: 3 },
      proposed: { p50: 50, p80: 80, p95: 95 },
    });
  });

  test('is 0 for those that end early', () => {
    expect(observed(...Array.from({ length: FEWEST }, () => ended(-10)))?.proposed).toEqual({
      p50: 0,
      p80: 0,
      p95: 0,
    });
  });

  test('is not said of too few', () => {
    const few = Array.from({ length: FEWEST - 1 }, () => ended(5));
    expect(observed(...few)?.proposed).toBeUndefined();
    expect(observed(...few, ended(5))?.proposed).toEqual({ p50: 5, p80: 5, p95: 5 });
  });

  test('is what staff said in advance, where they never said that it had ended', () => {
    const late = Array.from({ length: FEWEST }, (): Progress => ({ overrunMinutes: 15 }));
    expect(observed(...late)?.proposed).toEqual({ p50: 15, p80: 15, p95: 15 });
  });

  test('is not known of those who never came, nor of those that Cal.com alone says have ended', () => {
    const { finishedAt } = ended(20);
    if (finishedAt === undefined) throw new Error('it has not ended');
    expect(observed({ finishedAt, absent: true }, { finishedAt }, {})).toMatchObject({ seen: 0, unsaid: 2 });
  });

  test('is counted once for a visit that stands in several rooms and on two dates', () => {
    expect(observedOverruns([...daysOf(ended(5)), ...daysOf(ended(5))], clinic, EVENING)[0]?.seen).toBe(1);
  });
});
