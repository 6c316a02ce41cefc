import type { BookingUid } from '../domain/booking-event.ts';
import { datesWithin } from '../domain/dates-touched.ts';
import type { Interval } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { addDays, type LocalDate } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';

/** The Day, and its neighbours where a booking on it could reach into them, or one of theirs into it. */
export const snapshotOfDay = async (
  ledger: Ledger,
  state: SiteState,
  date: LocalDate,
): Promise<DaySnapshot> => {
  const [day, dayBefore] = await Promise.all([
    ledger.readDay(state.site.id, date),
    ledger.readDay(state.site.id, addDays(date, -1)),
  ]);
  const read = new Map([day, dayBefore].map((each) => [each.date, each]));
  const spans = visitsReaching({ state, days: read }, date);
  if (spans.length === 0) return { state, days: new Map([[date, day]]) };
  const visits = {
    start: Math.min(...spans.map((each) => each.start)),
    end: Math.max(...spans.map((each) => each.end)),
  };
  const wide = await readSnapshot(ledger, state, visits, read);
  return { state, days: new Map(wide.days).set(date, day) };
};

/**
 * The bookings that have a room on the Day, or wait for one that could reach into it: one that waits over midnight stands under
 * the date on which its visit starts. Bookings of the Days beside it are theirs to plan, for not all their dates are
 * in hand.
 */
const visitsReaching = (
  { state, days }: DaySnapshot,
  date: LocalDate,
): (Interval & { uid: BookingUid })[] => [
  ...(days.get(date)?.roomDays ?? []).flatMap((each) => Object.values(each.occupancies)),
  ...[...days.values()]
    .flatMap((day) => day.waiting)
    .filter((each) => datesWithin(state, each).includes(date)),
];

/** Their uids. */
export const uidsReaching = (snapshot: DaySnapshot, date: LocalDate): BookingUid[] => [
  ...new Set(visitsReaching(snapshot, date).map((each) => each.uid)),
];
