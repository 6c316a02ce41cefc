import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { withoutOverrun } from '../../domain/day-without.ts';
import type { Overruling } from '../../domain/overrule.ts';
import { roomOf } from '../../domain/room-of.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import { type SeatRefusal, seatIn, takeSeat } from '../rules/seat.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { isToldOfItsRoom } from '../view/publication-status.ts';
import { readAsSeen } from '../visit-snapshot.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

export type PlaceRefusal = BookingRefusal | SeatRefusal | AsksFirst;

export type PlaceOutcome = IdempotentOutcome<Acted> | PlaceRefusal;

/** Where staff want a visit. */
export type MoveTo = {
  readonly roomId: RoomId;
  /** Absent: its pin goes with it. */
  readonly pinned?: boolean;
  /** The rules that they know it breaks there. */
  readonly overrule?: Overruling;
};

/**
 * Puts a booking into the room that staff name, if no hard rule speaks against it but those that they overrule. Who has been told
 * of another room is moved only where that is agreed.
 */
export const moveVisit = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  to: MoveTo,
  ifMatch?: string,
): Promise<PlaceOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, PlaceRefusal>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, site, uid, ifMatch, now);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { record, snapshot } = visit;
    const from = roomOf(record);
    if (from === to.roomId) return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'there-already' } };
    const table = new DayTable(withoutOverrun(dayOf(snapshot), uid), now);
    table.lift(uid);
    const seat = seatIn(table, visit, to.roomId, now, to.overrule);
    if ('refusal' in seat) return { kind: 'refuse', refusal: seat.refusal };
    if (!action.agreed && from !== null && isToldOfItsRoom(record, snapshot.state))
      return { kind: 'refuse', refusal: asksFirst(uid, to) };
    const unit = new UnitOfWork(snapshot, now, action.by);
    const { pinned: wasPinned = false, overruled } = record;
    const next = takeSeat(deps, unit, visit, seat, to.pinned ?? wasPinned, {
      reason: 'moved-by-staff',
      by: action.by,
    });
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: to.roomId, etag: bookingEtag({ ...next, version: 0 }) },
      undo:
        from === null
          ? { do: 'let-wait', uid }
          : { do: 'move', uid, roomId: from, pinned: wasPinned, ...(overruled ? { overruled } : {}) },
    };
  });

const asksFirst = (booking: BookingUid, { roomId, overrule }: MoveTo): AsksFirst => ({
  kind: 'asks-first',
  question: { what: 'move-to', booking, room: roomId, ...(overrule ? { overrule: true } : {}) },
});
