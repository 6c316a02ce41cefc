import type { CredentialName, SiteId } from '../domain/catalogue.ts';
import { lastPlanned } from '../domain/horizon.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Clinic } from '../ledger/clinic.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openParked } from '../publishing/parked.ts';
import type { ReplanOutcome } from './replan-day.ts';

export type SweepSurroundings = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly now: () => Instant;
  readonly spacingMs: number;
  readonly replan: (siteId: SiteId, date: LocalDate) => Promise<ReplanOutcome>;
  readonly wakeReplan: (siteId: SiteId, date: LocalDate) => Promise<void>;
  readonly wakePublisher: (credential: CredentialName, delayMs: number) => Promise<void>;
};

/**
 * What one sweep found; `parked`: tellings that were given up and still want somebody; `oldestOwedMs`: how long the
 * longest-owed LocationUpdate has been due.
 */
export type SweepReport = {
  readonly replanned: number;
  readonly fannedOut: number;
  readonly wakes: number;
  readonly parked: number;
  readonly oldestOwedMs: number;
};

/** Disturbed Days that one sweep plans itself; more go to the replan queue, one message each. */
const INLINE_DAYS = 3;
/** Wake-ups per credential and sweep: as many as PATCHes fit into a minute. */
const MAX_WAKES = 4;
/** Owed entries looked at to see whether there is work. */
const LOOKED_AT = 20;

/**
 * The scheduled re-run: plans each disturbed Day within the Site's horizon, wakes the publisher while something is
 * owed. An undisturbed Site costs one small read. Doubled or overlapping sweeps are harmless.
 */
export const sweep = (around: SweepSurroundings) => async (): Promise<SweepReport> => {
  const now = around.now();
  const { sites } = await around.clinic.catalogue();
  let replanned = 0;
  let fannedOut = 0;
  let parked = 0;
  for (const site of sites) {
    const last = lastPlanned(site, now);
    const due = await around.ledger.readDue(site.id, now);
    const dates = [...new Set(due.map((each) => each.date))].filter((date) => date <= last).sort();
    for (const [index, date] of dates.entries()) {
      if (index < INLINE_DAYS) {
        await around.replan(site.id, date);
        replanned += 1;
      } else {
        await around.wakeReplan(site.id, date);
        fannedOut += 1;
      }
    }
    parked += await openParked(around.ledger, site.id, now);
  }
  const credentials = [...new Set(sites.map((site) => site.credential))];
  let wakes = 0;
  let oldestOwedMs = 0;
  for (const credential of credentials) {
    const owed = await around.ledger.readOwed(`CRED#${credential}`, {
      limit: LOOKED_AT,
      dueBy: now + MINUTE,
    });
    for (const each of owed) oldestOwedMs = Math.max(oldestOwedMs, now - each.notBefore);
    for (let wake = 0; wake < Math.min(MAX_WAKES, owed.length); wake += 1) {
      await around.wakePublisher(credential, wake * around.spacingMs);
      wakes += 1;
    }
  }
  return { replanned, fannedOut, wakes, parked, oldestOwedMs };
};
