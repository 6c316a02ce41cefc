import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowsOf, without } from '../../../bin/sandbox/cal-schedule.ts';
import { startsIn } from '../../../bin/sandbox/slot-grid.ts';
import { type Instant, type Interval, MINUTE } from '../../../shared/domain/instant.ts';
import { addDays, dayInterval, wallTimeOf } from '../../../shared/domain/local-time.ts';
import { type CalSchedule, overridesFor, windowsOn } from '../../../shared/domain/offer/cal-schedule.ts';
import { cutWindows } from '../../../shared/domain/offer/cut-windows.ts';
import { mirrored, startsToAsk } from '../../../shared/domain/offer/mirror.ts';
import { possibleStarts, type StartTerms } from '../../../shared/domain/offer/possible-starts.ts';
import { at, MONDAY, ZONE } from '../../support/builders.ts';
import { runs } from '../../support/runs.ts';

const TUESDAY = addDays(MONDAY, 1);
const source: CalSchedule = {
  timeZone: ZONE,
  availability: [{ days: ['Monday', 'Tuesday'], startTime: '09:00', endTime: '17:00' }],
  overrides: [],
};

const mirror = (
  busy: readonly string[],
  terms: StartTerms,
  {
    shown = [],
    written = shown,
    of = source,
  }: Partial<Record<'shown' | 'written', CalSchedule['overrides']>> & { of?: CalSchedule } = {},
) =>
  mirrored(of, {
    terms,
    dates: [MONDAY, TUESDAY],
    busy: new Set(busy.map((time) => at(time))),
    shown,
    written,
  });

const on = (date: string, ...windows: readonly string[]) =>
  windows.map((window) => ({ date, startTime: window.slice(0, 5), endTime: window.slice(6) }));

describe('the schedule of a visit type that is offered only with a room', () => {
  test('is its source’s where there is always a room', () => {
    expect(mirror([], { length: 30 })).toEqual({ overrides: [], foreign: [], lost: [], differs: false });
  });

  test('is without the starts that have none, on that date alone', () => {
    const { overrides, differs } = mirror(['13:00', '13:30'], { length: 30 });
    expect(overrides).toEqual(on(MONDAY, '09:00-13:00', '14:00-17:00'));
    expect(differs).toBe(true);
  });

  test('lets a visit of three quarters of an hour end where the room is taken, and the next begin where it is free', () => {
    // Taken from two until twenty to three.
    const busy = ['13:30', '13:45', '14:00', '14:15', '14:30'];
    expect(mirror(busy, { length: 45 }).overrides).toEqual(on(MONDAY, '09:00-14:00', '14:45-17:00'));
  });

  test('loses no more starts than those that would let one without a room be made, and says which', () => {
    // Half past nine and half past ten both have one, with just an hour between: the windows would touch.
    const { overrides, lost } = mirror(['09:45', '10:00', '10:15'], { length: 60, slotInterval: 15 });
    expect(overrides).toEqual(on(MONDAY, '09:00-10:15', '10:30-17:00'));
    expect(lost.map((start) => wallTimeOf(start, ZONE))).toEqual(['09:30']);
  });

  test('is closed on a date on which no start has a room', () => {
    const busy = startsToAsk(source, { length: 60 }, [MONDAY]);
    const { overrides } = mirrored(source, {
      terms: { length: 60 },
      dates: [MONDAY],
      busy: new Set(busy),
      shown: [],
      written: [],
    });
    expect(overrides).toEqual(on(MONDAY, '00:00-00:00'));
  });

  test('has what its source has for a date, and gives a date back where rooms are free again', () => {
    const of = { ...source, overrides: on(TUESDAY, '10:00-12:00') };
    const shown = on(MONDAY, '09:00-13:00', '14:00-17:00');
    expect(mirror([], { length: 30 }, { of, shown }).overrides).toEqual(of.overrides);
  });

  test('keeps what someone has written into it, whatever rooms there are, and says so', () => {
    const shown = [...on(MONDAY, '09:00-13:00'), ...on(TUESDAY, '11:00-12:00')];
    const found = mirror(['10:00'], { length: 30 }, { shown, written: on(MONDAY, '09:00-13:00') });
    expect(found.overrides).toEqual([
      ...on(MONDAY, '09:00-10:00', '10:30-17:00'),
      ...on(TUESDAY, '11:00-12:00'),
    ]);
    expect(found.foreign).toEqual([TUESDAY]);
  });

  test('never ends a minute to midnight, which Cal.com takes for midnight', () => {
    const windows = [
      { start: at('09:00'), end: at('23:59') },
      { start: at('09:00'), end: at('24:00') },
    ];
    const ends = windows.map((window) => overridesFor(MONDAY, [window], ZONE)[0]?.endTime);
    expect(ends).toEqual(['23:58', '23:59']);
  });

  test('is not written again where it stands', () => {
    const { overrides } = mirror(['10:00'], { length: 30 });
    expect(mirror(['10:00'], { length: 30 }, { shown: overrides }).differs).toBe(false);
    expect(mirror(['10:00'], { length: 30 }, { shown: [...overrides].reverse() }).differs).toBe(false);
  });
});

/** Clinics’ hours and types, which starts have no room, and what else keeps the host busy. */
const cases = fc.record({
  length: fc.constantFrom(15, 20, 30, 40, 45, 50, 60, 90),
  slotInterval: fc.option(fc.constantFrom(10, 15, 20, 30, 60), { nil: undefined }),
  offsetStart: fc.constantFrom(0, 0, 0, 5, 10),
  hours: fc.constantFrom('09:00-12:00', '09:10-13:05', '00:00-23:59', '20:00-23:59'),
  more: fc.constantFrom([], [['12:00', '14:00']], [['14:20', '16:00']]) as fc.Arbitrary<
    readonly (readonly string[])[]
  >,
  date: fc.constantFrom(MONDAY, '2027-03-28', '2027-10-31'),
  timeZone: fc.constantFrom(ZONE, 'Asia/Kolkata', 'UTC'),
  busy: fc.array(fc.nat({ max: 200 }), { maxLength: 30 }),
  bookings: fc.array(fc.tuple(fc.nat({ max: 1_400 }), fc.integer({ min: 1, max: 90 })), { maxLength: 3 }),
});
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

const given = ({ hours, more, timeZone, date, busy, ...each }: Case) => {
  const [startTime = '', endTime = ''] = hours.split('-');
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const of: CalSchedule = {
    timeZone,
    availability: [
      { days, startTime, endTime },
      ...more.map(([from = '', to = '']) => ({ days, startTime: from, endTime: to })),
    ],
    overrides: [],
  };
  const { slotInterval, ...others } = each;
  const terms = { ...others, ...(slotInterval === undefined ? {} : { slotInterval }) };
  const asked = startsToAsk(of, terms, [date]);
  return {
    of,
    terms,
    asked,
    busy: new Set(busy.flatMap((index) => asked[index % Math.max(1, asked.length)] ?? [])),
  };
};

/** What Cal.com would offer of a schedule on a date, beside the host’s other bookings. */
const offered = (of: CalSchedule, each: Case, withBookings: boolean): readonly Instant[] => {
  const around = dayInterval(each.date, of.timeZone);
  const schedule = { id: 1, ownerId: 1, name: '', isDefault: true, ...of };
  const free = without(
    windowsOf(schedule, around),
    withBookings
      ? each.bookings.map(([minute, minutes]): Interval => {
          const start = around.start + minute * MINUTE;
          return { start, end: start + minutes * MINUTE };
        })
      : [],
  );
  const terms = {
    length: each.length,
    slotInterval: each.slotInterval ?? null,
    offsetStart: each.offsetStart,
  };
  const now = around.start - 24 * 60 * MINUTE;
  return startsIn(free, { ...terms, minimumBookingNotice: 0, timeZone: of.timeZone }, now).filter(
    (start) => around.start <= start && start < around.end,
  );
};

test('whatever else keeps the host busy, Cal.com makes no start without a room of what is mirrored', () => {
  let made = 0;
  fc.assert(
    fc.property(cases, (each) => {
      const { of, terms, asked, busy } = given(each);
      const { overrides } = mirrored(of, { terms, dates: [each.date], busy, shown: [], written: [] });
      for (const start of offered({ ...of, overrides }, each, true)) {
        expect(asked).toContain(start);
        expect(busy.has(start)).toBe(false);
        made += 1;
      }
    }),
    { numRuns: runs(80) },
  );
  expect(made).toBeGreaterThan(0);
});

test('what is mirrored opens no time at which its source is closed', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { of, terms, busy } = given(each);
      const { overrides } = mirrored(of, { terms, dates: [each.date], busy, shown: [], written: [] });
      const open = windowsOn(of, each.date);
      for (const { start, end } of windowsOn({ ...of, overrides }, each.date))
        expect(open.some((window) => window.start <= start && end <= window.end)).toBe(true);
    }),
    { numRuns: runs(40) },
  );
});

test('of a window as many starts are kept as any way of cutting it would keep', () => {
  const window = { start: at('09:00'), end: at('12:00') };
  fc.assert(
    fc.property(
      fc.constantFrom(15, 30, 45, 60),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      (length, taken) => {
        const starts = possibleStarts([window], { length, slotInterval: 15 }, ZONE);
        const busy = new Set(starts.filter((_, index) => taken[index]));
        const cut = cutWindows([window], starts, busy, length);
        const within = (windows: readonly Interval[], start: Instant): boolean =>
          windows.some((each) => each.start <= start && start + length * MINUTE <= each.end);
        expect(starts.filter((start) => busy.has(start) && within(cut.windows, start))).toEqual([]);
        const kept = starts.filter((start) => within(cut.windows, start));
        expect([...kept, ...cut.lost, ...busy].sort()).toEqual([...starts].sort());
        expect(kept.length).toBe(mostKept(starts, busy, length * MINUTE));
      },
    ),
    { numRuns: runs(60) },
  );
});

/** Every choice of starts is tried: those that are kept make windows, and no start without a room may lie in one. */
const mostKept = (starts: readonly Instant[], busy: ReadonlySet<Instant>, length: number): number => {
  const good = starts.filter((start) => !busy.has(start));
  let most = 0;
  for (let choice = 0; choice < 2 ** good.length; choice += 1) {
    const kept = good.filter((_, index) => (choice >> index) & 1);
    const windows: { start: Instant; end: Instant }[] = [];
    for (const start of kept) {
      const last = windows.at(-1);
      if (last !== undefined && start <= last.end) last.end = start + length;
      else windows.push({ start, end: start + length });
    }
    const lets = [...busy].some((start) =>
      windows.some((each) => each.start <= start && start + length <= each.end),
    );
    if (!lets) most = Math.max(most, kept.length);
  }
  return most;
};
