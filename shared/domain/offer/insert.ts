import type { Booking } from '../booking.ts';
import type { BookingUid } from '../booking-event.ts';
import type { DayRoom } from '../day.ts';
import { type Interval, overlap } from '../instant.ts';
import { noRoomBeside } from './no-room-beside.ts';
import type { OccupiedDay, Seat, Stay } from './occupied-day.ts';

export type Move = { readonly uid: BookingUid; readonly seat: Seat };

/** `unproved`: no way was found in so much work, and none was ruled out. */
export type Insertion =
  | { readonly kind: 'room'; readonly seat: Seat; readonly moves: readonly Move[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproved' };

/** What was looked at of the Day in order to say so: what changes at no such time changes nothing of it. */
export type Seen = { readonly insertion: Insertion; readonly reach: Interval };

/** Seats looked at before a search is given up: work, not time. */
export const WORK = 10_000;
/** Short chains first: the fewest moves are the likeliest to hold. */
const DEPTHS = [1, 2, 3, Number.POSITIVE_INFINITY];

/** All seats of one more booking that might be had, each room's together; `free`: the first that is free. */
export type Wish = { readonly booking: Booking; readonly seats: readonly Seat[]; readonly free?: Seat };

/** `rooms`: those to look at, best first. */
export const wishOf = (booking: Booking, rooms: readonly DayRoom[], occupied: OccupiedDay): Wish => {
  const seats: Seat[] = [];
  for (const room of rooms) {
    if (occupied.isKept(room.room.id, booking)) continue;
    const inRoom = occupied.seatsIn(booking, room);
    const free = inRoom.find((seat) => occupied.isFree(seat));
    if (free !== undefined) return { booking, seats: [free], free };
    seats.push(...inRoom);
  }
  return { booking, seats: occupied.reachable(seats) };
};

/**
 * Whether one more booking could have a room: the first free one, else one that is freed by silent moves, each mover finding a
 * room in turn. Nothing is ruled out that a search of all ways would find.
 */
export const insert = ({ booking, seats, free }: Wish, occupied: OccupiedDay, work: number): Seen => {
  let reach = occupied.widest(booking);
  if (free !== undefined) return { insertion: { kind: 'room', seat: free, moves: [] }, reach };
  const look = (stay: Stay): readonly Seat[] => {
    reach = hull(reach, stay.booking === undefined ? stay : occupied.widest(stay.booking));
    reach = hull(reach, stay);
    return occupied.seatsOf(stay);
  };
  if (seats.length === 0 || noRoomBeside(booking, seats, occupied, look))
    return { insertion: { kind: 'none' }, reach };
  const search = { occupied, look, left: work };
  for (const depth of DEPTHS) {
    const found = seatAll([{ uid: booking.uid, seats }], [], depth, search);
    if (found === 'none') return { insertion: { kind: 'none' }, reach };
    if (found === 'worked-out') break;
    if (found === 'none-so-short') continue;
    const [first, ...moves] = found;
    if (first !== undefined) return { insertion: { kind: 'room', seat: first.seat, moves }, reach };
  }
  return { insertion: { kind: 'unproved' }, reach };
};

type Unseated = { readonly uid: BookingUid; readonly seats: readonly Seat[] };

type Search = {
  readonly occupied: OccupiedDay;
  readonly look: (stay: Stay) => readonly Seat[];
  left: number;
};

/** `none`: there is no way at all; `none-so-short`: none with so few moves; `worked-out`: the work is used up. */
type Found = readonly Move[] | 'none' | 'none-so-short' | 'worked-out';

/**
 * Seats those who have no seat; who sits in the way of one gets up and is seated in turn, once. Whatever way there is, this finds
 * it: each takes the seat that it has there, and who is asked to get up has another there too. `seated`: the newcomer first.
 */
const seatAll = (
  unseated: readonly Unseated[],
  seated: readonly Move[],
  mayGetUp: number,
  search: Search,
): Found => {
  const hardest = hardestOf(unseated, seated, search);
  if (search.left < 0) return 'worked-out';
  if (hardest === undefined) return seated;
  const others = unseated.filter((each) => each !== hardest.each);
  let verdict: Found = 'none';
  for (const { seat, inTheWay } of fewestFirst(hardest.open, unseated, seated, search)) {
    if (inTheWay.length > mayGetUp) {
      verdict = 'none-so-short';
      continue;
    }
    const next = [...others, ...inTheWay.map((stay) => ({ uid: stay.uid, seats: search.look(stay) }))];
    const found = seatAll(
      next,
      [...seated, { uid: hardest.each.uid, seat }],
      mayGetUp - inTheWay.length,
      search,
    );
    if (found === 'none-so-short') verdict = found;
    else if (found !== 'none') return found;
  }
  return verdict;
};

/** The one with the fewest seats left that no one took before: it goes first, having the least choice. */
const hardestOf = (
  unseated: readonly Unseated[],
  seated: readonly Move[],
  search: Search,
): { readonly each: Unseated; readonly open: readonly Seat[] } | undefined => {
  let hardest: { each: Unseated; open: readonly Seat[] } | undefined;
  for (const each of unseated) {
    search.left -= each.seats.length;
    const open = openSeats(each, seated, hardest?.open.length);
    if (open !== undefined) hardest = { each, open };
  }
  return hardest;
};

/** The seats that no one took before; nothing where they are not fewer than so many. */
const openSeats = (
  { seats }: Unseated,
  seated: readonly Move[],
  fewerThan = Number.POSITIVE_INFINITY,
): readonly Seat[] | undefined => {
  const open: Seat[] = [];
  for (const seat of seats) {
    if (seated.some((other) => meets(other.seat, seat))) continue;
    open.push(seat);
    if (open.length >= fewerThan) return undefined;
  }
  return open.length < fewerThan ? open : undefined;
};

/** Seats, each with those who would have to get up; the fewest first. */
const fewestFirst = (
  seats: readonly Seat[],
  unseated: readonly Unseated[],
  seated: readonly Move[],
  { occupied }: Search,
): readonly { readonly seat: Seat; readonly inTheWay: readonly Stay[] }[] => {
  const up = new Set([...unseated, ...seated].map(({ uid }) => uid));
  return seats
    .map((seat) => ({ seat, inTheWay: occupied.holdersOf(seat).filter(({ uid }) => !up.has(uid)) }))
    .sort((a, b) => a.inTheWay.length - b.inTheWay.length);
};

const meets = (a: Seat, b: Seat): boolean =>
  shares(a, b) || (a.cleaners !== undefined && b.cleaners !== undefined && shares(a.cleaners, b.cleaners));

type Held = Interval & Pick<Seat, 'things'>;

const shares = (a: Held, b: Held): boolean =>
  overlap(a, b) && a.things.some((thing) => b.things.includes(thing));

const hull = (a: Interval, b: Interval): Interval => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});
