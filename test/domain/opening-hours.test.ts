import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WeeklyHours } from '../../shared/domain/catalogue.ts';
import { type Instant, MINUTE, toIso } from '../../shared/domain/instant.ts';
import { addDays, type ClockTime, type LocalDate, WEEKDAYS } from '../../shared/domain/local-time.ts';
import { openIntervals } from '../../shared/domain/opening-hours.ts';
import { runs } from '../support/runs.ts';

const BERLIN = 'Europe/Berlin';

const opening = (hours: WeeklyHours, dates: LocalDate[], timeZone = BERLIN, closedDates: LocalDate[] = []) =>
  openIntervals({ hours }, { timeZone, closedDates }, dates).map(
    ({ start, end }) => `${toIso(start).slice(0, 16)} ${toIso(end).slice(0, 16)}`,
  );

const daily = (from: ClockTime, to: ClockTime): WeeklyHours =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from, to }]]));

describe('the opening hours of a room', () => {
  test('a room is open on the wall clock of its site', () => {
    expect(opening(daily('07:00', '19:00'), ['2026-11-23'])).toEqual(['2026-11-23T06:00 2026-11-23T18:00']);
  });

  test('the same hours on the same date are other hours in another time zone', () => {
    expect(opening(daily('07:00', '19:00'), ['2026-11-23'], 'Europe/Lisbon')).toEqual([
      '2026-11-23T07:00 2026-11-23T19:00',
    ]);
  });

  test('a day that is not mentioned is closed', () => {
    const hours: WeeklyHours = { mon: [{ from: '07:00', to: '19:00' }] };
    expect(opening(hours, ['2026-11-24'])).toEqual([]);
  });

  test('a room is closed in the break', () => {
    const hours: WeeklyHours = {
      mon: [
        { from: '07:00', to: '12:00' },
        { from: '13:00', to: '19:00' },
      ],
    };
    expect(opening(hours, ['2026-11-23'])).toEqual([
      '2026-11-23T06:00 2026-11-23T11:00',
      '2026-11-23T12:00 2026-11-23T18:00',
    ]);
  });

  test('hours until midnight run on into the hours of the next day', () => {
    const hours: WeeklyHours = {
      mon: [{ from: '20:00', to: '24:00' }],
      tue: [{ from: '00:00', to: '06:00' }],
    };
    expect(opening(hours, ['2026-11-23', '2026-11-24'])).toEqual(['2026-11-23T19:00 2026-11-24T05:00']);
  });

  test('a closed date ends the night before at midnight', () => {
    const hours = daily('00:00', '24:00');
    expect(opening(hours, ['2026-12-24', '2026-12-25', '2026-12-26'], BERLIN, ['2026-12-25'])).toEqual([
      '2026-12-23T23:00 2026-12-24T23:00',
      '2026-12-25T23:00 2026-12-26T23:00',
    ]);
  });

  test('a day on which the clocks go forward has 23 hours, and one on which they go back 25', () => {
    const hours = daily('00:00', '24:00');
    expect(opening(hours, ['2026-03-29'])).toEqual(['2026-03-28T23:00 2026-03-29T22:00']);
    expect(opening(hours, ['2026-10-25'])).toEqual(['2026-10-24T22:00 2026-10-25T23:00']);
  });

  test('a time that the clocks jump over is the moment they jump', () => {
    expect(opening(daily('01:00', '02:30'), ['2026-03-29'])).toEqual(['2026-03-29T00:00 2026-03-29T01:00']);
    expect(opening(daily('02:30', '05:00'), ['2026-03-29'])).toEqual(['2026-03-29T01:00 2026-03-29T03:00']);
    expect(opening(daily('02:00', '03:00'), ['2026-03-29'])).toEqual([]);
  });

  test('a room that opens in the hour that comes twice opens the first time, and keeps open', () => {
    expect(opening(daily('02:30', '05:00'), ['2026-10-25'])).toEqual(['2026-10-25T00:30 2026-10-25T04:00']);
  });

  test('a day that begins at 01:00 opens then', () => {
    expect(opening(daily('00:00', '24:00'), ['2018-11-04'], 'America/Sao_Paulo')).toEqual([
      '2018-11-04T03:00 2018-11-05T02:00',
    ]);
  });
});

/** What a clock on the wall shows, by the runtime's own formatter rather than by Temporal. */
const wallClock = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at: Instant) => format.format(at).replace(' ', 'T');
};

const QUARTER = 15 * MINUTE;

/** Whether the room is open at each quarter of an hour around the dates: by looking at the wall, nothing else. */
const openByLooking = (
  hours: WeeklyHours,
  timeZone: string,
  closedDates: readonly LocalDate[],
  dates: readonly LocalDate[],
): { at: Instant; open: boolean }[] => {
  const noon = (date: LocalDate) => Date.parse(`${date}T12:00Z`);
  const first = noon(dates[0] ?? '') - 200 * QUARTER;
  const last = noon(dates.at(-1) ?? '') + 200 * QUARTER;
  const shows = wallClock(timeZone);
  const quarters: { at: Instant; wall: string }[] = [];
  for (let at = first; at <= last; at += QUARTER) quarters.push({ at, wall: shows(at) });
  const firstShowing = (wall: string) => quarters.find((each) => each.wall >= wall)?.at ?? Number.NaN;
  const stretches = dates
    .filter((date) => !closedDates.includes(date))
    .flatMap((date) => {
      const weekday = WEEKDAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7];
      return (weekday === undefined ? [] : (hours[weekday] ?? [])).map(({ from, to }) => ({
        start: firstShowing(`${date}T${from}`),
        end: firstShowing(to === '24:00' ? `${addDays(date, 1)}T00:00` : `${date}T${to}`),
      }));
    });
  return quarters.map(({ at }) => ({
    at,
    open: stretches.some(({ start, end }) => start <= at && at < end),
  }));
};

const clockTime = (quarters: number): ClockTime =>
  `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;

const stretchesOfDay = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
  .map((marks) => marks.sort((a, b) => a - b))
  .map((marks) =>
    Array.from({ length: Math.floor(marks.length / 2) }, (_, index) => ({
      from: clockTime(marks[index * 2] ?? 0),
      to: clockTime(marks[index * 2 + 1] ?? 0),
    })),
  );

const weeklyHours: fc.Arbitrary<WeeklyHours> = fc.oneof(
  fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, stretchesOfDay])), { requiredKeys: [] }),
  stretchesOfDay.map((stretches) => Object.fromEntries(WEEKDAYS.map((day) => [day, stretches]))),
  fc.constant(daily('00:00', '24:00')),
);

/** Days on which the clocks change, by an hour or by half, at night or at midnight, or which never were. */
const someDay = fc.constantFrom(
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['Europe/Berlin', '2026-11-23'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['America/Havana', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '2026-06-01'],
) as fc.Arbitrary<[timeZone: string, date: LocalDate]>;

const weekAround = fc.record({
  day: someDay,
  offset: fc.integer({ min: -2, max: 0 }),
  length: fc.integer({ min: 1, max: 3 }),
  hours: weeklyHours,
  closed: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 1 }),
});

describe('law: a room is open from when the wall first shows its opening time to when it first shows its closing time', () => {
  const datesFrom = (date: LocalDate, offset: number, length: number) =>
    Array.from({ length }, (_, index) => addDays(date, offset + index));

  test('in every time zone, on days when the clocks change too', () => {
    fc.assert(
      fc.property(weekAround, ({ day: [timeZone, date], offset, length, hours, closed }) => {
        const dates = datesFrom(date, offset, length);
        const closedDates = closed.map((days) => addDays(dates[0] ?? '', days));
        const open = openIntervals({ hours }, { timeZone, closedDates }, dates);
        const seen = openByLooking(hours, timeZone, closedDates, dates);
        const wrong = seen.filter(
          ({ at, open: expected }) => open.some(({ start, end }) => start <= at && at < end) !== expected,
        );
        expect(wrong.map(({ at, open: expected }) => [toIso(at), expected])).toEqual([]);
      }),
      { numRuns: runs(80) },
    );
  });

  test('its stretches are in order, none is empty and no two touch', () => {
    fc.assert(
      fc.property(weekAround, ({ day: [timeZone, date], offset, length, hours }) => {
        const open = openIntervals({ hours }, { timeZone, closedDates: [] }, datesFrom(date, offset, length));
        for (const [index, { start, end }] of open.entries()) {
          expect(start).toBeLessThan(end);
          expect(open[index - 1]?.end ?? Number.NEGATIVE_INFINITY).toBeLessThan(start);
        }
      }),
      { numRuns: runs(80) },
    );
  });
});
