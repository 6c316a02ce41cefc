import type { Booking } from './booking.ts';
import type { BookingUid } from './booking-event.ts';
import { type Room, WALK_IN_TYPE } from './catalogue.ts';
import type { DayRoom, Occupancy } from './day.ts';
import { hasArrived } from './encounter.ts';
import { contains, type Instant, type Interval, overlap, toIso } from './instant.ts';
import { isWritable } from './write-count.ts';

/** A Rejection with what stands in the way. */
export type Refusal = {
  readonly rejection: Rejection;
  /** The bookings that hold the Room (or the portable unit) then, or that are too far away from it. */
  readonly heldBy?: readonly BookingUid[];
  /** The Block, or the equipment tags that are missing. */
  readonly detail?: string;
  /** When the equipment would be needed; as text, since that is how it is shown. */
  readonly needed?: { readonly start: string; readonly end: string };
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
  /** The portable tags of which no unit is free, and when one would be needed. */
  readonly lacking: readonly { readonly tag: string; readonly needed: Interval }[];
  readonly occupanciesOf: (claim: string) => readonly Occupancy[];
  /** Other visits of the same practitioner or patient from which there is no time to come to this Room, or to go there. */
  readonly tooFarFrom: readonly BookingUid[];
};

/** What a rule breaks against; `undefined` = it is kept. */
type Judgement = Omit<Refusal, 'rejection'> | undefined;

type HardRule = {
  /**
   * What it looks at beside the Room as the catalogue has it: what the visit needs, who sees the patient, when it takes
   * place, or what stands in the Room on that very Day (the planner's own business).
   */
  readonly beside: 'needs' | 'practitioner' | 'hours' | 'day';
  /** Fields of a Room that it reads: an import that changes one of them has the Room's bookings looked at again. */
  readonly reads: readonly (keyof Room)[];
  readonly judge: (candidate: Candidate) => Judgement;
  /** Not even staff overrule it: someone or something is in the room, or it cannot be written down. */
  readonly firm?: true;
};

const KEPT = undefined;

/**
 * What no plan may break, and the named reasons for which a Room is refused. Cheap rules stand first: the first one broken
 * names the Rejection. What needs some of the rules (the planner, an import, a check) takes them from this table, so a new
 * rule is one row here and its words on the board.
 */
export const HARD_RULES = {
  'lacks-equipment': {
    beside: 'needs',
    reads: ['equipment'],
    judge: ({ booking, room, portable }) => {
      const missing = booking.requirement.equipment.filter(
        (tag) => !room.room.equipment.includes(tag) && !portable.includes(tag),
      );
      return missing.length === 0 ? KEPT : { detail: missing.join(', ') };
    },
  },
  'wrong-kind': {
    beside: 'needs',
    reads: ['kind', 'locked'],
    judge: ({ booking: { requirement }, room: { room } }) => {
      // Nothing more is known of them than that they are here: no one has said that they may through a locked door.
      const isForAny =
        requirement.kinds === undefined && !(room.locked && requirement.visitTypeId === WALK_IN_TYPE.id);
      return isForAny || requirement.kinds?.includes(room.kind) ? KEPT : { detail: room.kind };
    },
  },
  'not-accessible': {
    beside: 'needs',
    reads: ['accessible'],
    judge: ({ booking, room }) => (!booking.requirement.accessible || room.room.accessible ? KEPT : {}),
  },
  'too-small': {
    beside: 'needs',
    reads: ['capacity'],
    judge: ({ booking, room }) => {
      const { people } = booking.requirement;
      const { capacity } = room.room;
      return people === undefined || capacity === undefined || people <= capacity
        ? KEPT
        : { detail: String(capacity) };
    },
  },
  'practitioner-not-allowed': {
    beside: 'practitioner',
    reads: ['practitioners'],
    judge: ({ booking, room }) => {
      const allowed = room.room.practitioners;
      if (allowed === undefined) return KEPT;
      return booking.practitionerId !== undefined && allowed.includes(booking.practitionerId) ? KEPT : {};
    },
  },
  // What cannot be written in one transaction cannot be promised: so many parts, or so many days.
  'too-large': {
    beside: 'needs',
    firm: true,
    reads: ['parts', 'equipment', 'turnaroundMinutes'],
    judge: ({ span, parts, portable }) => (isWritable(1 + parts.length + portable.length, span) ? KEPT : {}),
  },
  closed: {
    beside: 'hours',
    reads: ['hours'],
    judge: ({ booking, room }) =>
      room.open.some((hours) => contains(hours, { start: booking.start, end: booking.end })) ? KEPT : {},
  },
  'kept-for-session': {
    beside: 'hours',
    reads: ['sessions', 'parts'],
    judge: ({ booking, room, parts }) => {
      const kept = [room, ...parts].flatMap(({ sessions = [] }) => sessions);
      return kept.some(
        (session) =>
          overlap(session, booking) &&
          (booking.practitionerId === undefined || !session.practitioners.includes(booking.practitionerId)),
      )
        ? {}
        : KEPT;
    },
  },
  blocked: {
    beside: 'day',
    firm: true,
    reads: ['blocks', 'parts', 'turnaroundMinutes'],
    judge: ({ room, parts, span }) => {
      for (const each of [room, ...parts])
        for (const block of each.blocks)
          if (overlap(span, { start: block.start, end: block.end ?? Number.POSITIVE_INFINITY }))
            return { detail: block.id };
      return KEPT;
    },
  },
  occupied: {
    beside: 'day',
    firm: true,
    reads: ['parts', 'turnaroundMinutes'],
    judge: ({ room, parts, span, occupanciesOf }) => {
      const heldBy = [room, ...parts].flatMap((each) => holders(occupanciesOf(each.room.id), span));
      return heldBy.length === 0 ? KEPT : { heldBy: [...new Set(heldBy)] };
    },
  },
  'equipment-in-use': {
    beside: 'day',
    reads: ['equipment', 'turnaroundMinutes'],
    judge: ({ portable, units, lacking }) => {
      if (units.length === portable.length) return KEPT;
      const start = Math.min(...lacking.map(({ needed }) => needed.start));
      const end = Math.max(...lacking.map(({ needed }) => needed.end));
      return {
        detail: lacking.map(({ tag }) => tag).join(', '),
        needed: { start: toIso(start), end: toIso(end) },
      };
    },
  },
  'too-far': {
    beside: 'day',
    reads: ['building'],
    judge: ({ tooFarFrom }) => (tooFarFrom.length === 0 ? KEPT : { heldBy: tooFarFrom }),
  },
} as const satisfies Record<string, HardRule>;

/** The named reason a Room was refused. */
export type Rejection = keyof typeof HARD_RULES;

const IN_ORDER = Object.entries(HARD_RULES) as [Rejection, HardRule][];

/** The rules that look at some of these beside the Room, in their order. */
const rulesBeside = (...beside: readonly HardRule['beside'][]): readonly HardRule[] =>
  IN_ORDER.flatMap(([, rule]) => (beside.includes(rule.beside) ? [rule] : []));

const NEEDS = rulesBeside('needs');
const LASTING = rulesBeside('needs', 'practitioner', 'hours');

/** Whether the Room has all that the visit needs, no matter who sees the patient, and when. */
export const hasWhatItNeeds = (candidate: Candidate): boolean =>
  NEEDS.every(({ judge }) => judge(candidate) === KEPT);

/** Whether the Room will ever do for the booking at its hours; Blocks and other bookings apart. */
export const couldDo = (candidate: Candidate): boolean =>
  LASTING.every(({ judge }) => judge(candidate) === KEPT);

/** Whether the Room will do at the booking's hours as soon as the bookings that hold it then have left. */
export const wouldDoIfEmptied = (candidate: Candidate): boolean =>
  IN_ORDER.every(([rejection, { judge }]) => rejection === 'occupied' || judge(candidate) === KEPT);

/** They say who holds a room, or the portable equipment for it: others could give way. */
const OF_OTHERS: readonly string[] = ['occupied', 'equipment-in-use'] satisfies RuleBeside<'day'>[];

const NOT_OF_OTHERS = IN_ORDER.flatMap(([rejection, rule]) => (OF_OTHERS.includes(rejection) ? [] : [rule]));

/** Whether the Room will do at the booking's hours as soon as all who hold it, or the equipment for it, have left. */
export const wouldDoIfAllLeft = (candidate: Candidate): boolean =>
  NOT_OF_OTHERS.every(({ judge }) => judge(candidate) === KEPT);

/** Whether a Room refused for it suits the visit all the same: it only is not free then. */
export const isOnlyNotFree = (rejection: Rejection): rejection is OnlyNotFree =>
  ['hours', 'day'].includes(HARD_RULES[rejection].beside);

/** The rules that look at one of these beside the Room. */
export type RuleBeside<Beside extends HardRule['beside']> = {
  [R in Rejection]: (typeof HARD_RULES)[R]['beside'] extends Beside ? R : never;
}[Rejection];

/** A Room refused for one of these suits the visit: it only is not free then. */
export type OnlyNotFree = RuleBeside<'hours' | 'day'>;

/** Fields of a Room of which a change can make an assignment illegal that was legal before, by a rule or by being overruled. */
export const FIELDS_OF_LEGALITY: ReadonlySet<string> = new Set([
  ...IN_ORDER.flatMap(([, { reads }]): readonly string[] => reads),
  'locked' satisfies keyof Room,
]);

/** Why a Room will not do, or `undefined` where it is legal. */
export const refusalOf = (candidate: Candidate): Refusal | undefined => {
  for (const [rejection, rule] of IN_ORDER) {
    const broken = rule.judge(candidate);
    if (broken !== undefined) return { rejection, ...broken };
  }
  return undefined;
};

/** All rules that stand against a Room, in their order. */
export const refusalsOf = (candidate: Candidate): Refusal[] =>
  IN_ORDER.flatMap(([rejection, { judge }]) => {
    const broken = judge(candidate);
    return broken === undefined ? [] : [{ rejection, ...broken }];
  });

/** Their names, in their order. */
export const REJECTIONS = Object.keys(HARD_RULES) as Rejection[];

/** Whether staff may not overrule it: it says what is there, not what suits the visit. */
export const isFirm = ({ rejection }: Pick<Refusal, 'rejection'>): boolean =>
  (HARD_RULES[rejection] as HardRule).firm ?? false;

/** Who holds any part of a span, if it is any time at all; what has been given back whole is held by no one. */
export const holders = (occupancies: readonly Occupancy[], span: Interval): BookingUid[] => {
  const uids: BookingUid[] = [];
  if (span.start >= span.end) return uids;
  for (const each of occupancies)
    if (each.from < each.to && each.from < span.end && span.start < each.to) uids.push(each.uid);
  return uids;
};

/** Whether an occupancy still counts: a hold is gone from its expiry on, unless the patient is here. */
export const isInForce = (
  { expiresAt, progress }: Pick<Occupancy, 'expiresAt' | 'progress'>,
  now: Instant,
): boolean => expiresAt === undefined || expiresAt > now || hasArrived(progress);

/** A hold whose time is over: nothing but its patient’s being here keeps its room. */
export const hasLapsed = (
  { expiresAt = Number.POSITIVE_INFINITY }: Pick<Occupancy, 'expiresAt'>,
  now: Instant,
) => expiresAt <= now;
