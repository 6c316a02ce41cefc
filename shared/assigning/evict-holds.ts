import { admit } from '../domain/admit.ts';
import type { Booking } from '../domain/booking.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import { datesBeyond, datesWithin } from '../domain/dates-touched.ts';
import type { CommitResult } from '../domain/ledger.ts';
import { type LocalDate, localDateOf } from '../domain/local-time.ts';
import { ignoredRecord, type Terms, waitingEntry, waitingRecord } from '../domain/next-record.ts';
import { roomOf } from '../domain/room-of.ts';
import type { SiteState } from '../domain/site-state.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import { afterCommit, type DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { Dependencies } from './assign-booking.ts';

const GAVE_WAY = 'gave-way-to-confirmed';

/** Drafts that a hold loses its room to a confirmed booking and waits. */
export const draftEviction = (
  unit: UnitOfWork,
  hold: BookingRecord,
  snapshot: DaySnapshot,
  terms: Terms,
): void => {
  if (hold.fact.standing === 'ended') return;
  const facts = { ...hold, fact: hold.fact };
  const admission = admit(facts, snapshot.state.catalogue, terms.now);
  unit.giveUp(hold, { due: false });
  const { site } = snapshot.state;
  const date = localDateOf(hold.fact.start, site.timeZone);
  if (admission.kind === 'ignored') {
    const drop = { reads: undefined, now: terms.now };
    const record = ignoredRecord(facts, hold, admission.reason, site.id, drop);
    unit.write({ kind: 'booking', seen: hold.version, record });
    const roomId = roomOf(hold);
    const about = { bookingUid: hold.uid, ...(roomId === null ? {} : { roomId }) };
    unit.change(site.id, date, 'released', about, GAVE_WAY);
    return;
  }
  const { unknownEquipment } = hold;
  unit.write({
    kind: 'booking',
    seen: hold.version,
    record: waitingRecord(facts, hold, snapshot.state, { ...terms, unknownEquipment }),
  });
  draftWait(unit, snapshot.state, admission.booking);
  const fromRoomId = roomOf(hold);
  const about = { bookingUid: hold.uid, ...(fromRoomId === null ? {} : { fromRoomId }) };
  unit.change(site.id, date, 'waiting', about, GAVE_WAY);
};

/** One that waits over midnight stands under the date it starts on, and where it lasts longer under the further ones. */
export const draftWait = (unit: UnitOfWork, state: SiteState, booking: Booking): void => {
  const { site } = state;
  for (const date of [localDateOf(booking.start, site.timeZone), ...datesBeyond(state, booking)])
    unit.wait(site.id, date, waitingEntry(booking));
  for (const date of datesWithin(state, booking)) unit.due(site.id, date, booking.uid);
};

/**
 * Evicts holds, as many at a time as one transaction takes, each leaving its Day to be planned. The room is free then for
 * whoever outranks them, who comes before all of them while they wait; killed in between, the rest keep their rooms.
 */
export const evictHolds = async (
  deps: Dependencies,
  before: DaySnapshot,
  holds: readonly BookingRecord[],
  terms: Terms,
  by: string,
): Promise<CommitResult> => {
  const woken = new Map<string, { siteId: SiteId; date: LocalDate }>();
  // Whoever plans the Day now would race with the next step: woken when all is done, and the marks stand from the first.
  const later = {
    ...deps,
    wakeReplan: async (siteId: SiteId, date: LocalDate): Promise<void> => {
      woken.set(`${siteId} ${date}`, { siteId, date });
    },
  };
  let snapshot = before;
  let result: CommitResult = { kind: 'committed' };
  for (let done = 0; done < holds.length && result.kind === 'committed'; ) {
    const { unit, taken } = asManyAsFit(holds.slice(done), snapshot, terms, by);
    const step = await commit(later, unit);
    result = step;
    snapshot = afterCommit(snapshot, step.writes);
    done += taken;
  }
  for (const { siteId, date } of woken.values()) await deps.wakeReplan(siteId, date);
  return result;
};

const asManyAsFit = (
  holds: readonly BookingRecord[],
  snapshot: DaySnapshot,
  terms: Terms,
  by: string,
): { unit: UnitOfWork; taken: number } => {
  const draftOf = (count: number): UnitOfWork => {
    const unit = new UnitOfWork(snapshot, terms.now, by);
    for (const hold of holds.slice(0, count)) draftEviction(unit, hold, snapshot, terms);
    return unit;
  };
  let taken = 1;
  while (taken < holds.length && excessOf(draftOf(taken + 1).writes()) === undefined) taken += 1;
  return { unit: draftOf(taken), taken };
};
