import type { Booking } from '../../domain/booking.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import type { RoomId } from '../../domain/catalogue.ts';
import type { DayRoom, Progress } from '../../domain/day.ts';
import type { DayTable } from '../../domain/day-table.ts';
import { choiceOf, type RoomChoice } from '../../domain/decide.ts';
import { isFirm, type Refusal, type Rejection, refusalsOf } from '../../domain/hard-rules.ts';
import { admitForStaff } from '../../domain/in-its-room.ts';
import { type Instant, MINUTE } from '../../domain/instant.ts';
import type { NextRecord } from '../../domain/next-record.ts';
import type { OverruledRule, Overruling } from '../../domain/overrule.ts';
import { heldUntil, minutesLate } from '../../domain/visit-progress.ts';
import { type Seating, seatBooking } from '../../unit-of-work/seat-booking.ts';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import type { VisitSnapshot } from '../visit-snapshot.ts';

export type SeatRefusal =
  | { readonly kind: 'no-such-room' }
  | { readonly kind: 'not-now'; readonly reason: string }
  /** The room named will not do: the first rule that speaks against it, and the names of all. */
  | {
      readonly kind: 'room-refused';
      readonly uid: BookingUid;
      readonly roomId: RoomId;
      readonly refusal: Refusal;
      readonly breaks?: readonly Rejection[];
    };

/** A room that a booking may be put into by staff. */
export type Seat = {
  readonly booking: Booking;
  readonly choice: RoomChoice;
  readonly unknownEquipment: readonly string[];
  /** The rules that it breaks, as staff have said that it may; with them it is pinned there. */
  readonly against: readonly OverruledRule[];
  readonly overruling: Overruling | undefined;
};

/** The booking in the room named, or what speaks against it. `overruling`: the rules that staff know it breaks. */
export const seatIn = (
  table: DayTable,
  { snapshot, record }: Pick<VisitSnapshot, 'snapshot' | 'record'>,
  roomId: RoomId,
  now: Instant,
  overruling?: Overruling,
): Seat | { readonly refusal: SeatRefusal } => {
  const room = table.room(roomId);
  if (room === undefined) return { refusal: { kind: 'no-such-room' } };
  const admission = admitForStaff(record, snapshot.state.catalogue, now);
  if (admission.kind === 'ignored') return { refusal: { kind: 'not-now', reason: admission.reason } };
  const candidate = table.candidate(admission.booking, room);
  const broken = refusalsOf(candidate);
  const refusal =
    broken.find(isFirm) ??
    refusalOfLate(table, admission.booking, room, record) ??
    broken.find(({ rejection }) => !overruling?.rules.includes(rejection));
  if (refusal !== undefined) {
    const breaks = broken.map(({ rejection }) => rejection);
    return { refusal: { kind: 'room-refused', uid: record.uid, roomId, refusal, breaks } };
  }
  if (broken.length > 0 && room.room.locked) return { refusal: { kind: 'not-now', reason: 'room-locked' } };
  const { booking, unknownEquipment } = admission;
  const against = broken.map(({ rejection, detail }) => ({
    rejection,
    ...(detail === undefined ? {} : { detail }),
  }));
  return { booking, choice: choiceOf(candidate, [], 'by-staff'), unknownEquipment, against, overruling };
};

/** Who has said that it runs late needs the other room for as long. */
export const refusalOfLate = (
  table: DayTable,
  booking: Booking,
  room: DayRoom,
  record: BookingRecord,
): Refusal | undefined => {
  const late = minutesLate(record);
  if (late === 0) return undefined;
  const longer = { ...booking, end: booking.end + late * MINUTE };
  return refusalsOf(table.candidate(longer, room)).find(isFirm);
};

/** How far it is and how late, which goes with it; the end of its time lies where the other room is ready again. */
const takenAlong = (record: BookingRecord, choice: RoomChoice): Pick<Seating, 'progress'> => {
  const overrunMinutes = minutesLate(record);
  const { arrivedAt, inRoomAt, startedAt } = record.progress ?? {};
  if (overrunMinutes === 0) return {};
  const progress: Progress = {
    ...(arrivedAt === undefined ? {} : { arrivedAt }),
    ...(inRoomAt === undefined ? {} : { inRoomAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    overrunMinutes,
  };
  return { progress: heldUntil(record.uid, choice, progress, choice.to + overrunMinutes * MINUTE) };
};

/** Puts the booking into its seat, as staff have decided; against a rule it stays there until they decide otherwise. */
export const takeSeat = (
  deps: BoardDependencies,
  unit: UnitOfWork,
  { record }: Pick<VisitSnapshot, 'record'>,
  { booking, choice, unknownEquipment, against, overruling }: Seat,
  pinned: boolean,
  { reason, by }: { readonly reason: string; readonly by: string },
): NextRecord => {
  const now = deps.now();
  const isOverruled = against.length > 0 && overruling !== undefined;
  return seatBooking(unit, {
    facts: record,
    before: record,
    booking,
    decision: { kind: record.placement.kind === 'roomed' ? 'move' : 'assign', ...choice },
    unknownEquipment,
    ...takenAlong(record, choice),
    terms: { now, settleMs: deps.settleMs },
    pinned: pinned || isOverruled,
    ...(isOverruled
      ? {
          overruled: {
            rules: against,
            reason: overruling.reason,
            by: overruling.by ?? by,
            at: overruling.at ?? now,
          },
        }
      : {}),
    reason: isOverruled ? 'overruled-by-staff' : reason,
  });
};
