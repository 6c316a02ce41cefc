import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { dayOfTimetable } from '../../bin/day-file/day-of-timetable.ts';
import { readTimetable } from '../../bin/day-file/read-timetable.ts';
import { timetableFile } from '../../bin/day-file/timetable-file.ts';

/** In the competition's format: two weeks of two days; most classes meet on the second day of the second week. */
const INSTANCE = readFileSync(new URL('../fixtures/timetables/tiny.xml', import.meta.url), 'utf8');

test('the busiest day of a timetable is a Day file: rooms, classes at their best times, who attends two of them', () => {
  const day = dayOfTimetable(readTimetable(INSTANCE));
  expect(DayFile.safeParse(day).success).toBe(true);
  expect(day.now).toBe('2026-03-03T00:00:00Z');
  expect(day.rooms).toEqual([
    {
      id: 'room-1',
      capacity: 40,
      closed: [{ start: '2026-03-03T12:00:00Z', end: '2026-03-03T13:00:00Z', reason: 'unavailable' }],
    },
    { id: 'room-2', capacity: 8, closed: [] },
  ]);
  const attendees = { practitioner: 'attendees-0', state: 'new' };
  expect(day.bookings).toEqual([
    {
      uid: 'class-1',
      start: '2026-03-03T08:00:00Z',
      end: '2026-03-03T09:00:00Z',
      needs: { rooms: { 'room-1': 0, 'room-2': 1000 } },
      ...attendees,
    },
    // Not at its best time, nor the next: those who attend it are in the other class.
    {
      uid: 'class-2',
      start: '2026-03-03T09:00:00Z',
      end: '2026-03-03T09:30:00Z',
      needs: { rooms: { 'room-2': 3 } },
      ...attendees,
    },
  ]);
});

test('what is no timetable says what is wrong with it', () => {
  expect(() => readTimetable('<html></html>')).toThrow(/is no instance of the ITC 2019/);
  expect(() => readTimetable(INSTANCE.replace('start="96"', 'start="early"'))).toThrow(
    /start is no whole number/,
  );
});

test.each([
  ['is not there', 'nowhere.xml', /^nowhere\.xml: ENOENT/],
  ['is no instance', 'package.json', /^package\.json: /],
])('a file that %s is named with what is wrong', (_, path, words) => {
  expect(() => timetableFile(path)).toThrow(expect.objectContaining({ name: 'RangeError' }));
  expect(() => timetableFile(path)).toThrow(words);
});
