import type { SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { takeLease } from '../unit-of-work/take-lease.ts';
import type { BetterPlanSought } from './seek-better-plan.ts';

/** So many of the replan queue's places are held by searches at once, at the most: the others are for Days that wait for their plan. */
export const SEARCHES_AT_ONCE = 2;

type FewAtOnceDependencies = {
  readonly ledger: Ledger;
  readonly now: () => Instant;
  /** No search takes longer; one that was cut off gives up its place then. */
  readonly longestMs: number;
  readonly seek: (siteId: SiteId, date: LocalDate) => Promise<BetterPlanSought>;
};

/** Looks for a better plan unless enough are being looked for: a burst of re-plans is never behind searches, for which no one waits. */
export const fewAtOnce =
  ({ ledger, now, longestMs, seek }: FewAtOnceDependencies) =>
  async (siteId: SiteId, date: LocalDate): Promise<BetterPlanSought | 'left-out'> => {
    for (let place = 1; place <= SEARCHES_AT_ONCE; place += 1) {
      const name = { scope: 'better-plan-search', id: String(place) };
      const lease = await takeLease(ledger, name, now(), now() + longestMs);
      if (lease === undefined) continue;
      try {
        return await seek(siteId, date);
      } finally {
        await lease.release();
      }
    }
    return 'left-out';
  };
