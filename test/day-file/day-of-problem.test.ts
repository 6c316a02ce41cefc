import { expect, test } from 'vitest';
import { DayFile, type DayFileInput } from '../../bin/day-file/day-file.ts';
import { dayOfProblem } from '../../bin/day-file/day-of-problem.ts';
import { generateDay } from '../../bin/day-file/generate-day.ts';
import { problemOfDay } from '../../bin/day-file/problem-of-day.ts';
import { withVisitCodes } from '../../bin/day-file/with-visit-codes.ts';
import { overrunId } from '../../shared/domain/day.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem/problem.ts';

const SITE = { timeZone: 'Europe/Berlin' };
const readBack = (problem: PlanProblem): PlanProblem =>
  problemOfDay(DayFile.parse(JSON.parse(JSON.stringify(dayOfProblem(problem, SITE)))));
const at = (time: string): string => `2026-03-29T${time}:00+02:00`;

test.each(['wide', 'harsh'] as const)(
  'a problem written as a Day file and read again is the same (%s)',
  (family) => {
    const day = generateDay({ family, rooms: 12, bookings: 150, load: 80, seed: 5, lose: 2 });
    const problem = problemOfDay(DayFile.parse(day));
    expect(readBack(problem)).toEqual(problem);
  },
);

test('a problem is the same, too, with setups, combination rooms, portable units, pins, changes, owed visits and limits', () => {
  const day: DayFileInput = {
    site: SITE,
    now: at('07:00'),
    rooms: [
      { id: 'A', building: 'main', floor: 1, kind: 'exam', turnaroundMinutes: 5 },
      {
        id: 'B',
        building: 'main',
        floor: 1,
        setupMinutes: 10,
        closed: [{ start: at('12:00'), end: at('13:00'), reason: 'fault' }],
      },
      { id: 'AB', parts: ['A', 'B'] },
    ],
    portable: [{ tag: 'scope', units: 2 }],
    bookings: [
      {
        uid: 'ada',
        start: at('09:00'),
        end: at('09:30'),
        practitioner: 4711,
        needs: { equipment: ['scope'], rooms: { A: 0, AB: 4 }, setupMinutes: 5, turnaroundMinutes: 15 },
        room: 'A',
        state: 'announced',
        priority: 1,
        earlierChanges: 1,
        mayChangeAgain: true,
        overrun: { p50: 0, p80: 5, p95: 20 },
      },
      {
        uid: 'ben',
        start: at('09:00'),
        end: at('10:00'),
        needs: { rooms: {} },
        room: 'B',
        state: 'pinned',
        untold: true,
      },
      { uid: 'cleo', start: at('10:00'), end: at('11:00'), needs: { rooms: { A: 1, B: 2 } }, state: 'new' },
    ],
    owed: [at('08:00')],
    policy: { freezeMinutes: 10, maxChangesPerBooking: 2, patchesPerMinute: 3, mails: 4 },
  };
  const problem = problemOfDay(DayFile.parse(day));
  expect(problem.bookings[0]).toMatchObject({
    options: [
      { room: 'A', setupMinutes: 5, turnaroundMinutes: 15, portable: ['scope'] },
      { room: 'AB', setupMinutes: 5, turnaroundMinutes: 15, portable: ['scope'] },
    ],
    holds: { start: Date.parse(at('08:55')), end: Date.parse(at('09:45')), portable: ['scope'] },
  });
  expect(readBack(problem)).toEqual(problem);
});

test('what has no end is written with one, and instants carry the offset of the Site', () => {
  const problem: PlanProblem = {
    ...problemOfDay(
      DayFile.parse(generateDay({ family: 'wide', rooms: 14, bookings: 28, load: 50, seed: 1 })),
    ),
  };
  const closed = [{ start: problem.now, end: Number.MAX_SAFE_INTEGER, reason: 'fault' }];
  const [first, ...rest] = problem.rooms;
  if (first === undefined) throw new Error('no rooms');
  const day = dayOfProblem({ ...problem, rooms: [{ ...first, closed }, ...rest] }, SITE);
  expect(DayFile.safeParse(day).success).toBe(true);
  expect(day.now).toBe('2026-03-02T07:00:00+01:00');
});

test('under visit codes a Day says the same of everyone, and holds no uid, also not of a visit that runs late', () => {
  const day = generateDay({ family: 'harsh', rooms: 4, bookings: 30, load: 80, seed: 5 });
  const problem = problemOfDay(DayFile.parse(day));
  const [first, ...others] = problem.rooms;
  const closed = [{ start: problem.now, end: problem.now + 60_000, reason: overrunId('b00001') }];
  const late: PlanProblem = { ...problem, rooms: [...(first ? [{ ...first, closed }] : []), ...others] };
  const coded = withVisitCodes(late, (uid) => uid.replace('b', 'CODE-'));
  expect(coded.rooms[0]?.closed[0]?.reason).toBe(overrunId('CODE-00001'));
  expect(JSON.stringify(coded)).not.toMatch(/b\d{5}/);
  expect(withVisitCodes(coded, (code) => code.replace('CODE-', 'b'))).toEqual(late);
});
