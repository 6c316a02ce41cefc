import { addSessions } from '../continuity/session-rows.ts';
import { leastFit } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Chosen, compareScores, priorityClasses, scoreOf, withinAllowances } from '../model/score.ts';
import type { AskSolver } from './ask-solver.ts';
import type { SolverLimits } from './mip-solver.ts';
import {
  allowanceRows,
  assembled,
  type Claims,
  type Column,
  claim,
  momentRows,
  type ProgrammeRow,
} from './programme.ts';
import { limitsOf, type SearchBudget } from './prove.ts';

/** Fit at its best, and the least of any plan that keeps the levels before it. */
type Fitted = { readonly chosen: Chosen; readonly fit: number };

/**
 * Fit alone, over the whole Day at once: rows hold the levels before as they are proved, and other than hour by hour it may be another
 * who waits or is told, and any practitioner who changes rooms, if as few do. `allowed`: whether a seat is in any plan as good on
 * levels 1 and 2. `undefined` where that would be more than `most` seats.
 */
export const fitInWhole = (
  model: Model,
  chosen: Chosen,
  allowed: (seat: Seat) => boolean,
  ask: AskSolver,
  searchBudget: SearchBudget,
  most: number,
): Fitted | undefined => {
  const choices = new Map(
    model.seekers.map(({ seats }, booking) => [
      booking,
      seats.filter((seat) => seat === chosen[booking] || allowed(seat)),
    ]),
  );
  if ([...choices.values()].reduce((sum, seats) => sum + seats.length, 0) > most) return undefined;
  if (searchBudget.stop() || searchBudget.iterations <= 0 || searchBudget.nodes <= 0) return undefined;
  const now = scoreOf(model, chosen);
  const { programme, start, discomfort, chosenOf } = programmeOfWhole(model, chosen, choices);
  const limits: SolverLimits = { ...limitsOf(searchBudget), gap: 0.999 };
  const answer = ask('fit', programme, limits, start);
  searchBudget.iterations -= answer.iterations;
  searchBudget.nodes -= answer.nodes;
  searchBudget.progress(`fit sought over the whole Day, ${answer.status}`);
  const next = answer.values && chosenOf(answer.values);
  const isBetter =
    next !== undefined &&
    withinAllowances(model, next) &&
    compareScores({ ...scoreOf(model, next), apart: 0 }, { ...now, apart: 0 }) < 0;
  return {
    chosen: isBetter ? next : chosen,
    fit: Math.ceil(answer.bound - discomfort * now.discomfort - 1e-6),
  };
};

const programmeOfWhole = (model: Model, chosen: Chosen, choices: ReadonlyMap<number, readonly Seat[]>) => {
  const now = scoreOf(model, chosen);
  // Whatever is more unwelcome could not win that back by all that fit could gain.
  const discomfort = now.fit - leastFit(model, chosen) + 1;
  const mayWait = chosen.includes(undefined);
  const cost: number[] = [];
  const columns: Column[] = [];
  const rows: Pick<ProgrammeRow, 'lower' | 'upper' | 'entries'>[] = [];
  const claims: Claims = new Map();
  for (const [booking, seats] of choices) {
    const entries = seats.map((seat) => {
      claim(claims, seat, cost.length);
      columns.push({ booking, seat });
      return cost.push(discomfort * seat.discomfort + seat.fit) - 1;
    });
    if (mayWait) {
      columns.push({ booking, seat: undefined });
      entries.push(cost.push(discomfort * (model.seekers[booking]?.discomfortIfWaiting ?? 0)) - 1);
    }
    rows.push({ lower: 1, upper: 1, entries });
  }
  rows.push(...momentRows(model, claims));
  const allowances = model.allowances.map((_, at) => at);
  rows.push(...allowanceRows(model, { choices, allowances }, columns));
  const atMost = (upper: number, counts: (column: Column) => boolean) => {
    const entries = columns.flatMap((column, at) => (counts(column) ? [at] : []));
    if (entries.length > upper) rows.push({ lower: Number.NEGATIVE_INFINITY, upper, entries });
  };
  priorityClasses(model).forEach((priority, rank) => {
    atMost(
      now.waiting[rank] ?? 0,
      ({ booking, seat }) => seat === undefined && model.seekers[booking]?.booking.priority === priority,
    );
  });
  atMost(
    now.messages,
    ({ booking, seat }) => (seat?.told ?? model.seekers[booking]?.toldIfWaiting ?? 0) === 1,
  );
  const start = columns.map(({ booking, seat }) => Number(chosen[booking] === seat));
  const paid = addSessions({ model, chosen, columns, cost, rows, start }, 0);
  if (paid.length > 0) rows.push({ lower: Number.NEGATIVE_INFINITY, upper: now.roomChanges, entries: paid });
  return {
    programme: assembled(rows, cost, true),
    start: Float64Array.from(start),
    discomfort,
    chosenOf: (values: Float64Array): Chosen => {
      const next: Chosen[number][] = model.seekers.map(() => undefined);
      columns.forEach(({ booking, seat }, column) => {
        if ((values[column] ?? 0) > 0.5) next[booking] = seat;
      });
      return next;
    },
  };
};
