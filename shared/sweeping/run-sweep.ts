import type { MirrorReport } from '../availability/mirror-offers.ts';
import type { Instant } from '../domain/instant.ts';
import { NoCatalogue } from '../ledger/clinic.ts';
import { METRIC, type MetricName } from '../metrics.ts';
import { horizonAgeMs } from '../reconciling/horizon-age.ts';
import type { ReconcileReport } from '../reconciling/reconcile.ts';
import type { Night } from '../reporting/report-nights.ts';
import { hoursSilentNow } from './hours-silent-now.ts';
import { type SweepDependencies, sweep } from './sweep.ts';
import { isFirst, type SweepGroup, type SweepTerms } from './sweep-group.ts';
import { waitingNow } from './waiting-now.ts';

type WholeSweep = SweepDependencies & {
  /** Makes the schedules of ours at Cal.com right; absent = there are none. */
  readonly mirror?: (terms: { readonly until: Instant }) => Promise<MirrorReport>;
  /** Clears what is kept no longer; absent = nothing is cleared. */
  readonly forget?: (group: SweepGroup) => Promise<void>;
  /** Counts a day in shadow that is over; absent = none is counted. */
  readonly nights?: () => Promise<Night | undefined>;
  readonly reconcile: (terms: SweepTerms) => Promise<ReconcileReport>;
  /** Writes a metric of what is now, zero included. */
  readonly gauge: (metric: MetricName, value: number) => void;
  readonly log: Record<'info' | 'warn', (sentence: string, fields: Record<string, unknown>) => void>;
};

/**
 * All that one sweep does for its group: the clinic's own rooms first, then Cal.com, which may be out of reach and may take until
 * `until`. What is counted of all Sites together, and what is of no Site, the first group does. Throws only where not even the catalogue can be read.
 */
export const runSweep = (deps: WholeSweep) => {
  const { runStep, gauge, log } = deps;
  const own = sweep(deps);
  return async ({ until, group }: SweepTerms): Promise<void> => {
    const of = { group: group.nth };
    try {
      const report = await own(group);
      gauge(METRIC.locationsParked, report.parked);
      gauge(METRIC.locationsOwed, report.owed);
      gauge(METRIC.oldestOwedSeconds, Math.round(report.oldestOwedMs / 1000));
      log.info('sweep completed', { ...report });
    } catch (error) {
      if (!(error instanceof NoCatalogue)) throw error;
      log.warn('nothing to sweep: no catalogue has been imported', {});
      return;
    }
    if (isFirst(group)) {
      await countWaiting(deps);
      await mirrorOffers(deps, until);
    }
    const reconciled = await runStep('reconciliation', of, () => deps.reconcile({ until, group }));
    if (reconciled.kind === 'done') {
      gauge(METRIC.bookingsUntold, reconciled.value.silent);
      gauge(METRIC.rowsUnreadable, reconciled.value.unreadable);
      const refused = Object.keys(reconciled.value.refused).length;
      if (refused > 0) gauge(METRIC.credentialsRefused, refused);
      log.info('reconciled', { ...reconciled.value });
    }
    const age = await runStep('horizon-age', of, () => horizonAgeMs(deps, group));
    if (age.kind === 'done') gauge(METRIC.horizonAgeSeconds, Math.round(age.value / 1000));
    const { forget } = deps;
    if (forget !== undefined) await runStep('forgetting', of, () => forget(group));
    if (!isFirst(group)) return;
    const silent = await runStep('silence', {}, () => hoursSilentNow(deps));
    if (silent.kind === 'done') gauge(METRIC.hoursSilent, silent.value);
    await countNight(deps, until);
  };
};

const countWaiting = async (deps: WholeSweep): Promise<void> => {
  const waiting = await deps.runStep('waiting', {}, () => waitingNow(deps));
  if (waiting.kind !== 'done') return;
  deps.gauge(METRIC.bookingsWaiting, waiting.value.waiting);
  deps.gauge(METRIC.bookingsStartingSoon, waiting.value.startingSoon);
};

/** Last, and only where time is left: it may as well be done a minute later. */
const countNight = async ({ nights, runStep, now, log }: WholeSweep, until: Instant): Promise<void> => {
  if (nights === undefined || now() >= until) return;
  const ran = await runStep('night', {}, nights);
  if (ran.kind === 'done' && ran.value !== undefined) log.info('day in shadow counted', { ...ran.value });
};

/** Whatever it costs, reconciliation has most of the time. */
const MIRROR_MS = 15_000;

const mirrorOffers = async (
  { mirror, runStep, now, gauge, log }: WholeSweep,
  until: Instant,
): Promise<void> => {
  if (mirror === undefined) return;
  const ran = await runStep('availability', {}, () => mirror({ until: Math.min(until, now() + MIRROR_MS) }));
  if (ran.kind !== 'done') return;
  gauge(METRIC.offerAgeSeconds, Math.round(ran.value.ageMs / 1000));
  if (ran.value.mirrors > 0) log.info('schedules mirrored', { ...ran.value });
};
