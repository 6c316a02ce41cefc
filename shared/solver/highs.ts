import type {
  MipSolver,
  Programme,
  SolverAnswer,
  SolverLimits,
  Sought,
} from '../domain/plan/proof/mip-solver.ts';
import { forkTree } from './fork-tree.ts';

type HighsModule = typeof import('highs');
type Highs = Awaited<ReturnType<HighsModule['default']>>;

/** From this many non-zeros on the interior-point method beats the simplex method on these programmes. */
const INTERIOR_FROM = 400_000;

/** What a step of it counts as: the work of so many of the simplex method, about. */
const INTERIOR_STEP = 100;

/** What arithmetic may be off where costs are whole. */
const BEYOND = 1e-3;

/** The simplex method asks at each step whether to go on, and what a clock costs adds up. */
const ASKED_EACH = 16;

/** How near to the best answer of a linear programme interior points come: any prices will do for a bound, and the last steps take longest. */
const INTERIOR_TOLERANCE = 1e-5;

/** Relaxations that are solved again and again from corner to corner; nothing is scaled, as all entries are 1. */
const FROM_CORNERS = {
  solver: 'simplex',
  presolve: 'off',
  simplex_scale_strategy: 0,
  simplex_dual_edge_weight_strategy: 1,
  dual_simplex_cost_perturbation_multiplier: 0,
};

/**
 * HiGHS 1.15.1 reduces a whole programme by trying out all answers of a few rows, too (one bit per such rule). Where that leaves one
 * column of a row that wants just one, the row is dropped as if it were an upper limit: what is best is then lost, or there is no answer.
 */
const WITHOUT_ENUMERATION = 1 << 16;

/** Branching and nothing else. */
const BRANCHING = {
  mip_pool_soft_limit: 1,
  mip_allow_restart: false,
  mip_allow_cut_separation_at_nodes: false,
  mip_heuristic_effort: 0,
  mip_heuristic_run_rins: false,
  mip_heuristic_run_rens: false,
  mip_heuristic_run_root_reduced_cost: false,
  mip_pscost_minreliable: 0,
};

let loading: Promise<Highs> | undefined;

/**
 * HiGHS (3.5 MB of WebAssembly, single-threaded): one instance for the process, since a new one costs more than dozens of
 * small Days, and another one after a fault, which leaves an instance unusable. Only who plans a Day should ask for it.
 */
export const loadHighsSolver = async (): Promise<MipSolver> => {
  loading ??= load();
  const mine = loading;
  const forget = (): void => {
    if (loading === mine) loading = undefined;
  };
  const highs = await mine.catch((error: unknown) => {
    forget();
    throw error;
  });
  return {
    name: 'HiGHS',
    discard: forget,
    solve: (programme, limits, start) => {
      try {
        return solve(highs, programme, limits, start);
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
};

const load = async (): Promise<Highs> => {
  // The package's types describe its CommonJS face; what `import` gives is the loader itself.
  const { default: instantiate } = (await import('highs')) as unknown as HighsModule;
  return instantiate();
};

const solve = (
  highs: Highs,
  programme: Programme,
  limits: SolverLimits,
  start?: Float64Array,
): SolverAnswer => {
  const columns = programme.cost.length;
  // The WebAssembly build cannot be given a programme without columns, nor a solution of one.
  if (columns === 0) return nothingToChoose(programme);
  if (limits.sought !== undefined) return byForks(highs, programme, limits, limits.sought);
  const { modelStatus, callbackType } = highs.constants;
  const model = modelOf(highs, programme);
  let asked = 0;
  const isStopped = () => asked++ % ASKED_EACH === 0 && limits.stop();
  try {
    model.options.set({
      output_flag: false,
      random_seed: 7,
      presolve_rule_off: WITHOUT_ENUMERATION,
      mip_rel_gap: 0,
      mip_abs_gap: limits.gap,
      mip_max_nodes: limits.nodes,
      simplex_iteration_limit: limits.iterations,
      ipm_iteration_limit: Math.ceil(limits.iterations / INTERIOR_STEP),
      ...(Number.isFinite(limits.seconds) ? { time_limit: limits.seconds } : {}),
      ...(limits.branching === true ? BRANCHING : {}),
      ...(limits.target === undefined ? {} : { objective_target: limits.target }),
      // Any duals will do for a bound, so a large relaxation may stay inside the polytope: no crossover.
      ...(programme.whole || (programme.index.length < INTERIOR_FROM && limits.inside !== true)
        ? {}
        : { solver: 'ipm', run_crossover: 'off', ipm_optimality_tolerance: INTERIOR_TOLERANCE }),
    });
    if (start !== undefined && programme.whole) model.setSolution({ colValue: start });
    model.run(
      programme.whole
        ? {
            [callbackType.mipInterrupt]: (event) => {
              if (Number(event.data.mip_total_lp_iterations ?? 0) > limits.iterations || limits.stop())
                event.interrupt();
            },
          }
        : {
            [callbackType.simplexInterrupt]: (event) => {
              if (isStopped()) event.interrupt();
            },
            [callbackType.ipmInterrupt]: (event) => {
              if (limits.stop()) event.interrupt();
            },
          },
    );
    const status = model.getModelStatus();
    const feasible = Number(model.info.get('primal_solution_status')) === 2;
    const solution = model.getSolution();
    return {
      status:
        status === modelStatus.optimal
          ? 'optimal'
          : status === modelStatus.infeasible
            ? 'infeasible'
            : 'limit',
      ...(status === modelStatus.timeLimit ? { outOfTime: true as const } : {}),
      values: feasible ? solution.colValue : undefined,
      rowDuals: programme.whole ? undefined : solution.rowDual,
      bound: programme.whole ? Number(model.info.get('mip_dual_bound')) : model.getObjectiveValue(),
      iterations:
        Number(model.info.get('simplex_iteration_count')) +
        INTERIOR_STEP * Math.max(0, Number(model.info.get('ipm_iteration_count'))),
      nodes: programme.whole ? Number(model.info.get('mip_node_count')) : 0,
    };
  } finally {
    model.dispose();
  }
};

const modelOf = (highs: Highs, programme: Programme, whole = programme.whole) => {
  const columns = programme.cost.length;
  return highs.createModel({
    numCols: columns,
    numRows: programme.rowLower.length,
    sense: highs.constants.objectiveSense.minimize,
    colCost: programme.cost,
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(1),
    rowLower: programme.rowLower.map((x) => (x === Number.NEGATIVE_INFINITY ? -highs.infinity : x)),
    rowUpper: programme.rowUpper.map((x) => (x === Number.POSITIVE_INFINITY ? highs.infinity : x)),
    matrix: {
      format: 'csr',
      numRows: programme.rowLower.length,
      numCols: columns,
      starts: programme.start,
      indices: programme.index,
      values: new Float64Array(programme.index.length).fill(1),
    },
    ...(whole ? { integrality: new Int32Array(columns).fill(highs.constants.variableType.integer) } : {}),
  });
};

const byForks = (
  highs: Highs,
  programme: Programme,
  limits: SolverLimits,
  { atMost, forks }: Sought,
): SolverAnswer => {
  const { modelStatus, callbackType } = highs.constants;
  const model = modelOf(highs, programme, false);
  const all = { kind: 'range' as const, from: 0, to: programme.cost.length - 1 };
  const end = performance.now() + 1000 * (limits.seconds ?? Number.POSITIVE_INFINITY);
  let outOfTime = false;
  const stop = () => {
    outOfTime ||= performance.now() > end;
    return outOfTime || limits.stop();
  };
  let asked = 0;
  try {
    model.options.set({
      output_flag: false,
      random_seed: 7,
      ...FROM_CORNERS,
      // A relaxation that costs more need not be solved to its end.
      objective_bound: atMost + BEYOND,
    });
    const answer = forkTree(
      programme,
      {
        solve: (lower, upper, from?: ReturnType<typeof model.getBasis>) => {
          model.changeColsBounds(all, lower, upper);
          if (from !== undefined) model.setBasis(from);
          model.run({
            [callbackType.simplexInterrupt]: (event) => {
              if (asked++ % ASKED_EACH === 0 && stop()) event.interrupt();
            },
          });
          const status = model.getModelStatus();
          const { colValue, rowDual } = model.getSolution();
          return {
            status:
              status === modelStatus.optimal
                ? 'optimal'
                : status === modelStatus.infeasible || status === modelStatus.objectiveBound
                  ? 'infeasible'
                  : 'limit',
            values: colValue,
            rowDuals: rowDual,
            iterations: Number(model.info.get('simplex_iteration_count')),
            corner: model.getBasis(),
          };
        },
      },
      atMost,
      forks,
      { ...limits, stop },
    );
    return outOfTime ? { ...answer, outOfTime } : answer;
  } finally {
    model.dispose();
  }
};

/** The answer where there is nothing to choose: whether all rows hold with nothing in them. */
const nothingToChoose = ({ rowLower, rowUpper, whole }: Programme): SolverAnswer => {
  const holds = rowLower.every((lower, row) => lower <= 0 && (rowUpper[row] ?? 0) >= 0);
  return {
    status: holds ? 'optimal' : 'infeasible',
    values: holds ? new Float64Array(0) : undefined,
    rowDuals: whole ? undefined : new Float64Array(rowLower.length),
    bound: holds ? 0 : Number.POSITIVE_INFINITY,
    iterations: 0,
    nodes: 0,
  };
};
