import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { barOf, takenOf, weekOf } from '../../functions/board/page/app/model/used.ts';
import { WEEKDAYS } from '../../functions/board/page/app/weekday-name.ts';
import { WEEKDAYS as OF_DOMAIN } from '../../shared/domain/local-time.ts';
import { NO_FIGURES } from '../../shared/domain/utilisation/figures.ts';
import { runs } from '../support/runs.ts';

test('a bar is what was open: each part from where the one before it ends, what is left is idle', () => {
  expect(barOf({ open: 100, booked: 50, turnaround: 0, blocked: 25 })).toEqual([
    { part: 'booked', from: 0, to: 0.5 },
    { part: 'blocked', from: 0.5, to: 0.75 },
  ]);
  const minutes = fc.nat({ max: 600 });
  fc.assert(
    fc.property(minutes, minutes, minutes, minutes, (booked, turnaround, blocked, idle) => {
      const open = booked + turnaround + blocked + idle;
      const bar = barOf({ open, booked, turnaround, blocked });
      const drawn = bar.reduce((sum, { from, to }) => sum + to - from, 0);
      expect(drawn).toBeCloseTo(open === 0 ? 0 : (open - idle) / open);
      for (const [index, { from }] of bar.entries()) expect(from).toBe(bar[index - 1]?.to ?? 0);
    }),
    { numRuns: runs(50) },
  );
});

test('what was held of the open time is unknown where nothing was open', () => {
  expect(takenOf({ open: 60, booked: 30, turnaround: 15 })).toBe(0.75);
  expect(takenOf({ open: 0, booked: 0, turnaround: 0 })).toBeUndefined();
});

test('a week has the hours and days of which anything is known, Monday first', () => {
  const hour = (weekday: 'mon' | 'wed', at: number) => ({ ...NO_FIGURES, weekday, hour: at });
  const { days, rows } = weekOf([hour('wed', 8), hour('mon', 14)], WEEKDAYS);
  expect(days).toEqual(['mon', 'wed']);
  expect(rows.map(({ hour: at, cells }) => [at, ...cells.map((cell) => cell?.weekday)])).toEqual([
    [8, undefined, 'wed'],
    [14, 'mon', undefined],
  ]);
});

test('the page has the days of the week that the clinic file has', () => {
  expect(WEEKDAYS).toEqual(OF_DOMAIN);
});
