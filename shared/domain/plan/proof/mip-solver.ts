/**
 * The port to a solver of linear and mixed-integer programmes:
 * minimise `cost · x` with `rowLower ≤ A x ≤ rowUpper`, `0 ≤ x ≤ 1`, and x whole where `whole` is set.
 * Rows are stored one after the other: row i has the entries `start[i] … start[i + 1] - 1` of `index`, all with value 1.
 */
export type Programme = {
  readonly cost: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly whole: boolean;
};

export type SolverLimits = {
  /** Simplex iterations and tree nodes: work, the same on every machine. */
  readonly iterations: number;
  readonly nodes: number;
  /** How far from the bound a whole-number answer may stay; under 1 means best, all costs being whole. */
  readonly gap: number;
  /** Asked now and then; true ends the solve at once. Only the emergency stop by the clock uses it. */
  readonly stop: () => boolean;
  /** Of a linear programme whose best answers are many: prices from amid them, not from a corner. */
  readonly inside?: true;
  /**
   * Of a whole programme whose relaxation is nearly whole: branch at once. Cuts, trial branchings and searches of the solver's
   * own then cost many times more than the tree that they are to spare.
   */
  readonly branching?: true;
  /** Of a whole programme: an answer that costs less is good enough, and ends the solve. */
  readonly target?: number;
  /** Of a whole programme: any answer that costs so little is good enough, and one that costs more is none. */
  readonly sought?: Sought;
  /** The solve ends by itself after so many seconds on the wall, where someone waits for the answer. */
  readonly seconds?: number;
};

/** An answer that costs at most so much; a solver may look for it by forks, those of the first list first. */
export type Sought = { readonly atMost: number; readonly forks: readonly (readonly Fork[])[] };

/** Two sets of columns: every answer takes one column, of the one or of the other. */
export type Fork = readonly [these: readonly number[], others: readonly number[]];

export type SolverAnswer = {
  /** `limit`: ended early; values, if any, are the best found. */
  readonly status: 'optimal' | 'infeasible' | 'limit';
  /** It was the time that ended it, not work: on another machine it might have gone on. */
  readonly outOfTime?: true;
  readonly values: Float64Array | undefined;
  /** One per row, of a linear programme: how much the objective would fall per unit of room; `≤` rows have values ≤ 0. */
  readonly rowDuals: Float64Array | undefined;
  /** The solver's own lower bound; only good to its tolerances. */
  readonly bound: number;
  readonly iterations: number;
  readonly nodes: number;
};

export type MipSolver = {
  readonly name: string;
  solve(programme: Programme, limits: SolverLimits, start?: Float64Array): SolverAnswer;
  /** Told when it threw or answered nonsense: it will not be asked any more. */
  discard?(): void;
  /** It stands for a solver that could not be had, and only throws. */
  readonly missing?: true;
};

/** Stands for a solver that could not be loaded: anyone who asks it learns why. */
export const missingSolver = (cause: unknown): MipSolver => ({
  name: 'none',
  missing: true,
  solve: () => {
    throw cause;
  },
});
