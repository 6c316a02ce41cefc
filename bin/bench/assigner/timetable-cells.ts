import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { plan } from '../../../shared/domain/plan/plan.ts';
import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import { DayFile } from '../../day-file/day-file.ts';
import { dayOfTimetable } from '../../day-file/day-of-timetable.ts';
import { problemOfDay } from '../../day-file/problem-of-day.ts';
import { timetableFile } from '../../day-file/timetable-file.ts';
import type { Cell } from './cell.ts';

/** Of so many rooms one is lost in a repair. */
const ROOMS_FOR_ONE = 20;

type DayOfCell = { readonly cell: Cell; readonly problem: PlanProblem };

/** A timetable's busiest day, and the repair of it: what was planned is known to everyone, then the fullest rooms fail. */
export const timetableCells = (
  path: string,
  kinds: readonly string[],
  solver: MipSolver,
): readonly DayOfCell[] => {
  const timetable = timetableFile(path);
  const day = problemOfDay(DayFile.parse(dayOfTimetable(timetable)));
  const lose = Math.max(1, Math.round(day.rooms.length / ROOMS_FOR_ONE));
  const { rooms, bookings } = day;
  const cell = {
    family: 'timetable',
    instance: timetable.name,
    rooms: rooms.length,
    bookings: bookings.length,
    load: loadOf(day),
    seed: 0,
  } as const;
  return kinds.flatMap((kind): readonly DayOfCell[] => {
    if (kind === 'day') return [{ cell: { ...cell, kind, lose: 0 }, problem: day }];
    return kind === 'repair'
      ? [{ cell: { ...cell, kind, lose }, problem: withRoomsLost(day, lose, solver) }]
      : [];
  });
};

/** How much of the rooms is wanted between the first visit and the last, in percent. */
const loadOf = ({ bookings, rooms }: PlanProblem): number => {
  const from = Math.min(...bookings.map(({ start }) => start));
  const to = Math.max(...bookings.map(({ end }) => end));
  const wanted = bookings.reduce((sum, { start, end }) => sum + end - start, 0);
  return Math.round((100 * wanted) / (rooms.length * (to - from)));
};

const withRoomsLost = (day: PlanProblem, lose: number, solver: MipSolver): PlanProblem => {
  const { assignments } = plan(day, { budget: BUDGETS.normal, solver });
  const visits = (room: string) => [...assignments.values()].filter((each) => each === room).length;
  const lost = day.rooms.toSorted((a, b) => visits(b.id) - visits(a.id)).slice(0, lose);
  const closed = { start: day.now, end: day.now + 86_400_000, reason: 'fault' };
  return {
    ...day,
    rooms: day.rooms.map((room) =>
      lost.includes(room) ? { ...room, closed: [...room.closed, closed] } : room,
    ),
    bookings: day.bookings.map((booking) => {
      const room = assignments.get(booking.uid) ?? null;
      if (room === null) return booking;
      const { start, end } = booking;
      return { ...booking, state: 'announced', holds: { room, start, end } };
    }),
  };
};
