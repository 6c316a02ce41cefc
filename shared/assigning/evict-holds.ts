import { admit } from '../domain/admit.ts';
import type { Booking } from '../domain/booking.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { CommitResult } from '../domain/ledger.ts';
import { type LocalDate, localDateOf } from '../domain/local-time.ts';
import { roomOf } from '../domain/room-of.ts';
import type { SiteState } from '../domain/site-state.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import type { Surroundings } from './assign-booking.ts';
import { commitDraft } from './commit-draft.ts';
import { Draft } from './draft.ts';
import { applied, type Hand } from './hand.ts';
import { ignoredRecord, type Terms, waitingEntry, waitingRecord } from './placed-record.ts';
import { datesBeyond, datesWithin } from './read-hand.ts';

const GAVE_WAY = 'gave-way-to-confirmed';

/** Drafts that a hold loses its room to a confirmed booking and waits. */
export const draftEviction = (draft: Draft, hold: BookingRecord, hand: Hand, terms: Terms): void => {
  if (hold.fact.standing === 'ended') return;
  const life = { ...hold, fact: hold.fact };
  const admission = admit(life, hand.state.catalogue, terms.now);
  draft.giveUp(hold, { due: false });
  const { site } = hand.state;
  const date = localDateOf(hold.fact.start, site.timeZone);
  if (admission.kind === 'ignored') {
    const drop = { reads: undefined, now: terms.now };
    const record = ignoredRecord(life, hold, admission.reason, site.id, drop);
    draft.write({ kind: 'booking', seen: hold.version, record });
    const roomId = roomOf(hold);
    const about = { bookingUid: hold.uid, ...(roomId === null ? {} : { roomId }) };
    draft.change(site.id, date, 'released', about, GAVE_WAY);
    return;
  }
  const { unknownEquipment } = hold;
  draft.write({
    kind: 'booking',
    seen: hold.version,
    record: waitingRecord(life, hold, hand.state, { ...terms, unknownEquipment }),
  });
  draftWait(draft, hand.state, admission.booking);
  const fromRoomId = roomOf(hold);
  const about = { bookingUid: hold.uid, ...(fromRoomId === null ? {} : { fromRoomId }) };
  draft.change(site.id, date, 'waiting', about, GAVE_WAY);
};

/** One that waits over midnight stands under the date it starts on, and where it lasts longer under the further ones. */
export const draftWait = (draft: Draft, state: SiteState, booking: Booking): void => {
  const { site } = state;
  for (const date of [localDateOf(booking.start, site.timeZone), ...datesBeyond(state, booking)])
    draft.wait(site.id, date, waitingEntry(booking));
  for (const date of datesWithin(state, booking)) draft.due(site.id, date, booking.uid);
};

/**
 * Evicts holds, as many at a time as one transaction takes, each leaving its Day to be planned. The room is free then for
 * whoever outranks them, who comes before all of them while they wait; killed in between, the rest keep their rooms.
 */
export const evictHolds = async (
  around: Surroundings,
  before: Hand,
  holds: readonly BookingRecord[],
  terms: Terms,
  by: string,
): Promise<CommitResult> => {
  const woken = new Map<string, { siteId: SiteId; date: LocalDate }>();
  // Whoever plans the Day now would race with the next step: woken when all is done, and the marks stand from the first.
  const later = {
    ...around,
    wakeReplan: async (siteId: SiteId, date: LocalDate): Promise<void> => {
      woken.set(`${siteId} ${date}`, { siteId, date });
    },
  };
  let hand = before;
  let result: CommitResult = { kind: 'committed' };
  for (let done = 0; done < holds.length && result.kind === 'committed'; ) {
    const { draft, taken } = asManyAsFit(holds.slice(done), hand, terms, by);
    const step = await commitDraft(later, draft);
    result = step;
    hand = applied(hand, step.writes);
    done += taken;
  }
  for (const { siteId, date } of woken.values()) await around.wakeReplan(siteId, date);
  return result;
};

const asManyAsFit = (
  holds: readonly BookingRecord[],
  hand: Hand,
  terms: Terms,
  by: string,
): { draft: Draft; taken: number } => {
  const draftOf = (count: number): Draft => {
    const draft = new Draft(hand, terms.now, by);
    for (const hold of holds.slice(0, count)) draftEviction(draft, hold, hand, terms);
    return draft;
  };
  let taken = 1;
  while (taken < holds.length && excessOf(draftOf(taken + 1).writes()) === undefined) taken += 1;
  return { draft: draftOf(taken), taken };
};
