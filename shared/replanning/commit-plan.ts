import { place, type Surroundings } from '../assigning/assign-booking.ts';
import { commitDraft } from '../assigning/commit-draft.ts';
import { Draft } from '../assigning/draft.ts';
import { applied, dayInHand, type Hand } from '../assigning/hand.ts';
import { decisionOf, type Planned } from '../assigning/planned.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { DayTable } from '../domain/day-table.ts';
import type { Instant } from '../domain/instant.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Change } from '../domain/plan/changes.ts';

/** DynamoDB takes so many writes in one transaction. */
const MOST_WRITES = 100;

/** The hand after the plan, or `undefined` where somebody else was faster: then the rest of the plan is worth nothing. */
export const commitPlan = async (
  around: Surroundings,
  date: LocalDate,
  before: Hand,
  steps: readonly (readonly Change[])[],
  planned: ReadonlyMap<BookingUid, Planned>,
): Promise<Hand | undefined> => {
  let hand = before;
  for (const step of steps) {
    const draft = draftOf(around, date, hand, step, planned);
    if (draft === undefined || draft.writes().length > MOST_WRITES) return undefined;
    const result = await commitDraft(around, draft);
    if (result.kind === 'stale') return undefined;
    hand = applied(hand, result.writes);
  }
  return hand;
};

/** The first booking of a plan that cannot be set down where it is planned, tried in mind. */
export const firstStuck = (
  hand: Hand,
  steps: readonly (readonly Change[])[],
  planned: ReadonlyMap<BookingUid, Planned>,
  now: Instant,
): BookingUid | undefined => {
  const table = new DayTable(dayInHand(hand), now);
  for (const step of steps) {
    for (const { uid } of step) table.lift(uid);
    for (const { uid, to, why } of step) {
      const known = planned.get(uid);
      if (known !== undefined && decisionOf(to, why, known.booking, table) === undefined) return uid;
    }
  }
  return undefined;
};

/** One step of a plan as a transaction: a move, or a cycle of bookings that exchange rooms. */
const draftOf = (
  around: Surroundings,
  date: LocalDate,
  hand: Hand,
  step: readonly Change[],
  planned: ReadonlyMap<BookingUid, Planned>,
): Draft | undefined => {
  const now = around.now();
  const table = new DayTable(dayInHand(hand), now);
  for (const { uid } of step) table.lift(uid);
  const draft = new Draft(hand, now, 'sweep', date);
  for (const change of step) {
    const known = planned.get(change.uid);
    const decision = known && decisionOf(change.to, change.why, known.booking, table);
    if (known === undefined || decision === undefined) return undefined;
    place(draft, {
      life: known.life,
      before: known.record,
      booking: known.booking,
      decision,
      evicted: [],
      hand,
      terms: { now, settleMs: around.settleMs },
      unknownEquipment: known.unknownEquipment,
    });
  }
  return draft;
};
