import type { Booking } from '../booking.ts';
import type { BookingUid } from '../booking-event.ts';
import { homeRoomAt, type PractitionerId, type RoomId, type VisitType } from '../catalogue.ts';
import type { DayRoom } from '../day.ts';
import { hasWhatItNeeds } from '../hard-rules.ts';
import { type Instant, type Interval, MINUTE, overlap } from '../instant.ts';
import { fitCost, scarcity } from '../plan/problem/fit-cost.ts';
import { requirementOf } from '../room-requirement.ts';
import { type BusyReason, busyReason } from './busy-reason.ts';
import { type Insertion, insert, type Seen, type Wish, WORK, wishOf } from './insert.ts';
import { type DayAsRead, OccupiedDay } from './occupied-day.ts';

/** A visit type of a practitioner, and the starts on a Day at which Cal.com could let one begin. */
export type Offered = {
  readonly visitType: VisitType;
  readonly practitionerId?: PractitionerId;
  readonly minutes: number;
  readonly starts: readonly Instant[];
};

/** Whether one more visit could be had at a start. `unproved` counts as having a room: nothing is called busy unproved. */
export type Answer = {
  readonly start: Instant;
  readonly found:
    | {
        readonly kind: 'room';
        readonly roomId: RoomId;
        readonly moves: readonly { readonly uid: BookingUid; readonly roomId: RoomId }[];
      }
    | { readonly kind: 'busy'; readonly reason: BusyReason }
    | { readonly kind: 'unproved' };
  /** What changes at no such time changes nothing of it. */
  readonly reach: Interval;
};

/** What may be offered on a Day: for each visit type of a practitioner the answers at its starts. */
export type Offer = {
  readonly answers: readonly (readonly Answer[])[];
  readonly offered: readonly Offered[];
  /** What the Day was like, piece by piece: what two Offers do not share has changed, and when. */
  readonly pieces: ReadonlyMap<string, Interval>;
  /** Of what else the answers were made; another catalogue, and nothing of them holds. */
  readonly basis: string;
};

/** No booking at Cal.com has this uid. */
const ONE_MORE: BookingUid = '';

export const isOpen = ({ found }: Answer): boolean => found.kind !== 'busy';

/** At which starts one more visit of each type could have a room. All dates that such a visit could touch are in hand. */
export const offerOf = (
  asRead: DayAsRead,
  offered: readonly Offered[],
  { before, work = WORK }: { before?: Offer; work?: number } = {},
): Offer => {
  const occupiedDays = new Map<number, OccupiedDay>();
  const occupiedFor = ({ priority }: VisitType): OccupiedDay => {
    // Where no one waits, no one is served before.
    const rank = asRead.day.waiting.length === 0 ? 0 : priority;
    const occupied = occupiedDays.get(rank) ?? new OccupiedDay(asRead, rank);
    occupiedDays.set(rank, occupied);
    return occupied;
  };
  for (const { visitType } of offered) occupiedFor(visitType);
  const pieces = new Map([...occupiedDays.values()].flatMap(piecesOf));
  const basis = basisOf(asRead);
  const former = before?.basis === basis ? before : undefined;
  const changed = former === undefined ? [] : differing(former.pieces, pieces);
  const shared = new Shared();
  const answers = offered.map((each) => {
    const at = former?.offered.findIndex((other) => isSame(each, other)) ?? -1;
    const known = new Map(
      (former?.answers[at] ?? []).flatMap((answer) =>
        changed.some((time) => overlap(time, answer.reach)) ? [] : [[answer.start, answer]],
      ),
    );
    const ask = asker(each, occupiedFor(each.visitType), shared, work);
    return each.starts.map((start) => known.get(start) ?? ask(start));
  });
  return { answers, offered, pieces, basis };
};

/** The Offer after something has changed: only what that touches is looked at again. */
export const offerAfter = (before: Offer, asRead: DayAsRead): Offer =>
  offerOf(asRead, before.offered, { before });

/** What moves others is sought once for all who could have the same seats then: most practitioners may use the same rooms. */
class Shared {
  readonly #seen = new Map<string, Seen>();

  insert(wish: Wish, occupied: OccupiedDay, work: number): Seen {
    if (wish.free !== undefined) return insert(wish, occupied, work);
    const seats = wish.seats.map(({ things }) => things.join('+')).sort();
    const { start, end, requirement } = wish.booking;
    const key = [start, end, requirement.visitTypeId, ...seats].join(' ');
    const seen = this.#seen.get(key) ?? insert(inOrder(wish), occupied, work);
    this.#seen.set(key, seen);
    return seen;
  }
}

/** In whose name it is sought makes no difference then. */
const inOrder = ({ seats, ...wish }: Wish): Wish => ({
  ...wish,
  seats: [...seats].sort((a, b) => (a.things.join('+') < b.things.join('+') ? -1 : 1)),
});

const asker = (
  { visitType, practitionerId, minutes }: Offered,
  occupied: OccupiedDay,
  shared: Shared,
  work: number,
): ((start: Instant) => Answer) => {
  const { catalogue, site, rooms } = occupied.day;
  const inputs = {};
  const { requirement } = requirementOf(inputs, visitType, catalogue);
  const rarity = scarcity(rooms.map(({ room }) => room));
  const homeRoom = homeRoomAt(catalogue, site.id, practitionerId);
  const costOf = ({ room }: DayRoom): number =>
    fitCost({ needed: requirement.equipment, room, rarity, ...(homeRoom === undefined ? {} : { homeRoom }) });
  const bookingAt = (start: Instant): Booking => ({
    uid: ONE_MORE,
    start,
    end: start + minutes * MINUTE,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    status: 'confirmed',
    inputs,
    requirement,
    priority: visitType.priority,
    firstEventAt: start,
  });
  // What a room has is the same at any time.
  const bestFirst = rooms
    .filter((room) => hasWhatItNeeds(occupied.table.candidate(bookingAt(0), room)))
    .map((room) => ({ room, cost: costOf(room) }))
    .sort((a, b) => a.cost - b.cost || (a.room.room.id < b.room.room.id ? -1 : 1))
    .map(({ room }) => room);
  return (start: Instant): Answer => {
    const booking = bookingAt(start);
    const { insertion, reach } = shared.insert(wishOf(booking, bestFirst, occupied), occupied, work);
    return { start, found: foundBy(insertion, booking, occupied), reach };
  };
};

const foundBy = (insertion: Insertion, booking: Booking, occupied: OccupiedDay): Answer['found'] => {
  switch (insertion.kind) {
    case 'room': {
      const moves = insertion.moves.map(({ uid, seat }) => ({ uid, roomId: seat.room }));
      return { kind: 'room', roomId: insertion.seat.room, moves };
    }
    case 'none':
      return { kind: 'busy', reason: busyReason(booking, occupied.table) };
    default:
      return insertion;
  }
};

const isSame = (a: Offered, b: Offered): boolean =>
  a.visitType === b.visitType && a.practitionerId === b.practitionerId && a.minutes === b.minutes;

const basisOf = ({ day: { catalogue, site, dates } }: DayAsRead): string =>
  [catalogue.version, site.id, ...dates].join(' ');

/**
 * All of a Day that may change while its catalogue does not: who holds what and whether they may move, and the Blocks. Who is served
 * before a visit of some importance is also served before a less important one, in the same room: none need be told apart.
 */
const piecesOf = ({ stays, day }: OccupiedDay): readonly [string, Interval][] => [
  ...[...stays.values()].map(({ uid, things, booking, start, end }): [string, Interval] => {
    const mayMove = booking && [booking.start, booking.end, booking.practitionerId, booking.requirement];
    return [JSON.stringify([uid, things, start, end, mayMove]), { start, end }];
  }),
  ...day.rooms.flatMap(({ room, blocks }) =>
    blocks.map(({ id, start, end = Infinity }): [string, Interval] => [
      JSON.stringify([room.id, id, start, end]),
      { start, end },
    ]),
  ),
];

const differing = (
  a: ReadonlyMap<string, Interval>,
  b: ReadonlyMap<string, Interval>,
): readonly Interval[] => [
  ...[...a].flatMap(([piece, time]) => (b.has(piece) ? [] : [time])),
  ...[...b].flatMap(([piece, time]) => (a.has(piece) ? [] : [time])),
];
