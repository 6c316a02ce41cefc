import { type Interval, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { DayRecord } from '../domain/ledger-records.ts';
import { addDays, datesOf, type LocalDate, localDateOf } from '../domain/local-time.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { Hand } from './hand.ts';

/** The Days that any room's Setup + Visit + Turnaround could touch, read but for those in hand. */
export const readHand = async (
  ledger: Ledger,
  state: SiteState,
  visit: Interval,
  inHand: ReadonlyMap<LocalDate, DayRecord> = new Map(),
): Promise<Hand> => {
  const records = await Promise.all(
    datesWithin(state, visit).map((date) => inHand.get(date) ?? ledger.readDay(state.site.id, date)),
  );
  return { state, days: new Map(records.map((record: DayRecord) => [record.date, record])) };
};

/** The local dates that any room's Setup + Visit + Turnaround could touch. */
export const datesWithin = (state: SiteState, visit: Interval): LocalDate[] => {
  const { catalogue } = state;
  const longest = (minutes: readonly number[]) => Math.max(0, ...minutes) * MINUTE;
  const setup = longest(catalogue.visitTypes.map((type) => type.setupMinutes));
  const turnaround = Math.max(
    longest(catalogue.visitTypes.map((type) => type.turnaroundMinutes)),
    longest(state.site.rooms.map((room) => room.turnaroundMinutes)),
  );
  return datesOf({ start: visit.start - setup, end: visit.end + turnaround }, state.site.timeZone);
};

/** The dates that a visit touches beyond the one after its start: whoever plans a Day looks at it and the one before. */
export const datesBeyond = (state: SiteState, visit: Interval): LocalDate[] => {
  const next = addDays(localDateOf(visit.start, state.site.timeZone), 1);
  return datesWithin(state, visit).filter((date) => date > next);
};
