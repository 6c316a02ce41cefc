import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Repeating } from '../../shared/domain/catalogue.ts';
import { addDays, instantAt, WEEKDAYS, weekdayOf } from '../../shared/domain/local-time.ts';
import { fallsOn, stretchesOn } from '../../shared/domain/repeating.ts';
import { runs } from '../support/runs.ts';

const NOON = { from: '12:00', to: '13:00' };
const rule = (repeats: string, over: Partial<Repeating> = {}): Repeating => ({
  repeats,
  time: NOON,
  ...over,
});

/** The dates of a stretch of days on which it falls. */
const datesOf = (repeating: Repeating, first: string, days: number): string[] =>
  Array.from({ length: days }, (_, day) => addDays(first, day)).filter((date) => fallsOn(repeating, date));

describe('what repeats falls', () => {
  test('on its days of each week', () => {
    expect(datesOf(rule('FREQ=WEEKLY;BYDAY=MO,WE'), '2027-03-01', 14)).toEqual([
      '2027-03-01',
      '2027-03-03',
      '2027-03-08',
      '2027-03-10',
    ]);
  });

  test('in every second week, counted from the week of its first date', () => {
    const wednesday = rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', { from: '2027-03-03' });
    expect(datesOf(wednesday, '2027-02-22', 29)).toEqual(['2027-03-05', '2027-03-15', '2027-03-19']);
  });

  test('on a weekday of the month, the first or the last', () => {
    const days = datesOf(rule('FREQ=MONTHLY;BYDAY=1MO,-1FR'), '2027-01-01', 90);
    expect(days).toEqual([
      '2027-01-04',
      '2027-01-29',
      '2027-02-01',
      '2027-02-26',
      '2027-03-01',
      '2027-03-26',
    ]);
  });

  test('neither before its first date nor after its last', () => {
    const march = rule('FREQ=WEEKLY;BYDAY=MO', { from: '2027-03-08', until: '2027-03-22' });
    expect(datesOf(march, '2027-02-01', 90)).toEqual(['2027-03-08', '2027-03-15', '2027-03-22']);
  });
});

const dates = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2024-01-01', days));
const weekdays = fc.subarray([...WEEKDAYS], { minLength: 1 });
const code = (day: string): string => day.slice(0, 2).toUpperCase();
const mondayOf = (date: string): Temporal.PlainDate => {
  const day = Temporal.PlainDate.from(date);
  return day.subtract({ days: day.dayOfWeek - 1 });
};

test('whatever the rhythm in weeks: a date counts by its weekday and the weeks since the first', () => {
  fc.assert(
    fc.property(dates, dates, weekdays, fc.integer({ min: 1, max: 5 }), (from, date, days, weeks) => {
      const repeating = rule(`FREQ=WEEKLY;INTERVAL=${weeks};BYDAY=${days.map(code).join(',')}`, { from });
      const since = mondayOf(from).until(mondayOf(date)).days / 7;
      expect(fallsOn(repeating, date)).toBe(
        date >= from && days.includes(weekdayOf(date)) && since % weeks === 0,
      );
    }),
    { numRuns: runs(80) },
  );
});

test('whatever the day of the month: it is the nth of its weekday, or the last', () => {
  fc.assert(
    fc.property(dates, fc.constantFrom(...WEEKDAYS), fc.constantFrom(1, 2, 3, 4, -1), (date, day, nth) => {
      const plain = Temporal.PlainDate.from(date);
      const isIt = nth > 0 ? Math.ceil(plain.day / 7) === nth : plain.day + 7 > plain.daysInMonth;
      expect(fallsOn(rule(`FREQ=MONTHLY;BYDAY=${nth}${code(day)}`), date)).toBe(
        weekdayOf(date) === day && isIt,
      );
    }),
    { numRuns: runs(80) },
  );
});

describe('when the clocks change', () => {
  const daily = (from: string, to: string) =>
    rule('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', { time: { from, to } });
  const shown = (repeating: Repeating, date: string) =>
    stretchesOn(repeating, { timeZone: 'Europe/Berlin' }, [date]).map(({ start, end }) =>
      [start, end].map((at) => new Date(at).toISOString().slice(11, 16)).join('-'),
    );

  test('a block at noon is at the wall’s noon, in winter and in summer', () => {
    expect(shown(daily('12:00', '13:00'), '2027-03-27')).toEqual(['11:00-12:00']);
    expect(shown(daily('12:00', '13:00'), '2027-03-28')).toEqual(['10:00-11:00']);
  });

  test('what the clocks jump over is shorter by it, or is not at all', () => {
    expect(shown(daily('01:30', '03:30'), '2027-03-28')).toEqual(['00:30-01:30']);
    expect(shown(daily('02:10', '02:50'), '2027-03-28')).toEqual([]);
  });

  test('an hour that comes twice is blocked twice', () => {
    expect(shown(daily('02:00', '03:00'), '2027-10-31')).toEqual(['00:00-02:00']);
  });

  test('in any zone, on any day, the wall shows the beginning, or the clocks have just jumped over it', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo');
    const clock = fc.integer({ min: 0, max: 95 });
    const text = (quarter: number): string =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    fc.assert(
      fc.property(zones, dates, clock, clock, (timeZone, date, a, b) => {
        fc.pre(a < b);
        const [stretch] = stretchesOn(daily(text(a), text(b)), { timeZone }, [date]);
        if (stretch === undefined) return;
        const wall = (at: number): string =>
          Temporal.Instant.fromEpochMilliseconds(at)
            .toZonedDateTimeISO(timeZone)
            .toPlainTime()
            .toString()
            .slice(0, 5);
        expect(stretch.start).toBeLessThan(stretch.end);
        for (const [at, time] of [
          [stretch.start, text(a)],
          [stretch.end, text(b)],
        ] as const)
          if (wall(at) !== time) {
            expect(wall(at) > time).toBe(true);
            expect(wall(at - 60_000) < time).toBe(true);
          } else expect(at).toBeLessThanOrEqual(instantAt(date, time, timeZone));
      }),
      { numRuns: runs(80) },
    );
  });
});
