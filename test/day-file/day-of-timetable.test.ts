import { expect, test } from 'vitest';
import { DayFile } from '../../bin/day-file/day-file.ts';
import { dayOfTimetable } from '../../bin/day-file/day-of-timetable.ts';
import { readTimetable } from '../../bin/day-file/read-timetable.ts';

/** In the competition's format: two weeks of two days; most classes meet on the second day of the second week. */
const INSTANCE = `<?xml version="1.0" encoding="UTF-8"?>
<problem name="tiny" nrDays="2" slotsPerDay="288" nrWeeks="2">
  <optimization time="2" room="1" distribution="1" student="0"/>
  <rooms>
    <room id="1" capacity="40">
      <travel room="2" value="1"/>
      <unavailable days="01" start="144" length="12" weeks="01"/>
      <unavailable days="10" start="96" length="12" weeks="11"/>
    </room>
    <room id="2" capacity="8"/>
  </rooms>
  <courses><course id="1"><config id="1"><subpart id="1">
    <class id="1" limit="20">
      <room id="1" penalty="0"/>
      <room id="2" penalty="9000"/>
      <time days="01" start="96" length="12" weeks="01" penalty="0"/>
      <time days="10" start="96" length="12" weeks="01" penalty="4"/>
    </class>
    <class id="2" limit="20">
      <room id="2" penalty="3"/>
      <time days="01" start="96" length="12" weeks="01" penalty="0"/>
      <time days="01" start="102" length="6" weeks="11" penalty="1"/>
      <time days="01" start="108" length="6" weeks="11" penalty="2"/>
    </class>
    <class id="3" limit="20" room="false"><time days="01" start="96" length="12" weeks="01" penalty="0"/></class>
    <class id="4" limit="20">
      <room id="1" penalty="0"/>
      <time days="10" start="96" length="12" weeks="10" penalty="0"/>
    </class>
  </subpart></config></course></courses>
  <distributions>
    <distribution type="SameAttendees" required="true"><class id="1"/><class id="2"/></distribution>
    <distribution type="SameAttendees" penalty="4"><class id="2"/><class id="4"/></distribution>
    <distribution type="SameDays" required="true"><class id="1"/><class id="4"/></distribution>
  </distributions>
  <students><student id="1"><course id="1"/></student></students>
</problem>`;

test('the busiest day of a timetable is a Day file: rooms, classes at their best times, who attends two of them', () => {
  const day = dayOfTimetable(readTimetable(INSTANCE));
  expect(DayFile.safeParse(day).success).toBe(true);
  expect(day.now).toBe('2026-03-03T00:00:00Z');
  expect(day.rooms).toEqual([
    {
      id: 'room-1',
      capacity: 40,
      closed: [{ start: '2026-03-03T12:00:00Z', end: '2026-03-03T13:00:00Z', because: 'unavailable' }],
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
