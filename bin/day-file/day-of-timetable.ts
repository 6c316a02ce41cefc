import type { DayFileInput } from './day-file.ts';
import type { Timetable, TimetableClass, TimetableTime } from './read-timetable.ts';

/** The competition's days begin on a Monday. */
const MONDAY = Date.parse('2026-03-02T00:00:00Z');
const DAY = 86_400_000;
const SLOT = 5 * 60_000;
/** The worst fit that a Day file can say. */
const WORST = 1000;

/**
 * The busiest day of a timetable as a Day file (`timetables.md`): each class at a time of its own, its possible rooms with
 * their penalties as what it needs, rooms closed where they cannot be had.
 */
export const dayOfTimetable = (timetable: Timetable): DayFileInput => {
  const timed = timesOf(timetable);
  const { week, day } = busiest([...timed.values()]);
  const midnight = MONDAY + day * DAY;
  const iso = (slot: number) => new Date(midnight + slot * SLOT).toISOString().replace('.000Z', 'Z');
  const isThen = (time: TimetableTime) => time.weeks[week] === '1' && time.days[day] === '1';
  const attendeesOf = groupsOf(timetable);
  return {
    site: { timeZone: 'UTC' },
    now: iso(0),
    rooms: timetable.rooms.map(({ id, capacity, unavailable }) => ({
      id: `room-${id}`,
      capacity: Math.max(1, capacity),
      closed: unavailable.filter(isThen).map(({ start, length }) => ({
        start: iso(start),
        end: iso(start + length),
        reason: 'unavailable',
      })),
    })),
    bookings: [...timed]
      .filter(([{ rooms }, time]) => rooms.size > 0 && isThen(time))
      .map(([{ id, rooms }, { start, length }]) => {
        const [group] = attendeesOf.get(id) ?? [];
        return {
          uid: `class-${id}`,
          start: iso(start),
          end: iso(start + length),
          ...(group === undefined ? {} : { practitioner: `attendees-${group}` }),
          needs: {
            rooms: Object.fromEntries(
              [...rooms].map(([room, penalty]) => [`room-${room}`, Math.min(WORST, penalty)]),
            ),
          },
          state: 'new' as const,
        };
      }),
  };
};

/** To which groups of attendees each class belongs. */
const groupsOf = ({ attendees }: Timetable): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>();
  attendees.forEach((classes, group) => {
    for (const id of classes) found.set(id, [...(found.get(id) ?? []), group]);
  });
  return found;
};

/**
 * A time for each class, one after the other: of the least penalty at which none of its attendees is elsewhere, or of the least
 * where there is none such. Of times that are alike the classes take turns, so that not everything begins on Monday morning.
 */
const timesOf = (timetable: Timetable): ReadonlyMap<TimetableClass, TimetableTime> => {
  const groups = groupsOf(timetable);
  const taken = new Map<number, TimetableTime[]>();
  const chosen = new Map<TimetableClass, TimetableTime>();
  timetable.classes.forEach((each, turn) => {
    const { times } = each;
    const rotated = times.map((_, at) => times[(at + turn) % times.length] ?? times[0]);
    const best = rotated.flatMap((time) => time ?? []).sort((a, b) => a.penalty - b.penalty);
    const own = groups.get(each.id) ?? [];
    const isFree = (time: TimetableTime) =>
      own.every((group) => (taken.get(group) ?? []).every((other) => !meet(time, other)));
    const time = best.find(isFree) ?? best[0];
    if (time === undefined) return;
    chosen.set(each, time);
    for (const group of own) taken.set(group, [...(taken.get(group) ?? []), time]);
  });
  return chosen;
};

const meet = (a: TimetableTime, b: TimetableTime): boolean =>
  a.start < b.start + b.length &&
  b.start < a.start + a.length &&
  share(a.days, b.days) &&
  share(a.weeks, b.weeks);

const share = (a: string, b: string): boolean => [...a].some((each, at) => each === '1' && b[at] === '1');

/** The week and the day of it on which the most classes meet; the first of those that are alike. */
const busiest = (times: readonly TimetableTime[]): { week: number; day: number } => {
  const count = new Map<string, { week: number; day: number; meetings: number }>();
  for (const { weeks, days } of times)
    for (let week = 0; week < weeks.length; week++)
      for (let day = 0; day < days.length; day++) {
        if (weeks[week] !== '1' || days[day] !== '1') continue;
        const known = count.get(`${week} ${day}`) ?? { week, day, meetings: 0 };
        count.set(`${week} ${day}`, { ...known, meetings: known.meetings + 1 });
      }
  const [first] = [...count.values()].sort(
    (a, b) => b.meetings - a.meetings || a.week - b.week || a.day - b.day,
  );
  return first ?? { week: 0, day: 0 };
};
