import { BUDGETS } from '../domain/plan/budget.ts';
import { MOST_POINTS } from '../domain/plan/explain/what-if.ts';
import { processorTime } from '../processor-time.ts';
import { answerWhatIf } from './answer-what-if.ts';
import { loadedSolver } from './loaded-solver.ts';
import type { ReplanDependencies } from './replan-day.ts';
import { readWhatIf, writeWhatIf } from './what-if-memo.ts';

/** `unknown`: forgotten meanwhile, or the site is gone; `answered`: another run was quicker. */
export type WhatIfProof = 'proved' | 'bounded' | 'answered' | 'unknown';

/** Answers a what-if with the solver, on the Days as they are now, and stores the answer beside the quick one. */
export const proveWhatIf =
  (deps: ReplanDependencies) =>
  async (id: string): Promise<WhatIfProof> => {
    const found = await readWhatIf(deps.ledger, id, deps.now());
    if (found === undefined) return 'unknown';
    const { version, memo } = found;
    if (memo.proven !== undefined) return 'answered';
    deps.clinic.forget();
    const site = (await deps.clinic.catalogue()).sites.find((each) => each.id === memo.siteId);
    if (site === undefined) return 'unknown';
    const { terms } = memo;
    const plans = terms.dates.length * (terms.curve ? 2 + MOST_POINTS : 1);
    const budget = BUDGETS[deps.effort];
    const until = deps.now() + (deps.secondsToPlan ?? Number.POSITIVE_INFINITY) * 1000;
    const solver = deps.loadSolver && (await loadedSolver(deps.loadSolver));
    const proven = await answerWhatIf(deps, await deps.clinic.site(site), terms, {
      budget: {
        ...budget,
        seconds: Math.min(budget.seconds, (deps.secondsToPlan ?? budget.seconds) / plans),
      },
      spent: processorTime,
      left: () => until - deps.now(),
      ...(solver === undefined ? {} : { solver }),
      ...(deps.solverFailed === undefined ? {} : { solverFailed: deps.solverFailed }),
    });
    const result = await writeWhatIf(deps.ledger, id, version, { ...memo, proven });
    if (result.kind === 'stale') return 'answered';
    return proven.certificate.proved ? 'proved' : 'bounded';
  };
