import type { SiteEntry } from '../domain/catalogue.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { dayInterval, type LocalDate } from '../domain/local-time.ts';
import { type DateKept, dayUtilised } from '../domain/utilisation/day-utilised.ts';
import { type Utilisation, utilisation } from '../domain/utilisation/utilisation.ts';
import type { Clinic } from '../ledger/clinic.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';

/** Lines of one date's trail; a date of thousands of visits has fewer. */
const LINES_READ = 50_000;

/** How the rooms of one Site were used, from what the Ledger keeps of some dates. Reads only. */
export const readUtilisation = async (
  { ledger, clinic }: { readonly ledger: Ledger; readonly clinic: Clinic },
  site: SiteEntry,
  dates: readonly LocalDate[],
  seen: (kept: DateKept) => void = () => undefined,
): Promise<Utilisation> => {
  const state = await clinic.site(site);
  const known = new Map<LocalDate, DayRecord>();
  const days: ReturnType<typeof dayUtilised>[] = [];
  for (const date of dates) {
    const [snapshot, trail] = await Promise.all([
      readSnapshot(ledger, state, dayInterval(date, site.timeZone), known),
      ledger.readTrail(site.id, date, LINES_READ),
    ]);
    known.clear();
    for (const [each, record] of snapshot.days) known.set(each, record);
    const kept: DateKept = { date, day: dayOf(snapshot), trail };
    days.push(dayUtilised(kept));
    seen(kept);
  }
  return utilisation(state.site, days);
};
