import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import type { Costs } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import type { Fork } from '../proof/mip-solver.ts';
import { type Column, chosenOf, programmeOf } from '../proof/programme.ts';
import { costOf, type SearchBudget } from '../proof/prove.ts';

/** A fork tree only changes bounds, so of its simplex steps so many take as long as one elsewhere. */
const CORNER_STEPS = 3;

export type Found = {
  /** A plan that costs at most as much as was asked, if one was found. */
  readonly chosen?: Chosen;
  /** Whether there is no such plan among the seats that may be used. */
  readonly isNone: boolean;
};

/**
 * Looks for a plan that costs at most `most`, using only what has finite costs. Who is left with one seat has it, and no one else
 * what it takes; over the others is branched: first on who waits, then on who is told.
 */
export const seekAtMost = (
  model: Model,
  costs: Costs,
  most: number,
  limits: { readonly iterations: number; readonly nodes: number },
  ask: AskSolver,
  searchBudget: SearchBudget,
): Found => {
  if (searchBudget.iterations <= 0 || searchBudget.stop()) return { isNone: false };
  const known = withoutChoice(model, costs);
  if (known === undefined) return { isNone: true };
  const { choices, layout } = known;
  const asAsked = (chosen: Chosen) => costOf(model, chosen, costs) <= most && withinAllowances(model, chosen);
  if (choices.size === 0)
    return asAsked(layout.chosen) ? { chosen: layout.chosen, isNone: false } : { isNone: true };
  const spent = costOf(model, layout.chosen, {
    seat: costs.seat,
    waiting: (booking) => (choices.has(booking) ? 0 : costs.waiting(booking)),
  });
  const local = programmeOf(model, {
    choices,
    others: layout.chosen,
    costs,
    whole: true,
    allowances: model.allowances.map((_, at) => at),
  });
  const answer = ask('neighbourhood', local.programme, {
    iterations: CORNER_STEPS * Math.min(limits.iterations, searchBudget.iterations),
    nodes: limits.nodes,
    gap: 0,
    sought: { atMost: most - spent, forks: forksOf(local.columns) },
    stop: searchBudget.stop,
  });
  searchBudget.iterations -= Math.ceil(answer.iterations / CORNER_STEPS);
  if (answer.values === undefined) return { isNone: answer.status === 'infeasible' };
  const chosen = chosenOf(local, answer.values, layout.chosen);
  return asAsked(chosen) ? { chosen, isNone: false } : { isNone: false };
};

/** Who has one choice alone, as they sit then, and what the others have left; undefined where there is none for someone. */
const withoutChoice = (model: Model, costs: Costs) => {
  const layout = new Layout(model);
  const open = new Set(model.seekers.keys());
  let choices = new Map<number, readonly Seat[]>();
  for (let before = Number.POSITIVE_INFINITY; open.size < before; ) {
    before = open.size;
    choices = new Map();
    for (const booking of open) {
      const seats = (model.seekers[booking]?.seats ?? []).filter(
        (seat) => Number.isFinite(costs.seat(seat)) && layout.isFree(seat),
      );
      const waits = Number.isFinite(costs.waiting(booking));
      const [only] = seats;
      if (only === undefined && !waits) return undefined;
      if (seats.length + (waits ? 1 : 0) === 1) {
        open.delete(booking);
        if (only !== undefined) layout.place(only);
      } else choices.set(booking, seats);
    }
  }
  return { choices, layout };
};

const forksOf = (columns: readonly Column[]): readonly (readonly Fork[])[] => {
  const byBooking = Map.groupBy(columns.keys(), (column) => columns[column]?.booking);
  const forks = (is: (column: Column) => boolean): readonly Fork[] =>
    byBooking
      .values()
      .map((own): Fork => {
        const these = own.filter((at) => columns[at] !== undefined && is(columns[at]));
        return [these, own.filter((at) => !these.includes(at))];
      })
      .filter(([these, others]) => these.length > 0 && others.length > 0)
      .toArray();
  return [forks(({ seat }) => seat === undefined), forks(({ seat }) => seat?.told === 0)];
};
