import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import { isInForce } from '../domain/hard-rules.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { MayLag } from '../domain/ledger.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { commitOrder } from '../domain/plan/commit-order.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import type { Certificate } from '../domain/plan/plan.ts';
import { isAtRest, isTold, type Publication } from '../domain/publication.ts';
import { roomOf } from '../domain/room-of.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import { afterCommit, type DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { takeNoRoom } from '../unit-of-work/take-no-room.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { type BestPlanDependencies, bestPlan } from './best-plan.ts';
import { CARRIED_OUT_WITHIN_MS, isStillBetter, takenPlan } from './better-plan.ts';
import { commitPlan, type Made, type PlanUnits, unitsOfBetter, unitsOfPlan } from './commit-plan.ts';
import { fingerprintOf } from './fingerprint.ts';
import { problemOfSnapshot } from './problem-of-snapshot.ts';
import { type PublicationTerms, readPublicationTerms } from './read-problem.ts';
import { recordsReaching } from './records-reaching.ts';
import { snapshotOfDay } from './snapshot-of-day.ts';
import { planRecord, storedPlan } from './stored-plan.ts';

/** What the re-plan needs around it. */
export type ReplanDependencies = Dependencies &
  BestPlanDependencies & {
    /** Planning one Day ends after so many seconds, whatever work is left: its function has a time-out. */
    readonly secondsToPlan?: number;
    /** Between two PATCHes of one credential: what cannot be told in time is no plan. */
    readonly spacingMs: number;
  };

/** What a re-plan did. `undisturbed`: no marker, or planned for this very state before. */
export type ReplanOutcome =
  | { readonly kind: 'undisturbed' }
  | {
      readonly kind: 'planned';
      /** Bookings whose room changed, those that lost or got one included. */
      readonly changed: number;
      /** Bookings that had to be left as they are, for staff: pinned in an unusable room. */
      readonly flagged: number;
      readonly certificate: Certificate;
      /** Changes of which Cal.com is to tell someone, those of plans before with them. */
      readonly untold: number;
    }
  /** Races were lost; the markers stand, the next sweep plans again. */
  | { readonly kind: 'contended' };

/** Markers deleted in one transaction. */
const MARKERS_AT_ONCE = 90;
/** Plans made stale by others' commits before the message goes back. */
const MAX_TRIES = 3;

/**
 * Re-runs the assigner on one Day, if a Due marker says so: expired holds go, then the planner moves what must move,
 * with the fewest people told. Chains are committed from their free end, cycles in one transaction; a plan that a race
 * has made stale is made anew. Overlapping or doubled runs are harmless.
 */
export const replanDay =
  (deps: ReplanDependencies) =>
  async (siteId: SiteId, date: LocalDate): Promise<ReplanOutcome> => {
    const markers = (await deps.ledger.readDue(siteId, deps.now())).filter((each) => each.date === date);
    if (markers.length === 0) return { kind: 'undisturbed' };
    const until = deps.now() + (deps.secondsToPlan ?? Number.POSITIVE_INFINITY) * 1000;
    // No one is woken by this plan's own steps, to race with the rest of them; the next sweep deletes their markers.
    const alone: ReplanDependencies = {
      ...deps,
      wakeReplan: async (...day) => {
        if (day[0] !== siteId || day[1] !== date) await deps.wakeReplan(...day);
      },
    };
    return commitWithRetry<ReplanOutcome>(
      alone,
      async (_conflicts, losses) => {
        if (deps.now() >= until) return { kind: 'contended' };
        const terms = losses === 0 ? ({ mayLag: true } as const) : undefined;
        const outcome = await replanOnce(alone, siteId, date, markers, until, terms);
        return outcome.kind === 'contended' ? { kind: 'stale', stale: [] } : outcome;
      },
      MAX_TRIES,
    );
  };

const replanOnce = async (
  deps: ReplanDependencies,
  siteId: SiteId,
  date: LocalDate,
  markers: readonly DueMarker[],
  until: Instant,
  recordsMayLag: MayLag | undefined,
): Promise<ReplanOutcome> => {
  deps.clinic.forget(siteId); // the marker may stand for a new catalogue or a closed Room
  const undisturbed = async (): Promise<ReplanOutcome> => {
    await forgetMarkers(deps, markers);
    return { kind: 'undisturbed' };
  };
  const site = (await deps.clinic.catalogue()).sites.find((each) => each.id === siteId);
  if (site === undefined) return undisturbed();
  const state = await deps.clinic.site(site);
  const read = await snapshotOfDay(deps.ledger, state, date);
  const seen = fingerprintOf(read, deps.now());
  const taken = await takenPlan(deps, markers, siteId, date);
  const isPlanned = read.days.get(date)?.plan?.fingerprint === seen;
  if (isPlanned && taken === undefined) return undisturbed();
  // What is offered to staff is taken only as long as all is as it was.
  const records = await recordsReaching(deps.ledger, read, date, taken ? undefined : recordsMayLag);
  const inTime = taken !== undefined && deps.now() < taken.until + CARRIED_OUT_WITHIN_MS;
  const better = inTime && isStillBetter(taken, seen, records) ? taken : undefined;
  if (isPlanned && better === undefined) return undisturbed();
  const expired = await releaseExpired(deps, read, records, date);
  if (expired === undefined) return { kind: 'contended' };

  const now = deps.now();
  const terms = await readPublicationTerms(deps.ledger, state, now, deps.spacingMs);
  const last = storedPlan(read.days.get(date)?.plan);
  const { made, units, snapshot } =
    (better &&
      // Nothing else has changed since the last plan.
      unitsOfBetter(deps, expired, problemOfSnapshot(expired, records, terms), {
        ...better,
        flagged: last?.flagged ?? [],
      })) ??
    (await feasiblePlan(deps, expired, records, terms, until));
  if (!(await commitPlan(deps, units))) return { kind: 'contended' };
  const untold = stillUntold(last?.tellInPerson ?? [], records, now);
  // The time that an overrun kept was not planned with: what it frees is for the markers that these steps have left.
  const planned = endsOverrun(expired, snapshot) ? seen : fingerprintOf(snapshot, now);
  const fingerprint = isDecidedMeanwhile(read, records) ? OF_NO_STATE : planned;
  const record = planRecord({ fingerprint, plannedAt: now }, made, untold);
  // Each alone, at half of its price: should a crash come in between, the Day is found to have been planned for its state.
  const written = await deps.ledger.commit([{ kind: 'plan', siteId, date, plan: record }]);
  if (written.kind === 'stale') return { kind: 'contended' };
  await forgetMarkers(deps, markers);
  return {
    kind: 'planned',
    changed: made.changes.length,
    flagged: made.flagged.length,
    certificate: made.certificate,
    untold: toldNext(records, made.changes).size,
  };
};

/** Who is to be told of another room, by these changes or since before. */
const toldNext = (records: readonly BookingRecord[], changes: readonly Change[]): ReadonlySet<BookingUid> =>
  new Set([
    ...records.filter(({ publication }) => isQueued(publication)).map(({ uid }) => uid),
    ...changes.filter(({ told }) => told).map(({ uid }) => uid),
  ]);

const isQueued = (publication: Publication): boolean =>
  publication.state.kind === 'queued' && isTold(publication);

/** Of a plan that was made for no state that its Day can be in. */
const OF_NO_STATE = '';

/**
 * Have staff found someone a place, or taken that back, after the Day was read and before the records were? Should they change
 * their minds again, the Day is as it was read, and was not planned so.
 */
const isDecidedMeanwhile = ({ days }: DaySnapshot, records: readonly BookingRecord[]): boolean => {
  const arranged = new Map(records.map(({ uid, arrangedByHand }) => [uid, arrangedByHand]));
  return [...days.values()].some(({ waiting }) =>
    waiting.some(({ uid, arrangedByHand }) => arranged.has(uid) && arranged.get(uid) !== arrangedByHand),
  );
};

/** Has a visit that was to run late left its room, and taken its overrun along? */
const endsOverrun = (before: DaySnapshot, after: DaySnapshot): boolean => {
  const kept = new Set(overrunsOn(after));
  return overrunsOn(before).some((each) => !kept.has(each));
};

const overrunsOn = ({ days }: DaySnapshot): readonly string[] =>
  [...days.values()].flatMap(({ date, roomDays }) =>
    roomDays.flatMap(({ roomId, blocks }) =>
      Object.values(blocks).flatMap(({ id, reason }) =>
        reason === 'overrun' ? [`${date} ${roomId} ${id}`] : [],
      ),
    ),
  );

/** Of those that staff must tell, who has not been told and is still to come. */
const stillUntold = (
  uids: readonly BookingUid[],
  records: readonly BookingRecord[],
  now: Instant,
): readonly BookingUid[] =>
  records.flatMap(({ uid, fact, publication }) =>
    uids.includes(uid) && fact.status !== 'ended' && fact.start > now && !isAtRest(publication) ? [uid] : [],
  );

/**
 * A plan each step of which can be written. The planner counts units of portable equipment, the Ledger names them: a
 * booking that would need parts of two units cannot be placed as planned, and a cycle of dozens is too long for one
 * transaction. It has no choice then but its present room, or to wait; planning the same again would never end.
 */
const feasiblePlan = async (
  deps: ReplanDependencies,
  snapshot: DaySnapshot,
  records: readonly BookingRecord[],
  terms: PublicationTerms,
  until: Instant,
): Promise<PlanUnits & { readonly made: Made }> => {
  const onlyAsTheyAre = new Set<BookingUid>();
  for (;;) {
    const { problem, planned } = problemOfSnapshot(snapshot, records, { ...terms, onlyAsTheyAre });
    const made = await bestPlan(deps, problem, until);
    const carriedOut = unitsOfPlan(deps, snapshot, commitOrder(problem, made.changes), planned);
    if (!('stuck' in carriedOut)) return { made, ...carriedOut };
    onlyAsTheyAre.add(carriedOut.stuck);
  }
};

/** Holds whose time is over give up their rooms. */
const releaseExpired = async (
  deps: Dependencies,
  before: DaySnapshot,
  records: readonly BookingRecord[],
  date: LocalDate,
): Promise<DaySnapshot | undefined> => {
  let snapshot = before;
  const now = deps.now();
  const over = new Set(
    [...before.days.values()].flatMap((day) =>
      [...day.waiting, ...day.roomDays.flatMap((each) => Object.values(each.occupancies))]
        .filter((each) => !isInForce(each, now))
        .map((each) => each.uid),
    ),
  );
  for (const record of records) {
    const { fact } = record;
    if (!over.has(record.uid) || fact.status !== 'tentative') continue;
    const unit = new UnitOfWork(snapshot, now, 'sweep', { standsOnLeft: true });
    takeNoRoom(unit, {
      facts: { ...record, fact },
      before: record,
      reason: 'hold-expired',
      siteId: record.siteId,
      drop: { reads: undefined, now },
    });
    const roomId = roomOf(record);
    const about = { bookingUid: record.uid, ...(roomId === null ? {} : { roomId }) };
    unit.change(snapshot.state.site.id, date, 'expired', about, 'hold-expired');
    const result = await commit(deps, unit);
    if (result.kind === 'stale') return undefined;
    snapshot = afterCommit(snapshot, result.writes);
  }
  return snapshot;
};

/**
 * Deletes the markers read before planning, and those only. The plan's own steps have left markers of theirs: who dies after half
 * of them is not the last to look at the Day.
 */
const forgetMarkers = async (deps: Dependencies, markers: readonly DueMarker[]): Promise<void> => {
  for (let from = 0; from < markers.length; from += MARKERS_AT_ONCE) {
    const undue = markers
      .slice(from, from + MARKERS_AT_ONCE)
      .map((marker) => ({ kind: 'undue', marker }) as const);
    await deps.ledger.commit(undue);
  }
};

/**
 * How long after an import a worker may still decide on the catalogue before it; then the Days that were busy are looked at again. Who
 * is put meanwhile into a room that the import has touched finds its version raised, and marks the Day: see `lookAtRooms`.
 */
export const CATALOGUE_LAG_MS = MINUTE;
