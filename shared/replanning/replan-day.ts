import { datesWithin, place, readHand, type Surroundings } from '../assigning/assign-booking.ts';
import { commitDraft } from '../assigning/commit-draft.ts';
import { Draft } from '../assigning/draft.ts';
import { applied, dayInHand, type Hand } from '../assigning/hand.ts';
import { ignoredRecord } from '../assigning/placed-record.ts';
import { admit } from '../domain/admit.ts';
import { byPrecedence } from '../domain/booking.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { RoomId, SiteId } from '../domain/catalogue.ts';
import { decide } from '../domain/decide.ts';
import { type Instant, type Interval, MINUTE } from '../domain/instant.ts';
import { addDays, type LocalDate } from '../domain/local-time.ts';
import { refusalInPlace } from '../domain/refusal-in-place.ts';
import type { SiteState } from '../ledger/clinic.ts';
import type { DayRecord, DueMarker } from '../ledger/ledger.ts';
import { fingerprintOf } from './fingerprint.ts';

/** What a re-plan did. `undisturbed`: no marker, or planned for this very state before. */
export type ReplanOutcome =
  | { readonly kind: 'undisturbed' }
  | { readonly kind: 'planned'; readonly moved: number; readonly roomed: number; readonly waiting: number }
  /** Races were lost; the markers stand, the next sweep plans again. */
  | { readonly kind: 'contended' };

/** Markers deleted in one transaction, the plan's own line included. */
const MARKERS_AT_ONCE = 90;

/**
 * Re-runs the assigner on one Day, if a Due marker says so: expired holds go, bookings whose room has become
 * unusable get another one (a pinned one is left for staff to see), those who wait get what is free. Nobody else
 * is touched. Each change is its own conditional transaction; overlapping or doubled runs are harmless.
 */
export const replanDay =
  (around: Surroundings) =>
  async (siteId: SiteId, date: LocalDate): Promise<ReplanOutcome> => {
    const markers = (await around.ledger.readDue(siteId, around.now())).filter((each) => each.date === date);
    if (markers.length === 0) return { kind: 'undisturbed' };
    around.clinic.forget(); // the marker may stand for a new catalogue or a closed Room
    const site = (await around.clinic.catalogue()).sites.find((each) => each.id === siteId);
    if (site === undefined) return forgetMarkers(around, markers, undefined);
    const state = await around.clinic.site(site);
    let hand = await handOf(around, state, date);
    const seen = fingerprintOf(hand, around.now());
    if (hand.days.get(date)?.plan?.fingerprint === seen) return forgetMarkers(around, markers, undefined);

    const done = { moved: 0, roomed: 0, waiting: 0 };
    // What one booking leaves behind may be what another, looked at before, was waiting for.
    for (let settled = false; !settled; ) {
      const before: Hand = hand;
      const records = await around.ledger.readBookings(uidsReaching(before, date));
      let contended = false;
      for (const record of inOrder(records)) {
        const step = await replanBooking(around, record, hand, date);
        if (step.kind === 'contended') {
          contended = true;
          continue;
        }
        hand = step.hand;
        if (step.kind !== 'left') done[step.kind] += 1;
      }
      if (contended) return { kind: 'contended' };
      settled = hand === before || !isAnybodyWaiting(hand);
    }
    const waiting = hand.days.get(date)?.waiting.length ?? 0;
    await forgetMarkers(around, markers, { hand, date });
    return { kind: 'planned', ...done, waiting };
  };

type BookingStep =
  | { readonly kind: 'left' | 'moved' | 'roomed' | 'waiting'; readonly hand: Hand }
  | { readonly kind: 'contended' };

const replanBooking = async (
  around: Surroundings,
  record: BookingRecord,
  hand: Hand,
  date: LocalDate,
): Promise<BookingStep> => {
  const now = around.now();
  const { fact, placement } = record;
  if (fact.standing === 'ended' || fact.end <= now) return { kind: 'left', hand };
  const life = { ...record, fact };
  const draft = new Draft(hand, now, 'sweep', date);
  const admission = admit(life, hand.state.catalogue, now, wishesOf(record, hand));
  if (admission.kind === 'ignored') {
    // A vanished visit type is flagged on the board, not released; an expired hold goes.
    if (admission.reason !== 'hold-expired') return { kind: 'left', hand };
    draft.giveUp(record);
    draft.write({
      kind: 'booking',
      seen: record.version,
      record: ignoredRecord(life, record, 'hold-expired', record.siteId),
    });
    draft.change(hand.state.site.id, date, 'expired', { bookingUid: record.uid }, 'hold-expired');
    return committed(around, draft, hand, 'left');
  }
  const day = dayInHand(hand);
  if (placement.kind === 'roomed') {
    if (record.pinned || refusalInPlace(admission.booking, placement, day, now) === undefined)
      return { kind: 'left', hand };
  } else if (placement.kind !== 'waiting') return { kind: 'left', hand };

  const decision = decide(admission.booking, day, now);
  if (decision.kind === 'wait' && placement.kind === 'waiting') return { kind: 'left', hand };
  const evicted =
    decision.kind === 'wait' || decision.evicts.length === 0
      ? []
      : await around.ledger.readBookings(decision.evicts);
  place(draft, {
    life,
    before: record,
    booking: admission.booking,
    decision,
    evicted,
    hand,
    terms: { now, settleMs: around.settleMs },
    unknownEquipment: admission.unknownEquipment,
  });
  return committed(
    around,
    draft,
    hand,
    decision.kind === 'wait' ? 'waiting' : placement.kind === 'waiting' ? 'roomed' : 'moved',
  );
};

const committed = async (
  around: Surroundings,
  draft: Draft,
  hand: Hand,
  kind: 'left' | 'moved' | 'roomed' | 'waiting',
): Promise<BookingStep> => {
  const result = await commitDraft(around, draft);
  return result.kind === 'stale' ? { kind: 'contended' } : { kind, hand: applied(hand, result.writes) };
};

/** The room it has, or the pinned one of its predecessor that it still waits for. */
const wishesOf = (
  { uid, placement }: BookingRecord,
  hand: Hand,
): { currentRoom?: RoomId; preferredRoom?: RoomId } => {
  if (placement.kind === 'roomed') return { currentRoom: placement.roomId };
  const waiting = [...hand.days.values()].flatMap((day) => day.waiting).find((each) => each.uid === uid);
  return waiting?.preferredRoom === undefined ? {} : { preferredRoom: waiting.preferredRoom };
};

/** The Day, and its neighbours where a booking on it could reach into them, or one of theirs into it. */
const handOf = async (around: Surroundings, state: SiteState, date: LocalDate): Promise<Hand> => {
  const [day, dayBefore] = (await Promise.all(
    [date, addDays(date, -1)].map((each) => around.ledger.readDay(state.site.id, each)),
  )) as [DayRecord, DayRecord];
  const read = new Map([day, dayBefore].map((each) => [each.date, each]));
  const spans = visitsReaching({ state, days: read }, date);
  if (spans.length === 0) return { state, days: new Map([[date, day]]) };
  const visits = {
    start: Math.min(...spans.map((each) => each.start)),
    end: Math.max(...spans.map((each) => each.end)),
  };
  const wide = await readHand(around.ledger, state, visits, read);
  return { state, days: new Map(wide.days).set(date, day) };
};

/**
 * Whoever has a room on the Day or waits for one that could reach into it: one that waits over midnight stands under
 * the date on which its visit starts. Bookings of the Days beside it are theirs to plan, for not all their dates are
 * in hand.
 */
const visitsReaching = ({ state, days }: Hand, date: LocalDate): (Interval & { uid: BookingUid })[] => [
  ...(days.get(date)?.roomDays ?? []).flatMap((each) => Object.values(each.occupancies)),
  ...[...days.values()]
    .flatMap((day) => day.waiting)
    .filter((each) => datesWithin(state, each).includes(date)),
];

const uidsReaching = (hand: Hand, date: LocalDate): BookingUid[] => [
  ...new Set(visitsReaching(hand, date).map((each) => each.uid)),
];

const isAnybodyWaiting = (hand: Hand): boolean =>
  [...hand.days.values()].some((day) => day.waiting.length > 0);

/** Those with a room first (they have been promised one), then those who wait, each by precedence. */
const inOrder = (records: readonly BookingRecord[]): BookingRecord[] => {
  const key = ({ fact, firstEventAt, uid, placement }: BookingRecord) => ({
    standing: fact.standing === 'hold' ? ('hold' as const) : ('confirmed' as const),
    priority: placement.kind === 'roomed' ? 0 : 1,
    start: fact.standing === 'ended' ? 0 : fact.start,
    firstEventAt,
    uid,
  });
  const expiring = (record: BookingRecord): number => (record.fact.standing === 'hold' ? 0 : 1);
  return [...records].sort((a, b) => expiring(a) - expiring(b) || byPrecedence(key(a), key(b)));
};

/** Deletes the markers read before planning, and those only; leaves the fingerprint of what was planned. */
const forgetMarkers = async (
  around: Surroundings,
  markers: readonly DueMarker[],
  planned: { hand: Hand; date: LocalDate } | undefined,
): Promise<ReplanOutcome> => {
  const now: Instant = around.now();
  for (let from = 0; from < markers.length; from += MARKERS_AT_ONCE) {
    const undue = markers
      .slice(from, from + MARKERS_AT_ONCE)
      .map((marker) => ({ kind: 'undue', marker }) as const);
    const plan =
      planned && from === 0
        ? [
            {
              kind: 'plan',
              siteId: planned.hand.state.site.id,
              date: planned.date,
              plan: { fingerprint: fingerprintOf(planned.hand, now), plannedAt: now },
            } as const,
          ]
        : [];
    await around.ledger.commit([...plan, ...undue]);
  }
  return { kind: 'undisturbed' };
};

/** How long after an import a worker may still decide on the catalogue before it; then the Days are looked at again. */
export const CATALOGUE_LAG_MS = MINUTE;
