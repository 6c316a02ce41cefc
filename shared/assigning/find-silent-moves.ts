import type { Booking } from '../domain/booking.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { datesWithin } from '../domain/dates-touched.ts';
import type { Day } from '../domain/day.ts';
import { DayTable } from '../domain/day-table.ts';
import type { Decision } from '../domain/decide.ts';
import { isForStaffToMove } from '../domain/encounter.ts';
import { holders, wouldDoIfEmptied } from '../domain/hard-rules.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { type Candidate, placeNow } from '../domain/plan/place-now/place-now.ts';
import { RoomIndex } from '../domain/plan/place-now/room-index.ts';
import { type Scarcity, scarcity } from '../domain/plan/problem/fit-cost.ts';
import type { Planned } from '../domain/planned.ts';
import { decisionOf, optionOf, plannedOf } from '../domain/planned.ts';
import { isAnnounced } from '../domain/publication.ts';
import type { DaySnapshot } from '../unit-of-work/day-snapshot.ts';

/** A move of a booking whose patient has not been told a room yet. */
export type SilentMove = { readonly planned: Planned; readonly decision: Decision };

/** Neighbours in time whose records are read to see whether they may move: one batch. */
const MOST_READ = 100;

/**
 * When no room is free: a chain of at most three bookings that no one has been told of yet, each moving on, so that
 * the booking gets a room without a mail. `day`: the one in hand, without the booking that this one replaces. Costs one more reading, and only where someone may still move. `undefined` where there is none.
 */
export const findSilentMoves = async (
  ledger: Ledger,
  snapshot: DaySnapshot,
  day: Day,
  booking: Booking,
  now: Instant,
): Promise<{ moves: readonly SilentMove[]; decision: Decision } | undefined> => {
  const table = new DayTable(day, now);
  table.lift(booking.uid);
  const uids = nearest(table, booking, now);
  if (uids.length === 0) return undefined;
  const records = await ledger.readBookings(uids);
  const movable = new Map<BookingUid, Planned>();
  for (const record of records) {
    const silent = isSilent(record, now + day.site.policy.freezeMinutes * MINUTE);
    const planned = silent ? plannedOf(record, day, now) : undefined;
    // Wherever it moves, all of it must be in hand.
    if (planned && datesWithin(snapshot.state, planned.booking).every((date) => snapshot.days.has(date)))
      movable.set(record.uid, planned);
  }
  if (movable.size === 0) return undefined;
  const rarity = scarcity(day.rooms.map((each) => each.room));
  const known = new Map<BookingUid, readonly Candidate[]>();
  const candidatesOf = (each: Booking): readonly Candidate[] => {
    const found = known.get(each.uid) ?? candidates(each, table, rarity);
    known.set(each.uid, found);
    return found;
  };
  const chain = placeNow(booking.uid, candidatesOf(booking), {
    index: indexOf(table),
    movable: (uid) => {
      const planned = movable.get(uid);
      return planned && candidatesOf(planned.booking);
    },
  });
  return chain.length < 2 ? undefined : decided(chain, booking, movable, table);
};

/** The chain as Decisions, each checked against the hard rules on the table as the chain leaves it. */
const decided = (
  chain: ReturnType<typeof placeNow>,
  booking: Booking,
  movable: ReadonlyMap<BookingUid, Planned>,
  table: DayTable,
): { moves: readonly SilentMove[]; decision: Decision } | undefined => {
  for (const { uid } of chain) table.lift(uid);
  const moves: SilentMove[] = [];
  for (const { uid, to } of chain) {
    const planned = movable.get(uid);
    const decision = decisionOf(to.room, 'makes-room', planned?.booking ?? booking, table);
    if (decision === undefined) return undefined;
    if (planned === undefined) return { moves, decision };
    moves.push({ planned, decision });
  }
  return undefined;
};

/** The bookings near in time that hold a room and may not have been told of it yet, the nearest first. */
const nearest = (table: DayTable, booking: Booking, now: Instant): BookingUid[] => {
  const distance = new Map<BookingUid, number>();
  for (const { room } of table.day.rooms)
    for (const each of table.occupanciesOf(room.id))
      if (each.quietUntil !== undefined && each.quietUntil > now)
        distance.set(each.uid, Math.max(0, each.from - booking.end, booking.start - each.to));
  return [...distance]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, MOST_READ)
    .map(([uid]) => uid);
};

/** Whether it can move without a message. */
const isSilent = (
  { fact, placement, pinned, progress, publication }: BookingRecord,
  frozenUntil: Instant,
): boolean =>
  fact.status !== 'ended' &&
  placement.kind === 'roomed' &&
  !pinned &&
  !isForStaffToMove(progress) &&
  !isAnnounced(publication) &&
  fact.start > frozenUntil;

const candidates = (booking: Booking, table: DayTable, rarity: Scarcity): Candidate[] =>
  table.day.rooms
    .flatMap((room): Candidate[] => {
      const option = optionOf(booking, room, table, rarity);
      const candidate = table.candidate(booking, room);
      if (option === undefined || !wouldDoIfEmptied(candidate)) return [];
      const { span, parts, units } = candidate;
      const things = [room, ...parts].map((each) => each.room.id).concat(units);
      return [{ ...span, room: room.room.id, things, fit: option.fit }];
    })
    .sort((a, b) => a.fit - b.fit || crowd(a, table) - crowd(b, table) || (a.room < b.room ? -1 : 1));

/** How many are in the way: a chain through one booking is shorter than one through two. */
const crowd = (candidate: Candidate, table: DayTable): number =>
  new Set(candidate.things.flatMap((thing) => holders(table.occupanciesOf(thing), candidate))).size;

const indexOf = (table: DayTable): RoomIndex => {
  const index = new RoomIndex();
  const things = [...table.day.rooms.map((each) => each.room.id), ...table.day.units.map((unit) => unit.id)];
  for (const thing of things)
    for (const { uid, from, to } of table.occupanciesOf(thing))
      index.add([thing], { uid, start: from, end: to });
  return index;
};
