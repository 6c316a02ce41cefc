import type { MipSolver, Programme, SolverAnswer, SolverLimits } from './mip-solver.ts';

/** Where a solver was asked when it failed; `load`: it was not there at all; `search`: the search around it failed. */
export const PLAN_FAULTS = [
  'load',
  'relaxation',
  'proof',
  'neighbourhood',
  'continuity',
  'gaps',
  'fit-relaxation',
  'fit',
  'fit-by-hours',
  'search',
] as const;

export type PlanFault = (typeof PLAN_FAULTS)[number];
export type SolverStage = Exclude<PlanFault, 'load' | 'search'>;

/** Asks the solver at one stage of a plan. Never throws: of a solver that fails there is no answer, and no other. */
export type AskSolver = (
  stage: SolverStage,
  programme: Programme,
  limits: SolverLimits,
  start?: Float64Array,
) => SolverAnswer;

/** What a solver says that was stopped before it began. */
const NO_ANSWER: SolverAnswer = {
  status: 'limit',
  values: undefined,
  rowDuals: undefined,
  bound: Number.NEGATIVE_INFINITY,
  iterations: 0,
  nodes: 0,
};

/** A solver that answers what cannot be. */
class Nonsense extends Error {
  override readonly name = 'Nonsense';
}

/**
 * A solver that may fail, as one that never does: the first time it throws or answers what cannot be, it is not asked any
 * more, and whatever is decided by then stands. `failed` is told once, with the stage and what was thrown.
 */
export const askSolver = (
  solver: MipSolver,
  failed: (stage: PlanFault, cause: unknown) => void,
): AskSolver => {
  let broken = false;
  return (stage, programme, limits, start) => {
    if (broken) return NO_ANSWER;
    try {
      const answer = solver.solve(programme, limits, start);
      const wrong = wrongWith(answer, programme, start);
      if (wrong !== undefined) throw new Nonsense(wrong);
      return isBest(answer, programme, limits) ? answer : { ...answer, status: 'limit' };
    } catch (cause) {
      broken = true;
      solver.discard?.();
      failed(solver.missing ? 'load' : stage, cause);
      return NO_ANSWER;
    }
  };
};

/** A solver's arithmetic is good to this, in rows and in columns. */
const TOLERANCE = 1e-5;

/**
 * What is wrong with an answer that no solver could rightly give, or undefined. A start that keeps every row must have
 * been given with a whole programme, if any: so there is no such thing as an infeasible one.
 */
const wrongWith = (answer: SolverAnswer, programme: Programme, start?: Float64Array): string | undefined => {
  const { values, rowDuals, bound, status } = answer;
  const columns = programme.cost.length;
  if (!isCount(answer.iterations) || !isCount(answer.nodes)) return 'its work is no number';
  if (Number.isNaN(bound)) return 'its bound is no number';
  if (
    rowDuals !== undefined &&
    (rowDuals.length !== programme.rowLower.length || !rowDuals.every(Number.isFinite))
  )
    return 'its prices are no numbers, or not one for each row';
  if (values !== undefined && !isPossible(values, programme)) return 'its answer breaks a row';
  if (!programme.whole) return undefined;
  if (status === 'optimal' && values === undefined) return 'the best answer is none';
  const cost = values && costOf(programme.cost, values);
  if (start !== undefined && start.length === columns) {
    const least = Math.min(costOf(programme.cost, start), cost ?? Number.POSITIVE_INFINITY);
    if (status === 'infeasible') return 'what it was begun with is said to be impossible';
    if (bound > least + slackOf(least)) return 'its bound is above what is possible';
  }
  return undefined;
};

/**
 * Whether an answer that calls itself the best is: HiGHS calls some so whose bound is far below, where waiting weighs
 * millions. Such an answer is a possible one and its bound a bound, no more.
 */
const isBest = (
  { values, bound, status }: SolverAnswer,
  programme: Programme,
  { gap }: SolverLimits,
): boolean => {
  if (status !== 'optimal' || !programme.whole || values === undefined) return true;
  const cost = costOf(programme.cost, values);
  return cost <= bound + gap + slackOf(cost);
};

/** What a solver's arithmetic may add to a cost. */
const slackOf = (cost: number): number => 1e-6 * (1 + Math.abs(cost));

const isCount = (n: number): boolean => Number.isFinite(n) && n >= 0;

const costOf = (costs: Float64Array, values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (costs[i] ?? 0) * (values[i] ?? 0);
  return sum;
};

/** Keeps every row, with every value in [0, 1], and whole where the programme is. */
const isPossible = (
  values: Float64Array,
  { cost, whole, rowLower, rowUpper, start, index }: Programme,
): boolean => {
  if (values.length !== cost.length) return false;
  for (const value of values) {
    if (!(value >= -TOLERANCE && value <= 1 + TOLERANCE)) return false;
    if (whole && Math.abs(value - Math.round(value)) > TOLERANCE) return false;
  }
  for (let row = 0; row < rowLower.length; row++) {
    let sum = 0;
    for (let i = start[row] ?? 0; i < (start[row + 1] ?? 0); i++) sum += values[index[i] ?? -1] ?? 0;
    if (sum < (rowLower[row] ?? 0) - 10 * TOLERANCE || sum > (rowUpper[row] ?? 0) + 10 * TOLERANCE)
      return false;
  }
  return true;
};
