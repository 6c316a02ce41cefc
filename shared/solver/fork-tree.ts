import type { Fork, Programme, SolverAnswer, SolverLimits } from '../domain/plan/proof/mip-solver.ts';

/** The linear programme, solved again and again while columns are held within other bounds. */
export type Relaxation<Corner> = {
  /** Begins at a corner where it was before, if one is given. */
  solve(lower: Float64Array, upper: Float64Array, from?: Corner): Relaxed<Corner>;
};

type Relaxed<Corner> = {
  /** `limit`: neither of the others; there is no answer. */
  readonly status: 'optimal' | 'infeasible' | 'limit';
  readonly values: Float64Array;
  /** One per row. */
  readonly rowDuals: Float64Array;
  readonly iterations: number;
  readonly corner: Corner;
};

/** What a relaxation's values may be off. */
const TOLERANCE = 1e-6;

/** What one side of a fork costs, where it was not tried often: as much as others', by so many trials. */
const TRIALS = 2;
/** No side counts for less. */
const LEAST_GAIN = 1e-4;

/**
 * Looks for an answer that costs at most `atMost`, or proves that there is none, by branching on forks: an optimiser's own tree decides
 * one column at a time, and before it begins spends more on cuts and on searches than such a tree takes. Each relaxation begins at the
 * corner of the one before. Its prices prove a bound without a tolerance, and leave out columns that no such answer can take. Of the
 * forks that are open the one is taken whose two sides have cost most.
 */
export const forkTree = <Corner>(
  programme: Programme,
  relaxation: Relaxation<Corner>,
  atMost: number,
  forks: readonly (readonly Fork[])[],
  limits: Pick<SolverLimits, 'iterations' | 'nodes' | 'stop'>,
): SolverAnswer => {
  const { cost } = programme;
  const byColumn = transposed(programme);
  const lower = new Float64Array(cost.length);
  const upper = new Float64Array(cost.length).fill(1);
  const gains = new Map<Fork, Gains>();
  const all: Gains = { sum: [0, 0], count: [0, 0] };
  let [iterations, nodes, root] = [0, 0, Number.NEGATIVE_INFINITY];
  let found: Float64Array | undefined;
  let isOpen = false;

  const expected = (fork: Fork, side: Side): number => {
    const own = gains.get(fork);
    const usual = all.count[side] === 0 ? 1 : all.sum[side] / all.count[side];
    return ((own?.sum[side] ?? 0) + TRIALS * usual) / ((own?.count[side] ?? 0) + TRIALS);
  };
  const learn = (fork: Fork, side: Side, gain: number) => {
    const own = gains.get(fork) ?? { sum: [0, 0], count: [0, 0] };
    gains.set(fork, own);
    for (const each of [own, all]) {
      each.sum[side] += gain;
      each.count[side]++;
    }
  };
  /** The fork to take, and how much of its first side the values take. */
  const choose = (values: Float64Array): { fork: Fork; share: number } | undefined => {
    for (const list of forks) {
      let best: { fork: Fork; share: number } | undefined;
      let most = 0;
      for (const fork of list) {
        const share = fork[0].reduce((sum, column) => sum + (values[column] ?? 0), 0);
        if (share < TOLERANCE || share > 1 - TOLERANCE) continue;
        const score =
          Math.max(LEAST_GAIN, expected(fork, 0) * (1 - share)) *
          Math.max(LEAST_GAIN, expected(fork, 1) * share);
        if (score <= most) continue;
        most = score;
        best = { fork, share };
      }
      if (best !== undefined) return best;
    }
    return undefined;
  };

  /** What no answer from here on costs less than; `atMost` and more where there is none that is sought. */
  const visit = (from?: Corner): number => {
    if (limits.stop() || iterations > limits.iterations || nodes >= limits.nodes) {
      isOpen = true;
      return Number.NEGATIVE_INFINITY;
    }
    nodes++;
    const { status, values, rowDuals, corner, ...work } = relaxation.solve(lower, upper, from);
    iterations += work.iterations;
    if (status === 'infeasible') return atMost + 1;
    if (status === 'limit') {
      isOpen = true;
      return Number.NEGATIVE_INFINITY;
    }
    const { bound, regrets } = priced(programme, byColumn, rowDuals, lower, upper);
    root = Math.max(root, nodes === 1 ? bound : root);
    if (bound > atMost + TOLERANCE) return bound;
    const slack = atMost - bound + TOLERANCE;
    const was: [column: number, lower: number, upper: number][] = [];
    const hold = (column: number, at: 0 | 1) => {
      was.push([column, lower[column] ?? 0, upper[column] ?? 1]);
      lower[column] = at;
      upper[column] = at;
    };
    for (let column = 0; column < cost.length; column++) {
      if (lower[column] === upper[column]) continue;
      const regret = regrets[column] ?? 0;
      if (regret > slack) hold(column, 0);
      else if (-regret > slack) hold(column, 1);
    }
    const taken = choose(values) ?? forkAt(values);
    if (taken === undefined) found = values;
    else {
      const sides: readonly Side[] = taken.share > 0.5 ? [0, 1] : [1, 0];
      for (const side of sides) {
        const before = was.length;
        for (const column of taken.fork[1 - side] ?? []) if (upper[column] !== 0) hold(column, 0);
        const least = visit(corner);
        const away = side === 0 ? 1 - taken.share : taken.share;
        if (Number.isFinite(least)) learn(taken.fork, side, Math.max(0, least - bound) / away);
        restore(was.splice(before));
        if (found !== undefined || isOpen) break;
      }
    }
    restore(was);
    return bound;
  };
  const restore = (was: readonly [number, number, number][]) => {
    for (const [column, low, high] of was.toReversed()) {
      lower[column] = low;
      upper[column] = high;
    }
  };
  /** Where all forks are decided: a column that is not, or the others of its row. */
  const forkAt = (values: Float64Array): { fork: Fork; share: number } | undefined => {
    const column = values.findIndex((value) => value > TOLERANCE && value < 1 - TOLERANCE);
    if (column < 0) return undefined;
    const row = byColumn.rows
      .subarray(byColumn.start[column] ?? 0, byColumn.start[column + 1] ?? 0)
      .find((at) => programme.rowLower[at] === 1);
    const { start, index } = programme;
    const others = row === undefined ? [] : [...index.subarray(start[row] ?? 0, start[row + 1] ?? 0)];
    return {
      fork: [[column], others.filter((each) => each !== column)],
      share: values[column] ?? 0,
    };
  };

  visit();
  const status = found === undefined && !isOpen ? 'infeasible' : 'limit';
  const bound = status === 'infeasible' ? Number.POSITIVE_INFINITY : root;
  return { status, values: found?.map(Math.round), rowDuals: undefined, bound, iterations, nodes };
};

type Side = 0 | 1;
type Gains = { readonly sum: [number, number]; readonly count: [number, number] };
type ByColumn = { readonly start: Int32Array; readonly rows: Int32Array };

const transposed = ({ cost, start, index }: Programme): ByColumn => {
  const first = new Int32Array(cost.length + 1);
  for (const column of index) first[column + 1] = (first[column + 1] ?? 0) + 1;
  for (let column = 0; column < cost.length; column++)
    first[column + 1] = (first[column + 1] ?? 0) + (first[column] ?? 0);
  const next = first.slice();
  const rows = new Int32Array(index.length);
  for (let row = 0; row + 1 < start.length; row++)
    for (let i = start[row] ?? 0; i < (start[row + 1] ?? 0); i++) {
      const column = index[i] ?? 0;
      const at = next[column] ?? 0;
      rows[at] = row;
      next[column] = at + 1;
    }
  return { start: first, rows };
};

/** What the prices of the rows prove, whatever they are: no answer within the bounds of the columns costs less. */
const priced = (
  { cost, rowLower, rowUpper }: Programme,
  { start, rows }: ByColumn,
  duals: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
) => {
  let bound = 0;
  const prices = duals.map((dual, row) => {
    const side = dual > 0 ? (rowLower[row] ?? 0) : (rowUpper[row] ?? 0);
    if (dual === 0 || !Number.isFinite(side)) return 0;
    bound += dual * side;
    return dual;
  });
  const regrets = cost.map((own, column) => {
    let regret = own;
    for (let i = start[column] ?? 0; i < (start[column + 1] ?? 0); i++) regret -= prices[rows[i] ?? 0] ?? 0;
    bound += regret * ((regret > 0 ? lower[column] : upper[column]) ?? 0);
    return regret;
  });
  return { bound, regrets };
};
