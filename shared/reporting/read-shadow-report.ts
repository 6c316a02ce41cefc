import type { SiteEntry } from '../domain/catalogue.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { dayInterval, type LocalDate } from '../domain/local-time.ts';
import { type DayKept, type ShadowReport, shadowReport } from '../domain/shadow/shadow-report.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';

/** Lines of one date's trail; a date of thousands of visits has fewer. */
const LINES_READ = 50_000;

/** The report of one Site about some dates, from what the Ledger keeps of them. Reads only. */
export const readShadowReport = async (
  { ledger, clinic }: { readonly ledger: Ledger; readonly clinic: Clinic },
  site: SiteEntry,
  dates: readonly LocalDate[],
  { settleMs, progress = () => undefined }: { settleMs: number; progress?: (date: LocalDate) => void },
): Promise<ShadowReport> => {
  const state = await clinic.site(site);
  const known = new Map<LocalDate, DayRecord>();
  const kept: DayKept[] = [];
  for (const date of dates) {
    const { start, end } = dayInterval(date, site.timeZone);
    const snapshot = await readSnapshot(ledger, state, { start, end }, known);
    known.clear();
    for (const [each, record] of snapshot.days) known.set(each, record);
    const day = dayOf(snapshot);
    const trail = await ledger.readTrail(site.id, date, LINES_READ);
    const uids = [
      ...trail.flatMap(({ bookingUid }) => bookingUid ?? []),
      ...day.rooms.flatMap(({ occupancies }) => occupancies.map(({ uid }) => uid)),
      ...day.waiting.map(({ uid }) => uid),
    ];
    const records = await ledger.readBookings([...new Set(uids)]);
    kept.push({ date, day, trail, records: new Map(records.map((record) => [record.uid, record])) });
    progress(date);
  }
  return shadowReport(kept, settleMs);
};
