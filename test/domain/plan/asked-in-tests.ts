import { BUDGETS } from '../../../shared/domain/plan/budget.ts';
import { type AskSolver, askSolver } from '../../../shared/domain/plan/proof/ask-solver.ts';
import type { MipSolver } from '../../../shared/domain/plan/proof/mip-solver.ts';
import type { SearchBudget } from '../../../shared/domain/plan/proof/prove.ts';

/** A solver whose faults fail the test. */
export const askOrThrow = (solver: MipSolver): AskSolver =>
  askSolver(solver, (stage, cause) => {
    throw new Error(`the solver failed: ${stage}`, { cause });
  });

/** The whole of a normal budget, which no clock ends. */
export const wholeBudget = (): SearchBudget => ({
  ...BUDGETS.normal,
  stop: () => false,
  cut: false,
  progress: () => undefined,
});
