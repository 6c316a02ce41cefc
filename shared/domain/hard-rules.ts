import type { Booking } from './booking.ts';
import type { BookingUid } from './booking-event.ts';
import type { DayRoom, Occupancy } from './day.ts';
import { contains, type Instant, type Interval, overlap } from './instant.ts';

/** The named reason a Room was refused. */
export type Rejection =
  | 'lacks-equipment'
  | 'wrong-kind'
  | 'not-accessible'
  | 'practitioner-not-allowed'
  | 'closed'
  | 'blocked'
  | 'occupied'
  | 'equipment-in-use';

/** A Rejection with what stands in the way. */
export type Refusal = {
  readonly rejection: Rejection;
  /** The bookings that hold the Room (or the portable unit) then. */
  readonly heldBy?: readonly BookingUid[];
  /** The Block, or the equipment tags that are missing. */
  readonly detail?: string;
};

/** One Room considered for one Booking. */
export type Candidate = {
  readonly booking: Booking;
  readonly room: DayRoom;
  /** Setup + Visit + Turnaround in this Room. */
  readonly span: Interval;
  /** For a combination room: the rooms it is made of. */
  readonly parts: readonly DayRoom[];
  /** Tags asked for that are not installed here and that the Site keeps as portable units. */
  readonly portable: readonly string[];
  /** For each portable tag: a free unit, if there is one. */
  readonly units: readonly string[];
  readonly occupanciesOf: (claim: string) => readonly Occupancy[];
};

/** `undefined` = the rule is kept. */
type HardRule = (candidate: Candidate) => Omit<Refusal, 'rejection'> | undefined;

const KEPT = undefined;

/**
 * What no plan may break. Cheap rules stand first: the first one broken names the Rejection.
 */
export const HARD_RULES = {
  'lacks-equipment': ({ booking, room, portable }) => {
    const missing = booking.requirement.equipment.filter(
      (tag) => !room.room.equipment.includes(tag) && !portable.includes(tag),
    );
    return missing.length === 0 ? KEPT : { detail: missing.join(', ') };
  },
  'wrong-kind': ({ booking, room }) =>
    booking.requirement.kinds === undefined || booking.requirement.kinds.includes(room.room.kind)
      ? KEPT
      : { detail: room.room.kind },
  'not-accessible': ({ booking, room }) =>
    !booking.requirement.accessible || room.room.accessible ? KEPT : {},
  'practitioner-not-allowed': ({ booking, room }) => {
    const allowed = room.room.practitioners;
    if (allowed === undefined) return KEPT;
    return booking.practitionerId !== undefined && allowed.includes(booking.practitionerId) ? KEPT : {};
  },
  closed: ({ booking, room }) =>
    room.open.some((hours) => contains(hours, { start: booking.start, end: booking.end })) ? KEPT : {},
  blocked: ({ room, parts, span }) => {
    for (const each of [room, ...parts])
      for (const block of each.blocks)
        if (overlap(span, { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY }))
          return { detail: block.id };
    return KEPT;
  },
  occupied: ({ room, parts, span, occupanciesOf }) => {
    const heldBy = [room, ...parts].flatMap((each) => holders(occupanciesOf(each.room.id), span));
    return heldBy.length === 0 ? KEPT : { heldBy: [...new Set(heldBy)] };
  },
  'equipment-in-use': ({ portable, units }) =>
    units.length === portable.length ? KEPT : { detail: portable.join(', ') },
} satisfies Record<Rejection, HardRule>;

const IN_ORDER = Object.entries(HARD_RULES) as [Rejection, HardRule][];

/** Why a Room will not do, or `undefined` where it is legal. */
export const refusalOf = (candidate: Candidate): Refusal | undefined => {
  for (const [rejection, rule] of IN_ORDER) {
    const broken = rule(candidate);
    if (broken !== undefined) return { rejection, ...broken };
  }
  return undefined;
};

/** Who holds any part of a span. */
export const holders = (occupancies: readonly Occupancy[], span: Interval): BookingUid[] => {
  const uids: BookingUid[] = [];
  for (const each of occupancies) if (each.from < span.end && span.start < each.to) uids.push(each.uid);
  return uids;
};

/** Whether an occupancy still counts: a hold is gone from its expiry on. */
export const isInForce = (occupancy: Pick<Occupancy, 'expiresAt'>, now: Instant): boolean =>
  occupancy.expiresAt === undefined || occupancy.expiresAt > now;
