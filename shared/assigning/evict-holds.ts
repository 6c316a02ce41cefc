import { admit } from '../domain/admit.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { SiteId } from '../domain/catalogue.ts';
import type { CommitResult } from '../domain/ledger.ts';
import type { LocalDate } from '../domain/local-time.ts';
import type { Terms } from '../domain/next-record.ts';
import { roomOf } from '../domain/room-of.ts';
import { excessOf } from '../ledger/transaction-size.ts';
import { commit } from '../unit-of-work/commit.ts';
import { afterCommit, type DaySnapshot } from '../unit-of-work/day-snapshot.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { letWait } from '../unit-of-work/let-wait.ts';
import { takeNoRoom } from '../unit-of-work/take-no-room.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import { releaseRoom } from './end-booking.ts';

/** Why a hold lost its room, in the trail. */
export const GAVE_WAY = 'gave-way-to-confirmed';

/** A hold loses its room to a confirmed booking and waits. */
export const evictHold = (unit: UnitOfWork, hold: BookingRecord, terms: Terms): void => {
  if (hold.fact.status === 'ended') return;
  const { site, catalogue } = unit.state;
  const facts = { ...hold, fact: hold.fact };
  const admission = admit(facts, catalogue, terms.now);
  const roomId = roomOf(hold) ?? undefined;
  if (admission.kind === 'admitted') {
    const { booking } = admission;
    const { unknownEquipment } = hold;
    const waiting = { facts, before: hold, booking, terms, unknownEquipment };
    letWait(unit, waiting, { due: false, fromRoomId: roomId, reason: GAVE_WAY });
    return;
  }
  const { reason } = admission;
  const drop = { reads: undefined, now: terms.now };
  takeNoRoom(unit, { facts, before: hold, reason, siteId: site.id, drop, due: false });
  releaseRoom(unit, hold, GAVE_WAY);
};

/**
 * Evicts holds, as many at a time as one transaction takes, each leaving its Day to be planned. The room is free then for
 * anyone who outranks them, who comes before all of them while they wait; killed in between, the rest keep their rooms.
 */
export const evictHolds = async (
  deps: Dependencies,
  before: DaySnapshot,
  holds: readonly BookingRecord[],
  terms: Terms,
  by: string,
): Promise<CommitResult> => {
  const woken = new Map<string, { siteId: SiteId; date: LocalDate }>();
  // Anyone who plans the Day now would race with the next step: woken when all is done, and the marks stand from the first.
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
  const unitOf = (count: number): UnitOfWork => {
    const unit = new UnitOfWork(snapshot, terms.now, by);
    for (const hold of holds.slice(0, count)) evictHold(unit, hold, terms);
    return unit;
  };
  let taken = 1;
  while (taken < holds.length && excessOf(unitOf(taken + 1).writes()) === undefined) taken += 1;
  return { unit: unitOf(taken), taken };
};
