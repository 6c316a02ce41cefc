import type { Instant, Interval } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { DayAsRead } from '../domain/offer/occupied-day.ts';
import type { SiteState } from '../domain/site-state.ts';
import { dayOf } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';

/** The Day of these visits, with the records of the bookings that may move without a mail. `known`: Days read before, and now. */
export const readDayAsRead = async (
  { ledger, now }: { readonly ledger: Ledger; readonly now: () => Instant },
  state: SiteState,
  visits: Interval,
  known: Map<LocalDate, DayRecord> = new Map(),
): Promise<DayAsRead> => {
  const snapshot = await readSnapshot(ledger, state, visits, known);
  known.clear();
  for (const [date, record] of snapshot.days) known.set(date, record);
  const at = now();
  const quiet = [...snapshot.days.values()].flatMap(({ roomDays }) =>
    roomDays.flatMap(({ occupancies }) =>
      Object.values(occupancies).flatMap(({ uid, quietUntil }) =>
        quietUntil !== undefined && quietUntil > at ? [uid] : [],
      ),
    ),
  );
  const records = quiet.length === 0 ? [] : await ledger.readBookings(quiet);
  return { day: dayOf(snapshot), records, now: at };
};
