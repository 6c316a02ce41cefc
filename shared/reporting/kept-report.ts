import type { SiteId } from '../domain/catalogue.ts';
import type { Ledger, Write } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { reportOf, type ShadowDay, type ShadowReport } from '../domain/shadow/shadow-report.ts';
import { keptUntil } from '../ledger/time-to-live.ts';

/** What a date came to stays longer than what it was counted from: it is about no one. A year, and the month to compare it with. */
export const REPORT_KEPT_DAYS = 400;

const SCOPE = 'shadow-report';
const idOf = (siteId: SiteId, date: LocalDate): string => `${siteId} ${date}`;

/** What was counted of a date in its night, if it was. */
export const readKeptDay = async (
  ledger: Ledger,
  siteId: SiteId,
  date: LocalDate,
): Promise<ShadowDay | undefined> =>
  (await ledger.readMemo(SCOPE, idOf(siteId, date)))?.value as ShadowDay | undefined;

/** Keeps what was counted of a date; stale where that has been done. */
export const keptDayWrite = (siteId: SiteId, day: ShadowDay): Write => ({
  kind: 'memo',
  seen: 0,
  record: {
    scope: SCOPE,
    id: idOf(siteId, day.date),
    value: day,
    ttl: keptUntil(day.date, REPORT_KEPT_DAYS),
  },
});

/** The report of some dates from what was counted in their nights, and the dates of which nothing is kept. Counts nothing anew. */
export const readKeptReport = async (
  ledger: Ledger,
  siteId: SiteId,
  dates: readonly LocalDate[],
): Promise<ShadowReport & { readonly missing: readonly LocalDate[] }> => {
  const found = await Promise.all(dates.map((date) => readKeptDay(ledger, siteId, date)));
  const days = found.filter((each) => each !== undefined);
  return { ...reportOf(days), missing: dates.filter((_, index) => found[index] === undefined) };
};
