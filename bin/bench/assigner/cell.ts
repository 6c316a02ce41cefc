import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { DayFile } from '../../day-file/day-file.ts';
import { generateDay } from '../../day-file/generate-day.ts';
import { problemOfDay } from '../../day-file/problem-of-day.ts';

/** One Day, whole or with rooms lost. */
export type Cell = {
  /** `timetable`: not made up here, but that of an `instance` of the timetabling competition. */
  readonly family: 'wide' | 'harsh' | 'timetable';
  readonly instance?: string;
  readonly kind: 'day' | 'repair';
  readonly rooms: number;
  readonly bookings: number;
  readonly load: number;
  readonly lose: number;
  readonly seed: number;
};

/** A made-up Day. */
export const problemOfCell = ({ family, ...cell }: Cell): PlanProblem => {
  if (family === 'timetable') throw new RangeError('a timetable is read, not made up');
  return problemOfDay(DayFile.parse(generateDay({ family, ...cell })));
};
