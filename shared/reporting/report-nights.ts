import type { SiteEntry, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { addDays, instantAt, type LocalDate, localDateOf } from '../domain/local-time.ts';
import { BOOKING_KEPT_DAYS } from '../domain/next-record.ts';
import type { Clinic } from '../ledger/clinic.ts';
import type { RunStep } from '../sweeping/steps.ts';
import { keptDayWrite, readKeptDay } from './kept-report.ts';
import { readShadowReport } from './read-shadow-report.ts';

type NightDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly now: () => Instant;
  readonly settleMs: number;
  readonly trailKeptDays: number;
  readonly runStep: RunStep;
};

/** A date that was counted. */
export type Night = { readonly siteId: SiteId; readonly date: LocalDate };

/** When a date is over: the last of its visits have ended, and no one waits for a sweep. */
const NIGHT = '03:00';

/**
 * Counts each date of a Site in `shadow` once, in the night after it, and keeps what it came to. One date a sweep, of all Sites
 * together: whatever is left, and whatever failed, is done by the next ones, as long as the Ledger keeps what it is counted from.
 */
export const reportNights = (deps: NightDependencies) => {
  /** Known to be kept: at most nights nothing is read. */
  const kept = new Set<string>();
  const uncounted = async (site: SiteEntry): Promise<readonly LocalDate[]> => {
    const { publishing, record } = await deps.clinic.site(site);
    if (publishing !== 'shadow' || record === undefined) return [];
    const dates = countable(site, record.knownSince, deps).filter((date) => !kept.has(keyOf(site, date)));
    const days = await Promise.all(dates.map((date) => readKeptDay(deps.ledger, site.id, date)));
    for (const day of days) if (day !== undefined) kept.add(keyOf(site, day.date));
    return dates.filter((date) => !kept.has(keyOf(site, date)));
  };
  const count = async (site: SiteEntry, date: LocalDate): Promise<void> => {
    const { days } = await readShadowReport(deps, site, [date], deps);
    // Stale: another sweep has counted it meanwhile, or the next one will.
    await deps.ledger.commit(days.map((day) => keptDayWrite(site.id, day)));
  };
  return async (): Promise<Night | undefined> => {
    const { sites } = await deps.clinic.catalogue();
    for (const site of sites) {
      const siteId = site.id;
      const found = await deps.runStep('night', { siteId }, () => uncounted(site));
      for (const date of found.kind === 'done' ? found.value : []) {
        const ran = await deps.runStep('night', { siteId, date }, () => count(site, date));
        if (ran.kind === 'done') return { siteId, date };
        // Should the Ledger be out of reach, it is not asked about each of them.
        if (ran.kind === 'failed') break;
      }
    }
    return undefined;
  };
};

const keyOf = ({ id }: SiteEntry, date: LocalDate): string => `${id} ${date}`;

/** The dates that are over, and of which the Ledger still has all that is counted; oldest first, since that is the next to go. */
const countable = (
  { timeZone }: SiteEntry,
  knownSince: Instant,
  { now, trailKeptDays }: Pick<NightDependencies, 'now' | 'trailKeptDays'>,
): readonly LocalDate[] => {
  const today = localDateOf(now(), timeZone);
  const last = addDays(today, now() < instantAt(today, NIGHT, timeZone) ? -2 : -1);
  const known = localDateOf(knownSince, timeZone);
  const oldest = addDays(today, 1 - Math.min(BOOKING_KEPT_DAYS, trailKeptDays));
  const dates: LocalDate[] = [];
  for (let date = known > oldest ? known : oldest; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
};
