import type { Surroundings } from '../assigning/assign-booking.ts';
import { commitDraft } from '../assigning/commit-draft.ts';
import { Draft } from '../assigning/draft.ts';
import { applied, type Hand } from '../assigning/hand.ts';
import { ignoredRecord } from '../assigning/placed-record.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import { isInForce } from '../domain/hard-rules.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { DueMarker } from '../domain/ledger-records.ts';
import type { LocalDate } from '../domain/local-time.ts';
import { commitOrder } from '../domain/plan/commit-order.ts';
import type { Certificate, Plan } from '../domain/plan/plan.ts';
import { roomOf } from '../domain/room-of.ts';
import { type BestPlanSurroundings, bestPlan } from './best-plan.ts';
import { commitPlan, draftPlan, type PlanDrafts } from './commit-plan.ts';
import { fingerprintOf } from './fingerprint.ts';
import { handOf, uidsReaching } from './hand-of-day.ts';
import { problemOfHand } from './problem-of-hand.ts';
import { readTellingTerms, type TellingTerms } from './read-problem.ts';
import { planRecord, storedPlan } from './stored-plan.ts';

/** What the re-plan needs around it. */
export type ReplanSurroundings = Surroundings &
  BestPlanSurroundings & {
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
    }
  /** Races were lost; the markers stand, the next sweep plans again. */
  | { readonly kind: 'contended' };

/** Markers deleted in one transaction, the plan's own line included. */
const MARKERS_AT_ONCE = 90;
/** Plans made stale by others' commits before the message goes back. */
const MAX_TRIES = 3;

/**
 * Re-runs the assigner on one Day, if a Due marker says so: expired holds go, then the planner moves what must move,
 * with the fewest people told. Chains are committed from their free end, cycles in one transaction; a plan that a race
 * has made stale is made anew. Overlapping or doubled runs are harmless.
 */
export const replanDay =
  (around: ReplanSurroundings) =>
  async (siteId: SiteId, date: LocalDate): Promise<ReplanOutcome> => {
    const markers = (await around.ledger.readDue(siteId, around.now())).filter((each) => each.date === date);
    if (markers.length === 0) return { kind: 'undisturbed' };
    const until = around.now() + (around.secondsToPlan ?? Number.POSITIVE_INFINITY) * 1000;
    // Nobody is woken by this plan's own steps, to race with the rest of them; the next sweep deletes their markers.
    const alone: ReplanSurroundings = {
      ...around,
      wakeReplan: async (...day) => {
        if (day[0] !== siteId || day[1] !== date) await around.wakeReplan(...day);
      },
    };
    for (let tries = 0; tries < MAX_TRIES && around.now() < until; tries += 1) {
      const outcome = await replanOnce(alone, siteId, date, markers, until);
      if (outcome.kind !== 'contended') return outcome;
      await around.pause(around.chance() * 50 * 2 ** tries);
    }
    return { kind: 'contended' };
  };

const replanOnce = async (
  around: ReplanSurroundings,
  siteId: SiteId,
  date: LocalDate,
  markers: readonly DueMarker[],
  until: Instant,
): Promise<ReplanOutcome> => {
  around.clinic.forget(); // the marker may stand for a new catalogue or a closed Room
  const site = (await around.clinic.catalogue()).sites.find((each) => each.id === siteId);
  if (site === undefined) {
    await forgetMarkers(around, markers, []);
    return { kind: 'undisturbed' };
  }
  const state = await around.clinic.site(site);
  const read = await handOf(around.ledger, state, date);
  const seen = fingerprintOf(read, around.now());
  if (read.days.get(date)?.plan?.fingerprint === seen) {
    await forgetMarkers(around, markers, []);
    return { kind: 'undisturbed' };
  }
  const records = await around.ledger.readBookings(uidsReaching(read, date));
  const expired = await releaseExpired(around, read, records, date);
  if (expired === undefined) return { kind: 'contended' };

  const now = around.now();
  const terms = await readTellingTerms(around.ledger, state, now, around.spacingMs);
  const { made, drafts, hand } = await feasiblePlan(around, expired, records, terms, until);
  if (!(await commitPlan(around, drafts))) return { kind: 'contended' };
  const untold = stillUntold(storedPlan(read.days.get(date)?.plan)?.tellInPerson ?? [], records, now);
  const record = planRecord({ fingerprint: fingerprintOf(hand, now), plannedAt: now }, made, untold);
  await forgetMarkers(around, markers, [{ kind: 'plan', siteId, date, plan: record }]);
  return {
    kind: 'planned',
    changed: made.changes.length,
    flagged: made.flagged.length,
    certificate: made.certificate,
  };
};

/** Of those whom staff must tell, who has not been told and is still to come. */
const stillUntold = (
  uids: readonly BookingUid[],
  records: readonly BookingRecord[],
  now: Instant,
): readonly BookingUid[] =>
  records.flatMap(({ uid, fact, publication }) =>
    uids.includes(uid) && fact.standing !== 'ended' && fact.start > now && publication.owed !== undefined
      ? [uid]
      : [],
  );

/**
 * A plan each step of which can be written. The planner counts units of portable equipment, the Ledger names them: a
 * booking that would need parts of two units cannot be placed as planned, and a cycle of dozens is too long for one
 * transaction. It has no choice then but its present room, or to wait; planning the same again would never end.
 */
const feasiblePlan = async (
  around: ReplanSurroundings,
  hand: Hand,
  records: readonly BookingRecord[],
  terms: TellingTerms,
  until: Instant,
): Promise<PlanDrafts & { readonly made: Plan }> => {
  const onlyAsTheyAre = new Set<BookingUid>();
  for (;;) {
    const { problem, planned } = problemOfHand(hand, records, { ...terms, onlyAsTheyAre });
    const made = await bestPlan(around, problem, until);
    const drafted = draftPlan(around, hand, commitOrder(problem, made.changes), planned);
    if (!('stuck' in drafted)) return { made, ...drafted };
    onlyAsTheyAre.add(drafted.stuck);
  }
};

/** Holds whose time is over give up their rooms. */
const releaseExpired = async (
  around: Surroundings,
  before: Hand,
  records: readonly BookingRecord[],
  date: LocalDate,
): Promise<Hand | undefined> => {
  let hand = before;
  const now = around.now();
  const over = new Set(
    [...before.days.values()].flatMap((day) =>
      [...day.waiting, ...day.roomDays.flatMap((each) => Object.values(each.occupancies))]
        .filter((each) => !isInForce(each, now))
        .map((each) => each.uid),
    ),
  );
  for (const record of records) {
    const { fact } = record;
    if (!over.has(record.uid) || fact.standing !== 'hold') continue;
    const draft = new Draft(hand, now, 'sweep', { standsOnLeft: true });
    draft.giveUp(record);
    draft.write({
      kind: 'booking',
      seen: record.version,
      record: ignoredRecord({ ...record, fact }, record, 'hold-expired', record.siteId, {
        reads: undefined,
        now,
      }),
    });
    const roomId = roomOf(record);
    const about = { bookingUid: record.uid, ...(roomId === null ? {} : { roomId }) };
    draft.change(hand.state.site.id, date, 'expired', about, 'hold-expired');
    const result = await commitDraft(around, draft);
    if (result.kind === 'stale') return undefined;
    hand = applied(hand, result.writes);
  }
  return hand;
};

/**
 * Deletes the markers read before planning, and those only, with the line that says what was planned. The plan's own steps
 * have left markers of theirs: who dies after half of them is not the last to look at the Day.
 */
const forgetMarkers = async (
  around: Surroundings,
  markers: readonly DueMarker[],
  extra: Parameters<Surroundings['ledger']['commit']>[0],
): Promise<void> => {
  for (let from = 0; from < markers.length; from += MARKERS_AT_ONCE) {
    const undue = markers
      .slice(from, from + MARKERS_AT_ONCE)
      .map((marker) => ({ kind: 'undue', marker }) as const);
    await around.ledger.commit([...(from === 0 ? extra : []), ...undue]);
  }
};

/** How long after an import a worker may still decide on the catalogue before it; then the Days are looked at again. */
export const CATALOGUE_LAG_MS = MINUTE;
