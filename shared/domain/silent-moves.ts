import type { Booking } from './booking.ts';
import type { BookingUid } from './booking-event.ts';
import type { BookingRecord } from './booking-record.ts';
import type { RoomId, Site } from './catalogue.ts';
import { datesWithin } from './dates-touched.ts';
import type { DayTable } from './day-table.ts';
import type { Decision } from './decide.ts';
import { isForStaffToMove } from './encounter.ts';
import { holders, wouldDoIfEmptied } from './hard-rules.ts';
import { hasItsLink } from './has-its-link.ts';
import { type Instant, MINUTE } from './instant.ts';
import { isLinkFirst, locationText } from './location-text.ts';
import { type Candidate, placeNow } from './plan/place-now/place-now.ts';
import { RoomIndex } from './plan/place-now/room-index.ts';
import { type Scarcity, scarcity } from './plan/problem/fit-cost.ts';
import type { Planned } from './planned.ts';
import { decisionOf, optionOf, plannedOf } from './planned.ts';
import { isAnnounced, lastText } from './publication.ts';
import { pageAddress } from './visit-link.ts';

/** A move of a booking whose patient has not been told a room yet. */
export type SilentMove = { readonly planned: Planned; readonly decision: Decision };

/** Neighbours in time whose records are read to see whether they may move: one batch. */
const MOST_READ = 100;

/** The bookings near in time that hold a room and may not have been told of it yet, the nearest first: whose records to read. */
export const mayMakeRoom = (booking: Booking, table: DayTable, now: Instant): BookingUid[] => {
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

/**
 * When no room is free: a chain of at most three bookings that no one has been told of yet, each moving on, so that
 * the booking gets a room without a mail. `table`: the Day without it and without the booking that it replaces; `records`: those
 * that may make room. `undefined` where there is no such chain.
 */
export const findSilentMoves = (
  booking: Booking,
  records: readonly BookingRecord[],
  table: DayTable,
  now: Instant,
): ({ readonly moves: readonly SilentMove[] } & Decision) | undefined => {
  const { day } = table;
  const movable = new Map<BookingUid, Planned>();
  for (const record of records) {
    const silent = isSilent(record, day.site, now + day.site.policy.freezeMinutes * MINUTE);
    const planned = silent ? plannedOf(record, day, now) : undefined;
    // Wherever it moves, all of it must be in hand.
    if (planned && datesWithin(day, planned.booking).every((date) => day.dates.includes(date)))
      movable.set(record.uid, planned);
  }
  const mayReach = (planned: Planned): readonly Candidate[] => {
    const rooms = quietRooms(planned.record, day.site);
    return candidatesOf(planned.booking).filter(({ room }) => rooms.has(room));
  };
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
      return planned && mayReach(planned);
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
): ({ readonly moves: readonly SilentMove[] } & Decision) | undefined => {
  for (const { uid } of chain) table.lift(uid);
  const moves: SilentMove[] = [];
  for (const { uid, to } of chain) {
    const planned = movable.get(uid);
    const decision = decisionOf(to.room, 'makes-room', planned?.booking ?? booking, table);
    if (decision === undefined) return undefined;
    if (planned === undefined) return { moves, ...decision };
    moves.push({ planned, decision });
  }
  return undefined;
};

/** Whether it can move without a message, to some room. `frozenUntil`: who begins by then stays. */
export const isSilent = (
  record: BookingRecord,
  site: Pick<Site, 'name' | 'locationFormat' | 'announcing'>,
  frozenUntil: Instant,
): boolean => {
  const { fact, placement, pinned, progress, publication } = record;
  return (
    fact.status !== 'ended' &&
    placement.kind === 'roomed' &&
    !pinned &&
    !isForStaffToMove(progress) &&
    (!isAnnounced(publication) || hasItsLink(record, site)) &&
    fact.start > frozenUntil
  );
};

/** To which rooms: to any before it is announced; then to those of which its patient has read as much. */
export const quietRooms = (
  { publication, link }: Pick<BookingRecord, 'publication' | 'link'>,
  { rooms, ...site }: Pick<Site, 'name' | 'locationFormat' | 'announcing' | 'rooms'>,
): ReadonlySet<RoomId> => {
  const { announcing } = site;
  const address = isLinkFirst(announcing) && link !== undefined ? pageAddress(announcing.link, link) : '';
  const quiet = isAnnounced(publication)
    ? rooms.filter((room) => locationText(site, room, address) === lastText(publication))
    : rooms;
  return new Set(quiet.map(({ id }) => id));
};

const candidates = (booking: Booking, table: DayTable, rarity: Scarcity): Candidate[] => {
  const isHeldThroughout = (id: string): boolean =>
    // Whether those who clean are free of each other is seen when the chain is set down on the table.
    table.day.units.every((unit) => unit.id !== id || unit.during === undefined);
  return table.day.rooms
    .flatMap((room): Candidate[] => {
      const option = optionOf(booking, room, table, rarity);
      const candidate = table.candidate(booking, room);
      if (option === undefined || !wouldDoIfEmptied(candidate)) return [];
      const { span, parts, units } = candidate;
      const things = [room, ...parts].map((each) => each.room.id).concat(units.filter(isHeldThroughout));
      return [{ ...span, room: room.room.id, things, fit: option.fit }];
    })
    .sort((a, b) => a.fit - b.fit || crowd(a, table) - crowd(b, table) || (a.room < b.room ? -1 : 1));
};

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
