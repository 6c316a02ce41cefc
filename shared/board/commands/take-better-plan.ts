import type { SiteEntry } from '../../domain/catalogue.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import { betterPlanWrite, isOffered, readBetterPlan, TAKEN } from '../../replanning/better-plan.ts';
import { fingerprintOf } from '../../replanning/fingerprint.ts';
import { snapshotOfDay } from '../../replanning/snapshot-of-day.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';

type Taken = { readonly date: LocalDate; readonly plan: string };

type TakeOutcome =
  | IdempotentOutcome<Taken>
  | AsksFirst
  /** Never found, or the Day has changed, or someone has been told meanwhile. */
  | { readonly kind: 'no-such-plan' };

/**
 * Staff take the better plan that was found for a Day: the re-plan carries it out at once, if the Day is still the same by then.
 * Not to be undone: its moves are many, and the plan before was no better for anyone.
 */
export const takeBetterPlan = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  { date, plan }: Taken,
): Promise<TakeOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Taken, Exclude<TakeOutcome, { kind: 'landed' }>>> => {
    const { seen, better } = await readBetterPlan(deps.ledger, site.id, date);
    if (better?.id !== plan) return { kind: 'refuse', refusal: { kind: 'no-such-plan' } };
    const snapshot = await snapshotOfDay(deps.ledger, await deps.clinic.site(site), date);
    const records = await deps.ledger.readBookings(better.changes.map(({ uid }) => uid));
    const now = deps.now();
    if (!isOffered(better, fingerprintOf(snapshot, now), records, now))
      return { kind: 'refuse', refusal: { kind: 'no-such-plan' } };
    if (!action.agreed)
      return {
        kind: 'refuse',
        refusal: { kind: 'asks-first', question: { what: 'better-plan', date, plan } },
      };
    const unit = new UnitOfWork(undefined, now, action.by);
    unit.write(betterPlanWrite(site.id, date, seen, { ...better, taken: true }));
    unit.due(site.id, date, TAKEN);
    unit.change(site.id, date, 'improved', {}, 'better-plan');
    return { kind: 'commit', unit, result: { date, plan } };
  });
