import { DayFile } from '../../shared/day-file/day-file.ts';
import { generateDay } from '../../shared/day-file/generate-day.ts';
import { problemOfDay } from '../../shared/day-file/problem-of-day.ts';
import type { PlanProblem } from '../../shared/domain/plan/problem.ts';

/** One made-up Day, whole or with rooms lost. */
export interface Cell {
  readonly family: 'wide' | 'harsh';
  readonly kind: 'day' | 'repair';
  readonly rooms: number;
  readonly bookings: number;
  readonly load: number;
  readonly lose: number;
  readonly seed: number;
}

export const problemOfCell = (cell: Cell): PlanProblem => problemOfDay(DayFile.parse(generateDay(cell)));
