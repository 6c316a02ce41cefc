import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { datesOf, dayInterval, localDateOf } from '../../shared/domain/local-time.ts';
import { runs } from '../support/runs.ts';

/** Clocks that change at night, at noon of UTC, at a minute past midnight, by half an hour; and a date that never was. */
const ZONES = [
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
];

const HOUR = 3_600_000;

const anInstant = fc.oneof(
  fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2030, 0) }),
  fc
    .tuple(
      fc.constantFrom('2010-11-07T03:00Z', '2011-12-30T10:00Z', '2026-10-25T01:00Z', '2018-11-04T03:00Z'),
      fc.integer({ min: -30 * HOUR, max: 30 * HOUR }),
    )
    .map(([change, offset]) => Date.parse(change) + offset),
  fc.constantFrom(-1, 0, Date.UTC(9999, 0), Date.UTC(12_000, 5), -8.64e15, 8.64e15),
);

test('the date on the wall is what the wall shows, whenever the clocks change', () => {
  fc.assert(
    fc.property(anInstant, fc.constantFrom(...ZONES), (at, zone) => {
      const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      expect(localDateOf(at, zone)).toBe(wall.toPlainDate().toString());
    }),
    { numRuns: runs(500) },
  );
});

test('a clock that goes back over midnight shows a date twice', () => {
  const [before, again] = [Date.parse('2010-11-07T02:30:30Z'), Date.parse('2010-11-07T02:31:30Z')];
  expect(localDateOf(before, 'America/St_Johns')).toBe('2010-11-07');
  expect(localDateOf(again, 'America/St_Johns')).toBe('2010-11-06');
});

test('a date is 23, 24 or 25 hours long', () => {
  const lengthOf = (date: string): number => {
    const { start, end } = dayInterval(date, 'Europe/Berlin');
    return (end - start) / HOUR;
  };
  expect(['2026-03-29', '2026-07-01', '2026-10-25'].map(lengthOf)).toEqual([23, 24, 25]);
});

test('a night is on two dates, and a visit that ends at midnight on one', () => {
  const at = (time: string): number => Date.parse(time);
  const [evening, midnight, morning] = [
    at('2026-07-01T20:00Z'),
    at('2026-07-01T22:00Z'),
    at('2026-07-02T02:00Z'),
  ];
  expect(datesOf({ start: evening, end: morning }, 'Europe/Berlin')).toEqual(['2026-07-01', '2026-07-02']);
  expect(datesOf({ start: evening, end: midnight }, 'Europe/Berlin')).toEqual(['2026-07-01']);
});
