import { admit } from '../domain/admit.ts';
import type { BookingEvent, BookingUid } from '../domain/booking-event.ts';
import { factsIn, factsOf } from '../domain/booking-facts.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import { MINUTE } from '../domain/instant.ts';
import { localDateOf } from '../domain/local-time.ts';
import { endedRecord } from '../domain/next-record.ts';
import { heldUntil } from '../domain/visit-progress.ts';
import { commit } from '../unit-of-work/commit.ts';
import { commitWithRetry } from '../unit-of-work/commit-with-retry.ts';
import type { Dependencies } from '../unit-of-work/dependencies.ts';
import { readSnapshot } from '../unit-of-work/read-snapshot.ts';
import { seatBooking } from '../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../unit-of-work/unit-of-work.ts';
import type { Outcome } from './outcome.ts';

const NOT_OURS = { kind: 'not-ours' } as const;

/**
 * A booking that staff have made at Cal.com for a walk-in takes its place: the same room, for as long, as far as the patient has
 * come. `not-ours`: there is no such walk-in any more, or the booking is known: it is one like any other.
 */
export const adoptWalkIn =
  (deps: Dependencies) =>
  async (event: BookingEvent, walkIn: BookingUid): Promise<Outcome | typeof NOT_OURS> => {
    const { own } = factsIn(event);
    const { fact } = own;
    if (fact.status !== 'confirmed') return NOT_OURS;
    return commitWithRetry<Outcome | typeof NOT_OURS>(deps, async () => {
      const records = await deps.ledger.readBookings([walkIn, own.uid]);
      const before = records.find(({ uid }) => uid === walkIn);
      if (before === undefined || records.length > 1 || before.fact.status === 'ended') return NOT_OURS;
      const { placement, progress = {}, siteId } = before;
      const catalogue = await deps.clinic.catalogue();
      const entry = catalogue.sites.find(({ id }) => id === siteId);
      if (placement.kind !== 'roomed' || entry === undefined || progress.finishedAt !== undefined)
        return NOT_OURS;
      // For another time than it was asked for it is another visit.
      if (fact.start < placement.from || fact.end > before.fact.end || fact.end <= deps.now())
        return NOT_OURS;
      const facts = { ...own, fact };
      const admission = admit({ ...facts, siteId: entry.id, placement }, catalogue, deps.now());
      if (admission.kind === 'ignored') return NOT_OURS;
      const state = await deps.clinic.site(entry);
      const snapshot = await readSnapshot(deps.ledger, state, { start: placement.from, end: placement.to });
      const unit = new UnitOfWork(snapshot, deps.now(), 'webhook');
      const { roomId, claims, from, to } = placement;
      const late = (progress.overrunMinutes ?? 0) * MINUTE;
      const reason = 'booked-at-cal-com';
      unit.giveUp(before, { due: false });
      seatBooking(unit, {
        facts,
        before: undefined,
        booking: admission.booking,
        decision: { kind: 'assign', roomId, claims, from, to, evicts: [], reason: 'stays' },
        unknownEquipment: admission.unknownEquipment,
        terms: { now: deps.now(), settleMs: deps.settleMs },
        progress: heldUntil(own.uid, { from, to }, progress, to + late),
        ...(before.pinned === undefined ? {} : { pinned: before.pinned }),
        reason,
      });
      const ended = {
        ...factsOf(before),
        fact: {
          uid: walkIn,
          status: 'ended',
          createdAt: deps.now(),
          reason: 'rescheduled',
          end: before.fact.end,
        } as const,
        replacedBy: [own.uid],
      };
      unit.write(bookingWrite(before, endedRecord(ended, before, ended)));
      const date = localDateOf(before.fact.start, entry.timeZone);
      unit.change(entry.id, date, 'released', { bookingUid: walkIn, roomId }, reason);
      const result = await commit(deps, unit);
      return result.kind === 'stale' ? result : { kind: 'assigned', roomId, reason };
    });
  };
