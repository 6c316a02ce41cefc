import { type Interval, MINUTE } from './instant.ts';
import { addDays, datesOf, type LocalDate, localDateOf } from './local-time.ts';
import type { SiteState } from './site-state.ts';

/** The local dates that any room's Setup + Visit + Turnaround could touch. */
export const datesWithin = (state: Pick<SiteState, 'catalogue' | 'site'>, visit: Interval): LocalDate[] => {
  const { catalogue } = state;
  const longest = (minutes: readonly number[]) => Math.max(0, ...minutes) * MINUTE;
  const setup = longest(catalogue.visitTypes.map((type) => type.setupMinutes));
  const turnaround = Math.max(
    longest(catalogue.visitTypes.map((type) => type.turnaroundMinutes)),
    longest(state.site.rooms.map((room) => room.turnaroundMinutes)),
  );
  return datesOf({ start: visit.start - setup, end: visit.end + turnaround }, state.site.timeZone);
};

/** The dates that a visit touches beyond the one after its start: anyone who plans a Day looks at it and the one before. */
export const datesBeyond = (state: SiteState, visit: Interval): LocalDate[] => {
  const next = addDays(localDateOf(visit.start, state.site.timeZone), 1);
  return datesWithin(state, visit).filter((date) => date > next);
};
