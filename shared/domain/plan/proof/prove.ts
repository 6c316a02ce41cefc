import type { Model, Seat } from '../model/model.ts';
import { type Bound, boundAt, type Costs, NO_PRICES } from '../model/prices.ts';
import { type Chosen, withinAllowances } from '../model/score.ts';
import { ascend } from './ascent.ts';
import type { AskSolver, SolverStage } from './ask-solver.ts';
import type { SolverLimits } from './mip-solver.ts';
import { choicesOf, narrow } from './narrow.ts';
import { chosenOf, pricesOf, programmeOf } from './programme.ts';

/** What is left of a budget; every stage draws from the same one. */
export type SearchBudget = {
  iterations: number;
  nodes: number;
  /** Local programmes that may still be tried. */
  neighbourhoods: number;
  /** Whether the search ends: the emergency stop, which sets `cut`, or a solver that failed. */
  stop: () => boolean;
  cut: boolean;
  /** Told about each step, for a progress line. */
  progress: (line: string) => void;
  /** How far from its bound a programme may stay; 0.999 unless a level is not worth closing. */
  gap?: number;
};

export type Proof = {
  readonly chosen: Chosen;
  readonly cost: number;
  /** No plan of the whole model that uses only admissible seats costs less. */
  readonly bound: number;
  /** How far the prices alone are from the cost: a seat of larger regret is in no plan as good as this one. */
  readonly slack: number;
  /** Cost of each seat beyond its booking's cheapest choice, at the best prices known. */
  readonly regret: (seat: Seat) => number;
};

/** Passes of the ascent, and the seats they may look at altogether. */
const MOST_PASSES = 600;
const ASCENT = 60_000_000;

type Reach = {
  /** The first programme takes seats of at most this regret. */
  readonly first: number;
  /** What the relaxation and the whole programmes are called, should the solver fail there. */
  readonly stages: readonly [relaxation: SolverStage, whole: SolverStage];
  /** No programme of more seats is handed to the solver. */
  readonly most: number;
  /** Solve the linear relaxation too, where the ascent leaves a gap and the model has at most so many seats. */
  readonly relaxUpTo: number;
  readonly allowed?: (seat: Seat) => boolean;
  /** Where the prices of the ascent leave more open, no solver is asked: it would work long on too few seats. */
  readonly closeUpTo?: number;
  /**
   * No plan that costs less tells fewer people, and each costs `person`. Where no more than a part of one is open, a row of it
   * leaves the relaxation little to trade.
   */
  readonly told?: { readonly atLeast: number; readonly person: number };
  /** Whole programmes are branched at once: those of large Days, whose relaxation is nearly whole. */
  readonly branching?: true;
};

export const costOf = (model: Model, chosen: Chosen, costs: Costs): number => {
  let sum = 0;
  model.seekers.forEach((_, at) => {
    const seat = chosen[at];
    sum += seat === undefined ? costs.waiting(at) : costs.seat(seat);
  });
  return sum;
};

/**
 * Improves a plan and proves how good it is, whole-number costs assumed. The linear relaxation gives prices, the
 * prices a bound and a regret per seat. A plan that uses a seat of regret ρ costs at least bound + ρ, so a programme over
 * the seats of small regret suffices, and is grown (from `first` at most) until nothing outside could be cheaper.
 */
export const prove = (
  model: Model,
  incumbent: Chosen,
  costs: Costs,
  ask: AskSolver,
  searchBudget: SearchBudget,
  reach: Reach,
): Proof => {
  const { first, most, relaxUpTo, stages, allowed = () => true, told } = reach;
  const { closeUpTo = Number.POSITIVE_INFINITY, branching } = reach;
  let chosen = incumbent;
  let cost = costOf(model, chosen, costs);
  let limited: Costs = {
    seat: (seat) => (allowed(seat) ? costs.seat(seat) : Number.POSITIVE_INFINITY),
    waiting: costs.waiting,
  };
  let bound = boundAt(model, limited, NO_PRICES);
  const reached = () => Math.ceil(bound.value - 1e-6) >= cost;
  const proof = (value: number): Proof => ({
    chosen,
    cost,
    bound: Math.min(cost, Math.ceil(value - 1e-6)),
    slack: cost - bound.value,
    regret: (seat) => regretOf(bound, seat),
  });
  if (reached()) return proof(bound.value);

  let toldAtLeast = 0;
  const allowances = model.allowances.map((_, at) => at).filter((at) => binds(model, at));
  const raise = (better: Bound) => {
    if (better.value > bound.value) bound = better;
  };
  raise(ascend(model, limited, cost, Math.min(MOST_PASSES, Math.ceil(ASCENT / model.seats.length))));
  searchBudget.progress(`prices raised, ${Math.round(cost - bound.value)} to close`);
  if (reached() || cost - bound.value > closeUpTo) return proof(bound.value);
  if (model.seats.length <= relaxUpTo) {
    const relaxation = programmeOf(model, {
      ...choicesOf(model, limited),
      whole: false,
      allowances,
    });
    // Its duals are the best prices there are: on a Day that `relaxUpTo` admits the relaxation may always finish.
    const answer = ask(stages[0], relaxation.programme, { ...limitsOf(searchBudget), iterations: 1_000_000 });
    if (answer.rowDuals !== undefined)
      raise(boundAt(model, limited, pricesOf(model, relaxation, answer.rowDuals)));
    searchBudget.progress(`relaxation solved, ${Math.round(cost - bound.value)} to close`);
    if (reached()) return proof(bound.value);
    if (told !== undefined && cost - bound.value < told.person) {
      toldAtLeast = told.atLeast;
      const left = narrow(model, limited, bound, cost, ask, {
        stage: stages[0],
        limits: { ...limitsOf(searchBudget), iterations: 1_000_000 },
        allowances,
        toldAtLeast,
        progress: searchBudget.progress,
      });
      limited = left.costs;
      raise(left.bound);
      if (reached()) return proof(bound.value);
    }
  }

  const { choices: everyone } = choicesOf(model, limited);
  let proven = bound.value;
  let tried = 0;
  // Where so little is open that no one less can be told, nothing would be found among a few of the seats.
  const isNearly = toldAtLeast > 0 && cost - bound.value < first;
  const begin = isNearly ? first : Math.min(first, Math.max(0.5, (cost - bound.value) / 64));
  for (let near = begin; ; near *= 4) {
    const missing = cost - 1 - bound.value;
    const last = near >= missing;
    const radius = last ? missing + 1e-6 : near;
    const choices = new Map<number, readonly Seat[]>();
    for (const [at, seats] of everyone)
      choices.set(
        at,
        seats.filter((seat) => seat === chosen[at] || regretOf(bound, seat) <= radius),
      );
    const waits = (b: number) =>
      chosen[b] === undefined || (bound.waiting[b] ?? 0) - (bound.cheapest[b] ?? 0) <= radius
        ? costs.waiting(b)
        : Number.POSITIVE_INFINITY;
    const local = programmeOf(model, {
      choices,
      costs: { seat: costs.seat, waiting: waits },
      whole: true,
      allowances,
      toldAtLeast,
    });
    if (searchBudget.stop() || searchBudget.nodes <= 0 || searchBudget.iterations <= 0) return proof(proven);
    if (local.columns.length - model.seekers.length > most) return proof(proven);
    if (!last && local.columns.length === tried) continue;
    tried = local.columns.length;
    const start = Float64Array.from(local.columns, ({ booking, seat }) => (chosen[booking] === seat ? 1 : 0));
    const limits = { ...limitsOf(searchBudget), ...(branching ? { branching } : {}) };
    const found = ask(stages[1], local.programme, limits, start);
    searchBudget.iterations -= found.iterations;
    searchBudget.nodes -= found.nodes;
    if (found.values !== undefined) {
      const next = chosenOf(
        local,
        found.values,
        model.seekers.map(() => undefined),
      );
      const value = costOf(model, next, costs);
      if (value < cost && withinAllowances(model, next)) {
        chosen = next;
        cost = value;
      }
    }
    // Whatever uses a seat outside the programme costs more than bound + radius; inside, the solver's word holds.
    const inside =
      found.status === 'optimal' && searchBudget.gap === undefined ? cost : Math.min(cost, found.bound);
    const outside = last ? cost : Math.floor(bound.value + radius) + 1;
    if (Number.isFinite(inside)) proven = Math.max(proven, Math.min(inside, outside));
    searchBudget.progress(
      `${local.columns.length} seats tried, ${Math.max(0, Math.round(cost - proven))} to close`,
    );
    if (Math.ceil(proven - 1e-6) >= cost || last || found.status !== 'optimal') return proof(proven);
  }
};

/** Is a seat among the `count` of least regret? */
export const nearest = (
  model: Model,
  regret: (seat: Seat) => number,
  count: number,
): ((seat: Seat) => boolean) => {
  const sorted = Float64Array.from(model.seats, regret).sort();
  const limit = sorted[Math.min(count, sorted.length) - 1] ?? Number.POSITIVE_INFINITY;
  return (seat) => regret(seat) <= limit;
};

/** What a seat costs at the prices beyond the cheapest of its booking. */
export const regretOf = (bound: Bound, seat: Seat): number => {
  return (bound.seats[seat.index] ?? 0) - (bound.cheapest[seat.booking] ?? 0);
};

/** Could this allowance be overdrawn at all? The tellable ones of late visits rarely can: they have hours. */
const binds = (model: Model, at: number): boolean => {
  const rule = model.allowances[at];
  return rule !== undefined && rule.bookings.length > rule.limit;
};

export const limitsOf = (searchBudget: SearchBudget): SolverLimits => {
  return {
    iterations: Math.max(1, Math.floor(searchBudget.iterations)),
    nodes: Math.max(1, Math.floor(searchBudget.nodes)),
    gap: searchBudget.gap ?? 0.999,
    stop: searchBudget.stop,
  };
};
