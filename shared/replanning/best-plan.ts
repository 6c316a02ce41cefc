import type { Instant } from '../domain/instant.ts';
import { BUDGETS, type Budget, type Effort } from '../domain/plan/budget.ts';
import { type Plan, plan } from '../domain/plan/plan.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import type { PlanFault } from '../domain/plan/proof/ask-solver.ts';
import type { MipSolver } from '../domain/plan/proof/mip-solver.ts';
import { processorTime } from '../processor-time.ts';
import { loadedSolver } from './loaded-solver.ts';

export type BestPlanDependencies = {
  readonly now: () => Instant;
  /** Loads the solver, for Days that the heuristics alone cannot prove; absent: they stand alone. */
  readonly loadSolver?: () => Promise<MipSolver>;
  readonly effort: Effort;
  /** Instead of what the effort stands for, where thousands of Days are planned in a row. */
  readonly budget?: Budget;
  /** Told where the solver failed, and why; the plan was made without it from there. */
  readonly solverFailed?: (fault: PlanFault, cause: unknown) => void;
};

/** Heuristics first; the solver is loaded only for what they cannot prove, and whatever becomes of it, they stand. */
export const bestPlan = async (
  deps: BestPlanDependencies,
  problem: PlanProblem,
  until: Instant,
): Promise<Plan> => {
  const { now } = deps;
  const within = (share: number) => {
    const end = now() + share * (until - now());
    return { budget: deps.budget ?? BUDGETS[deps.effort], spent: processorTime, left: () => end - now() };
  };
  const byHeuristics = plan(problem, within(1 / 3));
  if (byHeuristics.certificate.proved || deps.loadSolver === undefined) return byHeuristics;
  const solver = await loadedSolver(deps.loadSolver);
  const { solverFailed = () => undefined } = deps;
  try {
    return plan(problem, { ...within(1), solver, solverFailed });
  } catch (cause) {
    solverFailed('search', cause);
    return { ...byHeuristics, certificate: { ...byHeuristics.certificate, fault: 'search' } };
  }
};
