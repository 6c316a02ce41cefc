import { expect, test } from 'vitest';
import { DayFile, type DayFileInput } from '../../bin/day-file/day-file.ts';
import { sessionsOfDay } from '../../bin/day-file/sessions-of-day.ts';

const visit = (uid: string, start: string, practitioner: string): DayFileInput['bookings'][number] => ({
  uid,
  start: `2026-03-02T${start}:00+01:00`,
  end: `2026-03-02T${start.replace(/..$/, '59')}:00+01:00`,
  practitioner,
  state: 'new',
});

const day = (more: Partial<DayFileInput>): DayFileInput => ({
  site: { timeZone: 'Europe/Berlin' },
  now: '2026-03-02T07:00:00+01:00',
  rooms: ['1A', '1B'].map((id) => ({ id })),
  bookings: [],
  ...more,
});

const at = (time: string): number => Date.parse(`2026-03-02T${time}:00+01:00`);

test('a practitioner for which nothing is written has a session in each half-day in which they have a visit', () => {
  const bookings = [
    visit('b1', '08:00', 'ada'),
    visit('b2', '12:30', 'ada'),
    visit('b3', '18:00', 'ada'),
    visit('b4', '13:00', 'ben'),
  ];
  expect(sessionsOfDay(DayFile.parse(day({ bookings })))).toEqual([
    { practitioner: 'ada', rooms: 1, start: at('00:00'), end: at('13:00') },
    { practitioner: 'ada', rooms: 1, start: at('18:00'), end: at('24:00') },
    { practitioner: 'ben', rooms: 1, start: at('13:00'), end: at('18:00') },
  ]);
});

test('a session says what it wants, and the practitioner what it leaves out', () => {
  const session = {
    practitioner: 'ada',
    start: '2026-03-02T08:00:00+01:00',
    end: '2026-03-02T16:00:00+01:00',
  };
  const sessions = (own: object) =>
    sessionsOfDay(
      DayFile.parse(
        day({ practitioners: [{ id: 'ada', pod: ['1A', '1B'] }], sessions: [{ ...session, ...own }] }),
      ),
    );
  const time = { practitioner: 'ada', start: at('08:00'), end: at('16:00') };
  expect(sessions({})).toEqual([{ ...time, rooms: 2, pod: ['1A', '1B'] }]);
  expect(sessions({ rooms: 1 })).toEqual([{ ...time, rooms: 1, pod: ['1A', '1B'] }]);
  expect(sessions({ pod: ['1B'] })).toEqual([{ ...time, rooms: 1, pod: ['1B'] }]);
});

test.each([
  [
    'a pod of a room that is not there',
    { practitioners: [{ id: 'ada', pod: ['9Z'] }] },
    'practitioners.0.pod.0',
  ],
  [
    'a practitioner that is written twice',
    { practitioners: [{ id: 'ada' }, { id: 'ada' }] },
    'practitioners.1.id',
  ],
  [
    'a session that ends before it begins',
    { sessions: [{ practitioner: 'ada', start: '2026-03-02T09:00:00Z', end: '2026-03-02T08:00:00Z' }] },
    'sessions.0.end',
  ],
  [
    'sessions of one practitioner that overlap',
    {
      sessions: [
        { practitioner: 'ada', start: '2026-03-02T08:00:00Z', end: '2026-03-02T10:00:00Z' },
        { practitioner: 'ada', start: '2026-03-02T09:00:00Z', end: '2026-03-02T11:00:00Z' },
      ],
    },
    'sessions.1',
  ],
])('%s is a mistake, told where it stands', (_, more, path) => {
  const issues = DayFile.safeParse(day(more)).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toContain(path);
});
