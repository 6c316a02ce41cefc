import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { credentialsOf } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { PlanProblem } from '../domain/plan/problem/problem.ts';
import type { SiteState } from '../domain/site-state.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { problemOfSnapshot } from './problem-of-snapshot.ts';
import { snapshotOfDay, uidsReaching } from './snapshot-of-day.ts';
import { withExpected } from './with-expected.ts';

/** Owed visits looked at for what can still be told. */
const MAX_OWED = 500;

/** What the planner must know of time and publication. */
export type PublicationTerms = Parameters<typeof problemOfSnapshot>[2];

/** Reads of which visits Cal.com is already owed an update: they are told first. */
export const readPublicationTerms = async (
  ledger: Ledger,
  { catalogue, site }: Pick<SiteState, 'catalogue' | 'site'>,
  now: Instant,
  spacingMs: number,
): Promise<PublicationTerms> => {
  const credentials = credentialsOf(catalogue, site.id);
  const owed = await Promise.all(
    credentials.map((credential) => ledger.readOwed({ kind: 'queued', credential }, { limit: MAX_OWED })),
  );
  // With a key for each doctor the busiest one decides: who will be told with which is not known before the plan is.
  const most = owed.reduce((a, b) => (b.length > a.length ? b : a), []);
  return {
    now,
    patchesPerMinute: MINUTE / spacingMs,
    owed: most.map((each) => each.start).filter((start) => start > now),
  };
};

/** What staff ask to move themselves. */
export type AskedOfStaff = Pick<PublicationTerms, 'byStaff' | 'overrule'> & {
  /** The visit that they no longer fix in its room. */
  readonly unpinned?: BookingUid;
  /** The visit of whose patient nothing is said any more. */
  readonly notHere?: BookingUid;
};

/** A Day of the Ledger as the planner's problem, read and not changed. */
export const readProblem = async (
  deps: { readonly ledger: Ledger; readonly now: () => Instant; readonly spacingMs: number },
  state: SiteState,
  date: LocalDate,
  { unpinned, notHere, ...asked }: AskedOfStaff = {},
): Promise<{
  readonly snapshot: DaySnapshot;
  readonly problem: PlanProblem;
  readonly records: readonly BookingRecord[];
}> => {
  const { ledger } = deps;
  const read = await snapshotOfDay(ledger, state, date);
  const [stored, terms] = await Promise.all([
    ledger.readBookings(uidsReaching(read, date)),
    readPublicationTerms(ledger, state, deps.now(), deps.spacingMs),
  ]);
  const records = stored.map((each) =>
    each.uid === unpinned ? withoutPin(each) : each.uid === notHere ? withoutProgress(each) : each,
  );
  const expected = records.find((each) => each.uid === notHere);
  const snapshot = expected ? withExpected(read, expected, deps.now()) : read;
  return { snapshot, problem: problemOfSnapshot(snapshot, records, { ...terms, ...asked }).problem, records };
};

const withoutPin = ({ pinned: _pinned, overruled: _overruled, ...record }: BookingRecord): BookingRecord =>
  record;

const withoutProgress = ({ progress: _said, ...record }: BookingRecord): BookingRecord => record;
