import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Costs, type Prices, pricedFrom } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { chosenOf, programmeOf } from '../proof/programme.ts';
import type { SearchBudget } from '../proof/prove.ts';

const MINUTE = 60_000;

type Steps = {
  /** Who begins in so many minutes is decided together, and of these only the first, as many minutes as `decided`, stay as they are. */
  readonly ahead: number;
  readonly decided: number;
  /** How far from its best answer the placing of a step may stay. */
  readonly gap: number;
};

/**
 * A plan made from prices alone, from morning to evening, step by step: who begins soon is placed exactly, in any room, where a seat
 * pays for what it takes from those who come later; a first part of it is decided, and the next step begins. Good prices know the whole
 * Day, so no step spoils a later one. Only seats that the prices leave worth it are looked at.
 */
export const rollForward = (
  model: Model,
  costs: Costs,
  prices: Prices,
  usable: (seat: Seat) => boolean,
  { gap, ...steps }: Steps,
  ask: AskSolver,
  searchBudget: SearchBudget,
): Chosen | undefined => {
  const [ahead, decision] = [steps.ahead * MINUTE, steps.decided * MINUTE];
  const begins = model.seekers.map(({ seats, booking }) => seats[0]?.from ?? booking.start);
  const layout = new Layout(model);
  const order = model.seekers.map((_, b) => b).sort((a, b) => (begins[a] ?? 0) - (begins[b] ?? 0) || a - b);
  const decided = new Uint8Array(model.seekers.length);
  const after = pricedFrom(prices);
  for (let from = begins[order[0] ?? 0] ?? 0; ; from += decision) {
    const left = order.filter((b) => decided[b] === 0);
    if (left.length === 0) break;
    if (searchBudget.stop()) return undefined;
    const free = left.filter((b) => (begins[b] ?? 0) < from + ahead);
    if (free.length === 0) continue;
    const choices = new Map(
      free.map((b) => [
        b,
        (model.seekers[b]?.seats ?? []).filter(
          (seat) => Number.isFinite(costs.seat(seat)) && usable(seat) && layout.isFree(seat),
        ),
      ]),
    );
    const programme = programmeOf(model, {
      choices,
      others: layout.chosen,
      costs: {
        seat: (seat) => costs.seat(seat) + after(seat, from + ahead),
        waiting: costs.waiting,
      },
      whole: true,
      allowances: [],
    });
    const answer = ask('neighbourhood', programme.programme, {
      iterations: 20_000,
      nodes: 150,
      gap,
      branching: true,
      stop: searchBudget.stop,
    });
    searchBudget.iterations -= answer.iterations;
    if (answer.values === undefined) return undefined;
    const next = chosenOf(programme, answer.values, layout.chosen);
    for (const b of free) {
      if ((begins[b] ?? 0) >= from + decision) continue;
      decided[b] = 1;
      const seat = next[b];
      if (seat !== undefined) layout.place(seat);
    }
  }
  return withinAllowances(model, layout.chosen) ? layout.chosen : undefined;
};
