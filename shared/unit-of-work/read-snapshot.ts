import { datesWithin } from '../domain/dates-touched.ts';
import type { Interval } from '../domain/instant.ts';
import type { Ledger, MayLag } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { DaySnapshot } from './day-snapshot.ts';

/** The Days that any room's Setup + Visit + Turnaround could touch, read but for those that `known` has. */
export const readSnapshot = async (
  ledger: Ledger,
  state: SiteState,
  visit: Interval,
  known: ReadonlyMap<LocalDate, DayRecord> = new Map(),
  terms?: MayLag,
): Promise<DaySnapshot> => {
  const records = await Promise.all(
    datesWithin(state, visit).map((date) => known.get(date) ?? ledger.readDay(state.site.id, date, terms)),
  );
  return { state, days: new Map(records.map((record: DayRecord) => [record.date, record])) };
};
