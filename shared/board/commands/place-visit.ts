import type { Booking } from '../../domain/booking.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { choiceOf, occupancyOf, type RoomChoice } from '../../domain/decide.ts';
import { type Refusal, refusalOf } from '../../domain/hard-rules.ts';
import { admitForStaff } from '../../domain/in-its-room.ts';
import type { Instant } from '../../domain/instant.ts';
import type { NextRecord } from '../../domain/next-record.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { seatBooking } from '../../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingTag } from '../rules/etag.ts';
import {
  type Action,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { isAsSeen, joinSnapshots, readVisit, type VisitInHand, viewOf } from '../visit-in-hand.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

export type PlaceRefusal =
  | BookingRefusal
  | { readonly kind: 'no-such-room' }
  /** The room named will not do, and why. */
  | {
      readonly kind: 'room-refused';
      readonly uid: BookingUid;
      readonly roomId: RoomId;
      readonly refusal: Refusal;
    };

export type PlaceOutcome = IdempotentOutcome<Acted> | PlaceRefusal;

/** Puts a booking into the room that staff name, if no hard rule speaks against it. Its pin goes with it. */
export const moveTo = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  to: { readonly roomId: RoomId; readonly pinned?: boolean },
  ifTag?: string,
): Promise<PlaceOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, PlaceRefusal>> => {
    const now = deps.now();
    const visit = await readVisit(deps, site, uid);
    if (visit === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-booking' } };
    if (!isAsSeen(visit, ifTag))
      return { kind: 'refuse', refusal: { kind: 'changed', current: viewOf(visit, now) } };
    const { placement, pinned: wasPinned = false } = visit.record;
    const from = placement.kind === 'roomed' ? placement.roomId : undefined;
    if (from === to.roomId) return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'there-already' } };
    const table = new DayTable(dayOf(visit.snapshot), now);
    table.lift(uid);
    const seat = seatIn(table, visit, to.roomId, now);
    if ('refusal' in seat) return { kind: 'refuse', refusal: seat.refusal };
    const unit = new UnitOfWork(visit.snapshot, now, action.by);
    const pinned = to.pinned ?? wasPinned;
    const record = takeSeat(deps, unit, visit, seat, pinned, 'moved-by-staff');
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: to.roomId, tag: bookingTag({ ...record, version: 0 }) },
      ...(from === undefined ? {} : { undo: { do: 'move', uid, roomId: from, pinned: wasPinned } }),
    };
  });

/** Two bookings exchange their rooms, or nothing changes. */
export const swapWith = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  withUid: BookingUid,
  ifTag?: string,
): Promise<PlaceOutcome> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, PlaceRefusal>> => {
    const now = deps.now();
    const [mine, theirs] = await Promise.all([readVisit(deps, site, uid), readVisit(deps, site, withUid)]);
    if (mine === undefined || theirs === undefined)
      return { kind: 'refuse', refusal: { kind: 'no-such-booking' } };
    if (!isAsSeen(mine, ifTag))
      return { kind: 'refuse', refusal: { kind: 'changed', current: viewOf(mine, now) } };
    const [here, there] = [mine.record.placement, theirs.record.placement];
    if (uid === withUid || here.kind !== 'roomed' || there.kind !== 'roomed' || here.roomId === there.roomId)
      return { kind: 'refuse', refusal: { kind: 'not-now', reason: 'no-two-rooms' } };
    const snapshot = joinSnapshots(mine.snapshot, theirs.snapshot);
    const table = new DayTable(dayOf(snapshot), now);
    table.lift(uid);
    table.lift(withUid);
    const a = seatIn(table, mine, there.roomId, now);
    if ('refusal' in a) return { kind: 'refuse', refusal: a.refusal };
    table.place(occupancyOf(a.booking, a.choice), a.choice.claims);
    const b = seatIn(table, theirs, here.roomId, now);
    if ('refusal' in b) return { kind: 'refuse', refusal: b.refusal };
    const unit = new UnitOfWork(snapshot, now, action.by);
    const record = takeSeat(deps, unit, mine, a, mine.record.pinned ?? false, 'swapped-by-staff');
    takeSeat(deps, unit, theirs, b, theirs.record.pinned ?? false, 'swapped-by-staff');
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: there.roomId, tag: bookingTag({ ...record, version: 0 }) },
      undo: { do: 'swap', uid, withUid },
    };
  });

type Seat = {
  readonly booking: Booking;
  readonly choice: RoomChoice;
  readonly unknownEquipment: readonly string[];
};

/** The booking in the room named, or the hard rule that speaks against it. */
export const seatIn = (
  table: DayTable,
  { snapshot, record }: VisitInHand,
  roomId: RoomId,
  now: Instant,
): Seat | { readonly refusal: PlaceRefusal } => {
  const room = table.room(roomId);
  if (room === undefined) return { refusal: { kind: 'no-such-room' } };
  const admission = admitForStaff(record, snapshot.state.catalogue, now);
  if (admission.kind === 'ignored') return { refusal: { kind: 'not-now', reason: admission.reason } };
  const candidate = table.candidate(admission.booking, room);
  const refusal = refusalOf(candidate);
  if (refusal !== undefined) return { refusal: { kind: 'room-refused', uid: record.uid, roomId, refusal } };
  const { booking, unknownEquipment } = admission;
  return { booking, choice: choiceOf(candidate, [], 'by-staff'), unknownEquipment };
};

/** Puts the booking into its seat, as staff have decided. */
export const takeSeat = (
  deps: BoardDependencies,
  unit: UnitOfWork,
  { record }: VisitInHand,
  { booking, choice, unknownEquipment }: Seat,
  pinned: boolean,
  reason: string,
): NextRecord =>
  seatBooking(unit, {
    facts: record,
    before: record,
    booking,
    decision: { kind: record.placement.kind === 'roomed' ? 'move' : 'assign', ...choice },
    unknownEquipment,
    terms: { now: deps.now(), settleMs: deps.settleMs },
    pinned,
    reason,
  });
