import type { PlanProblem } from '../../../shared/domain/plan/problem/problem.ts';
import { DayFile } from '../../day-file/day-file.ts';
import { generateDay } from '../../day-file/generate-day.ts';
import { problemOfDay } from '../../day-file/problem-of-day.ts';

/** One made-up Day, whole or with rooms lost. */
export type Cell = {
  readonly family: 'wide' | 'harsh';
  readonly kind: 'day' | 'repair';
  readonly rooms: number;
  readonly bookings: number;
  readonly load: number;
  readonly lose: number;
  readonly seed: number;
};

export const problemOfCell = (cell: Cell): PlanProblem => problemOfDay(DayFile.parse(generateDay(cell)));
