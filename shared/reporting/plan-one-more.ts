import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { MipSolver } from '../domain/plan/proof/mip-solver.ts';
import type { DateKept } from '../domain/utilisation/day-utilised.ts';
import { oneMore } from '../domain/utilisation/one-more.ts';
import { waitingOn } from '../domain/utilisation/past-problem.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { loadedSolver } from '../replanning/loaded-solver.ts';
import { readOneMore, writeOneMore } from './one-more-memo.ts';
import { readUtilisation } from './read-utilisation.ts';

type PlanOneMoreDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly now: () => Instant;
  readonly loadSolver: () => Promise<MipSolver>;
  /** What has not been tried by then stays untried. */
  readonly secondsToPlan: number;
};

/** `unknown`: forgotten meanwhile, or the site is gone; `answered`: another run was quicker. */
export type OneMorePlanned = 'planned' | 'cut' | 'answered' | 'unknown';

/** Plans the dates of a question anew with one more of each, and stores what that brings beside it. */
export const planOneMore =
  ({ ledger, clinic, now, loadSolver, secondsToPlan }: PlanOneMoreDependencies) =>
  async (id: string): Promise<OneMorePlanned> => {
    const asked = await readOneMore(ledger, id, now());
    if (asked === undefined) return 'unknown';
    const { version, memo } = asked;
    if (memo.found !== undefined) return 'answered';
    const until = now() + secondsToPlan * 1000;
    const left = (): number => until - now();
    clinic.forget();
    const site = (await clinic.catalogue()).sites.find((each) => each.id === memo.siteId);
    if (site === undefined) return 'unknown';
    const kept: DateKept[] = [];
    await readUtilisation({ ledger, clinic }, site, memo.dates, (each) => {
      if (waitingOn(each).length > 0) kept.push(each);
    });
    const solver = kept.length === 0 ? undefined : await loadedSolver(loadSolver);
    const found = oneMore((await clinic.site(site)).site, kept, { ...(solver && { solver }), left });
    const isCut = left() <= 0;
    const written = await writeOneMore(ledger, id, version, { ...memo, found, ...(isCut && { isCut }) });
    if (written.kind === 'stale') return 'answered';
    return isCut ? 'cut' : 'planned';
  };
