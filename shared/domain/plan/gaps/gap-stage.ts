import type { Budget } from '../budget.ts';
import type { DutyCosts } from '../model/costs.ts';
import type { Model, Seat } from '../model/model.ts';
import { narrowed } from '../model/narrowed.ts';
import type { Costs } from '../model/prices.ts';
import { RoomsInUse } from '../model/rooms-in-use.ts';
import { type Chosen, compareScores, scoreOf } from '../model/score.ts';
import type { AskSolver } from '../proof/ask-solver.ts';
import { nearest, type Proof, prove, type SearchBudget } from '../proof/prove.ts';
import { improveByHours } from '../search/improve.ts';
import { leastGapPrice } from './least-gap-price.ts';
import { widenGaps } from './widen-gaps.ts';
import { type Tailed, withTails } from './with-tails.ts';

/** A plan in which visits follow each other less closely, and how good any could be that keeps the levels before. */
type Spaced = {
  readonly chosen: Chosen;
  /** In no such plan do the gaps cost less. */
  readonly gapPrice: number;
  /** No such plan suits better, where the gaps cost as little as they can. */
  readonly fit: number;
};

/** What of the ejections' work is spent on single visits and their holders. */
const SHARE = 1 / 40;

/**
 * Level 4, and level 5 at that. Only seats are used that cost each booking no more of levels 1 and 2 than its present one, in
 * rooms in which its practitioner works anyhow: so nothing of what stands before is lost.
 */
export const gapStage = (
  model: Model,
  decided: { readonly chosen: Chosen; readonly fit: number },
  proof: Proof,
  duty: DutyCosts,
  searchBudget: SearchBudget,
  budget: Budget,
  ask: AskSolver | undefined,
): Spaced => {
  const { chosen, fit } = decided;
  if (model.gaps === undefined) return { chosen, fit, gapPrice: 0 };
  const asGood = (seat: Seat) => {
    const present = chosen[seat.booking];
    return present !== undefined && duty.seat(seat) <= duty.seat(present);
  };
  const near = narrowed(model, asGood);
  const work = { left: Math.min(budget.ejections * SHARE, 200 * near.model.seats.length) };
  const widened = widenGaps(near.model, near.fitInto(chosen), work);
  const proved = duty.exact && proof.bound >= proof.cost;
  const allowed = (seat: Seat) => !proved || proof.regret(seat) <= proof.slack + 1e-6;
  const waiting = chosen.filter((seat) => seat === undefined).length;
  const counted = leastGapPrice(model, allowed, waiting);
  const found = { chosen: near.back(widened), fit, gapPrice: counted };
  if (ask === undefined || searchBudget.stop()) return found;
  // Whether every plan as good is made of the seats that cost each booking no more than its present one.
  const isAll = proved && waiting === 0 && model.seats.every((seat) => asGood(seat) || !allowed(seat));
  const rooms = new RoomsInUse(near.model, widened);
  const within = narrowed(near.model, ({ booking, room }) => rooms.worksIn(booking, room));
  const solved = bySolver(within.model, within.fitInto(widened), counted, searchBudget, budget, ask);
  const best = near.back(within.back(solved.chosen));
  const staysAlone = model.sessions.length === 0;
  if (!isAll || scoreOf(model, best).gapPrice <= counted) return { ...found, chosen: best };
  if (staysAlone)
    return { chosen: best, gapPrice: Math.max(counted, solved.gapPrice), fit: solved.fit ?? fit };
  // How far apart visits could be if practitioners changed rooms at will is a bound for how far they can where they stay.
  const free = withTails(near.model, budget.relaxUpTo);
  const bound =
    free && gapProof(free, free.fitInto(near.fitInto(best)), { ...searchBudget }, budget, ask).bound;
  return { chosen: best, gapPrice: Math.max(counted, bound ?? 0), fit };
};

const bySolver = (
  model: Model,
  start: Chosen,
  least: number,
  searchBudget: SearchBudget,
  budget: Budget,
  ask: AskSolver,
): { readonly chosen: Chosen; readonly gapPrice: number; readonly fit?: number } => {
  const tailed = withTails(model, budget.relaxUpTo);
  if (tailed === undefined) return { chosen: start, gapPrice: 0 };
  let chosen = start;
  const keepBetter = (next: Chosen) => {
    const plan = tailed.back(next);
    if (compareScores(scoreOf(model, plan), scoreOf(model, chosen)) < 0) chosen = plan;
  };
  let bound = least;
  if (scoreOf(model, chosen).gapPrice > least) {
    const alone = gapProof(tailed, tailed.fitInto(chosen), { ...searchBudget }, budget, ask);
    keepBetter(alone.chosen);
    bound = Math.max(bound, alone.bound);
    if (alone.cost > alone.bound) {
      const near = nearest(tailed.model, alone.regret, SEATS_PER_BOOKING * model.seekers.length);
      const costs = sitting(alone.chosen, tailed.price);
      keepBetter(improveByHours(tailed.model, alone.chosen, costs, ask, { ...searchBudget }, near));
    }
  }
  // Whatever costs a unit more of the gaps could not win that back by all that fit could gain.
  const { gapPrice, fit } = scoreOf(model, chosen);
  const weight = fit - leastFit(model, chosen) + 1;
  if (weight === 1) return { chosen, gapPrice: bound, fit };
  const costs = sitting(tailed.fitInto(chosen), (seat) => weight * tailed.price(seat) + seat.fit);
  const both = prove(tailed.model, tailed.fitInto(chosen), costs, ask, searchBudget, reach(tailed, 0));
  keepBetter(both.chosen);
  if (both.cost > both.bound) {
    const near = nearest(tailed.model, both.regret, SEATS_PER_BOOKING * model.seekers.length);
    keepBetter(improveByHours(tailed.model, both.chosen, costs, ask, searchBudget, near));
  }
  const reached = bound >= gapPrice;
  return { chosen, gapPrice: bound, ...(reached ? { fit: both.bound - weight * gapPrice } : {}) };
};

const gapProof = (
  tailed: Tailed,
  start: Chosen,
  searchBudget: SearchBudget,
  budget: Budget,
  ask: AskSolver,
): Proof => {
  const costs = sitting(start, tailed.price);
  // A minute too close is not worth closing the gap for.
  return prove(
    tailed.model,
    start,
    costs,
    ask,
    { ...searchBudget, gap: 0.999 },
    reach(tailed, RELAXED * budget.relaxUpTo),
  );
};

/** Seats, each with a tail, that the hourly programmes choose among. */
const SEATS_PER_BOOKING = 16;

/** Of the seats up to which the relaxation about waiting and messages is solved, this part: seats with tails take it longer. */
const RELAXED = 1 / 4;

const reach = ({ model }: Tailed, relaxUpTo: number) =>
  ({ stages: ['gaps', 'gaps'], first: 4, most: Math.max(1_500, model.seats.length / 4), relaxUpTo }) as const;

/** Who sits goes on sitting, and who waits waiting. */
const sitting = (start: Chosen, cost: (seat: Seat) => number): Costs => ({
  seat: (seat) => (start[seat.booking] === undefined ? Number.POSITIVE_INFINITY : cost(seat)),
  waiting: (booking) => (start[booking] === undefined ? 0 : Number.POSITIVE_INFINITY),
});

const leastFit = (model: Model, chosen: Chosen): number =>
  model.seekers.reduce(
    (sum, { seats }, at) =>
      chosen[at] === undefined
        ? sum
        : sum + seats.reduce((least, { fit }) => Math.min(least, fit), Number.POSITIVE_INFINITY),
    0,
  );
