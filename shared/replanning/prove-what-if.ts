import { BUDGETS } from '../domain/plan/budget.ts';
import { MOST_POINTS } from '../domain/plan/explain/what-if.ts';
import { answerWhatIf } from './answer-what-if.ts';
import { loadedSolver } from './loaded-solver.ts';
import type { ReplanSurroundings } from './replan-day.ts';
import { readWhatIf, writeWhatIf } from './what-if-memo.ts';

/** `unknown`: forgotten meanwhile, or the site is gone; `answered`: somebody was quicker. */
export type WhatIfProof = 'proved' | 'bounded' | 'answered' | 'unknown';

/** Answers a what-if with the solver, on the Days as they are now, and stores the answer beside the quick one. */
export const proveWhatIf =
  (around: ReplanSurroundings) =>
  async (id: string): Promise<WhatIfProof> => {
    const found = await readWhatIf(around.ledger, id, around.now());
    if (found === undefined) return 'unknown';
    const { version, memo } = found;
    if (memo.proven !== undefined) return 'answered';
    around.clinic.forget();
    const site = (await around.clinic.catalogue()).sites.find((each) => each.id === memo.siteId);
    if (site === undefined) return 'unknown';
    const { terms } = memo;
    const plans = terms.dates.length * (terms.curve ? 2 + MOST_POINTS : 1);
    const budget = BUDGETS[around.effort];
    const seconds = Math.min(budget.seconds, (around.secondsToPlan ?? Number.POSITIVE_INFINITY) / plans);
    const solver = around.loadSolver && (await loadedSolver(around.loadSolver));
    const proven = await answerWhatIf(around, await around.clinic.site(site), terms, {
      budget: { ...budget, seconds },
      now: around.now,
      ...(solver === undefined ? {} : { solver }),
      ...(around.solverFailed === undefined ? {} : { solverFailed: around.solverFailed }),
    });
    const result = await writeWhatIf(around.ledger, id, version, { ...memo, proven });
    if (result.kind === 'stale') return 'answered';
    return proven.certificate.proved ? 'proved' : 'bounded';
  };
