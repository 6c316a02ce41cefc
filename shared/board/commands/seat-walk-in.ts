import type { Booking } from '../../domain/booking.ts';
import type { BookingUid } from '../../domain/booking-event.ts';
import { factsOf } from '../../domain/booking-facts.ts';
import { bookingWrite } from '../../domain/booking-write.ts';
import type { RoomId, SiteEntry } from '../../domain/catalogue.ts';
import { DayTable } from '../../domain/day-table.ts';
import { choose } from '../../domain/decide.ts';
import { isFirm, type Refusal } from '../../domain/hard-rules.ts';
import { endedRecord } from '../../domain/next-record.ts';
import type { Overruling } from '../../domain/overrule.ts';
import { walkInUid } from '../../domain/walk-in.ts';
import { type WalkIn, walkInBooking } from '../../domain/walk-in-booking.ts';
import { type WalkInSeat, walkInSeat } from '../../domain/walk-in-seat.ts';
import { dayOf } from '../../unit-of-work/day-snapshot.ts';
import { readSnapshot } from '../../unit-of-work/read-snapshot.ts';
import { seatBooking } from '../../unit-of-work/seat-booking.ts';
import { UnitOfWork } from '../../unit-of-work/unit-of-work.ts';
import { bookingEtag } from '../rules/etag.ts';
import {
  type Action,
  type AsksFirst,
  type BoardDependencies,
  type IdempotentOutcome,
  runIdempotent,
  type Step,
} from '../run-idempotent.ts';
import { readAsSeen } from '../visit-snapshot.ts';
import type { Acted, BookingRefusal } from './record-progress.ts';

/** Longer no one is seated at once: further minutes are said of it later, as of any visit that needs its room for longer. */
export const LONGEST_WALK_IN_MINUTES = 240;

export type Seated = Acted & {
  readonly roomId: RoomId;
  /** What decided for the room: a preference, or staff. */
  readonly reason: string;
};

export type SeatRefusal =
  | { readonly kind: 'no-such-visit-type' }
  | { readonly kind: 'no-such-room' }
  | { readonly kind: 'no-free-room' }
  | { readonly kind: 'not-now'; readonly reason: string }
  | {
      readonly kind: 'room-refused';
      readonly uid: BookingUid;
      readonly roomId: RoomId;
      readonly refusal: Refusal;
    }
  | AsksFirst;

type SeatOutcome = IdempotentOutcome<Seated> | SeatRefusal;

/** Absent: wherever is best. */
type SeatWhere = {
  readonly roomId?: RoomId | undefined;
  /** The rules that staff know it breaks there. */
  readonly overrule?: Overruling | undefined;
};

/**
 * Seats a walk-in: in the room that staff name, against the rules that they overrule, else in the best that is free. Whose later
 * visit it takes the room from is asked about first.
 */
export const seatWalkIn = (
  deps: BoardDependencies,
  action: Action,
  entry: SiteEntry,
  walkIn: WalkIn,
  { roomId, overrule }: SeatWhere = {},
): Promise<SeatOutcome> => {
  const uid = walkInUid(deps.newId());
  return runIdempotent(deps, action, async (): Promise<Step<Seated, SeatRefusal>> => {
    const now = deps.now();
    const state = await deps.clinic.site(entry);
    const asked = walkInBooking(state, uid, walkIn, now);
    if (asked === undefined) return { kind: 'refuse', refusal: { kind: 'no-such-visit-type' } };
    const snapshot = await readSnapshot(deps.ledger, state, asked.booking);
    const seat = seatFor(new DayTable(dayOf(snapshot), now), asked.booking, { roomId, overrule });
    if ('kind' in seat) return { kind: 'refuse', refusal: seat };
    const { booking, choice, progress, against } = seat;
    const { overrun } = progress;
    const displaced = overrun?.end === undefined ? undefined : { start: overrun.start, end: overrun.end };
    if (displaced !== undefined && !action.agreed)
      return {
        kind: 'refuse',
        refusal: { kind: 'asks-first', question: { what: 'block', room: choice.roomId, ...displaced } },
      };
    const unit = new UnitOfWork(snapshot, now, action.by);
    const record = seatBooking(unit, {
      facts: { ...asked.facts, fact: { ...asked.facts.fact, end: booking.end } },
      before: undefined,
      booking,
      decision: { kind: 'assign', ...choice },
      unknownEquipment: [],
      terms: { now, settleMs: deps.settleMs },
      progress,
      ...(overrule && against.length > 0
        ? {
            pinned: true,
            overruled: { rules: against, reason: overrule.reason, by: action.by, at: now },
            reason: 'overruled-by-staff',
          }
        : { reason: 'walked-in' }),
    });
    return {
      kind: 'commit',
      unit,
      result: {
        uid,
        roomId: choice.roomId,
        reason: choice.reason,
        etag: bookingEtag({ ...record, version: 0 }),
      },
      undo: {
        do: 'unseat',
        uid,
        ...(displaced === undefined ? {} : { displaced: { claims: choice.claims, ...displaced } }),
      },
    };
  });
};

/** Takes back that someone was seated: the visit is over, and nothing of it is left but its history. */
export const unseatWalkIn = (
  deps: BoardDependencies,
  action: Action,
  site: SiteEntry,
  uid: BookingUid,
  ifMatch?: string,
): Promise<IdempotentOutcome<Acted> | BookingRefusal> =>
  runIdempotent(deps, action, async (): Promise<Step<Acted, BookingRefusal>> => {
    const now = deps.now();
    const visit = await readAsSeen(deps, site, uid, ifMatch, now);
    if ('refusal' in visit) return { kind: 'refuse', ...visit };
    const { record } = visit;
    const { end } = record.fact;
    const fact = { uid, status: 'ended', createdAt: now, reason: 'cancelled', end } as const;
    const facts = { ...factsOf(record), fact };
    const ended = endedRecord(facts, record, facts);
    const unit = new UnitOfWork(visit.snapshot, now, action.by);
    unit.giveUp(record);
    unit.write(bookingWrite(record, ended));
    const roomId = record.placement.kind === 'roomed' ? record.placement.roomId : undefined;
    unit.change(site.id, visit.date, 'undone', { bookingUid: uid, ...(roomId && { roomId }) }, 'undo');
    return {
      kind: 'commit',
      unit,
      result: { uid, roomId: null, etag: bookingEtag({ ...ended, version: 0 }) },
    };
  });

const seatFor = (
  table: DayTable,
  booking: Booking,
  { roomId, overrule }: SeatWhere,
): WalkInSeat | Exclude<SeatRefusal, AsksFirst> => {
  const proposed = roomId === undefined ? choose(booking, table).choice : undefined;
  if (roomId === undefined && proposed === undefined) return { kind: 'no-free-room' };
  const room = table.room(roomId ?? proposed?.roomId ?? '');
  if (room === undefined) return { kind: 'no-such-room' };
  const seat = walkInSeat(table, booking, room, proposed?.reason, overrule?.rules);
  if (!('refusal' in seat)) return seat;
  const { refusal } = seat;
  if (overrule && room.room.locked && !isFirm(refusal)) return { kind: 'not-now', reason: 'room-locked' };
  return { kind: 'room-refused', uid: booking.uid, roomId: room.room.id, refusal };
};
