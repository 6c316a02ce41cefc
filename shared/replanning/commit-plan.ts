import { place, type Surroundings } from '../assigning/assign-booking.ts';
import { commitDraft } from '../assigning/commit-draft.ts';
import { Draft } from '../assigning/draft.ts';
import { applied, dayInHand, type Hand } from '../assigning/hand.ts';
import { decisionOf, type Planned } from '../assigning/planned.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import { DayTable } from '../domain/day-table.ts';
import type { Change } from '../domain/plan/model/changes.ts';
import { excessOf } from '../ledger/transaction-size.ts';

/** A plan as transactions, in the order in which they can be committed, and the hand after the last of them. */
export type PlanDrafts = { readonly drafts: readonly Draft[]; readonly hand: Hand };

/**
 * Drafts a plan step by step: a move, or a cycle of bookings that exchange rooms. `stuck`: the first booking that
 * cannot be set down where it is planned, or whose cycle is too long for one transaction.
 */
export const draftPlan = (
  around: Pick<Surroundings, 'now' | 'settleMs'>,
  before: Hand,
  steps: readonly (readonly Change[])[],
  planned: ReadonlyMap<BookingUid, Planned>,
): PlanDrafts | { readonly stuck: BookingUid } => {
  const now = around.now();
  const drafts: Draft[] = [];
  let hand = before;
  for (const step of steps) {
    const table = new DayTable(dayInHand(hand), now);
    for (const { uid } of step) table.lift(uid);
    const draft = new Draft(hand, now, 'sweep', { standsOnLeft: true });
    for (const { uid, to, why } of step) {
      const known = planned.get(uid);
      const decision = known && decisionOf(to, why, known.booking, table);
      if (known === undefined || decision === undefined) return { stuck: uid };
      const { life, record, booking, unknownEquipment } = known;
      const terms = { now, settleMs: around.settleMs };
      place(draft, { life, before: record, booking, decision, evicted: [], hand, terms, unknownEquipment });
    }
    const writes = draft.writes();
    // Who had to leave an unusable room is the last to be denied another one.
    const spared = step.find(({ why }) => why !== 'room-unusable') ?? step[0];
    if (excessOf(writes) !== undefined && spared !== undefined) return { stuck: spared.uid };
    drafts.push(draft);
    hand = applied(hand, writes);
  }
  return { drafts, hand };
};

/** Whether all of it was committed; where somebody else was faster, the rest of the plan is worth nothing. */
export const commitPlan = async (around: Surroundings, drafts: readonly Draft[]): Promise<boolean> => {
  for (const draft of drafts) if ((await commitDraft(around, draft)).kind === 'stale') return false;
  return true;
};
