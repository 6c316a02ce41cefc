import type { Booking } from './booking.ts';
import { byPrecedence } from './booking.ts';
import type { BookingUid } from './booking-event.ts';
import { type RoomId, visitTypeOf } from './catalogue.ts';
import type { Day, Occupancy, Waiting } from './day.ts';
import { DayTable } from './day-table.ts';
import { hasArrived } from './encounter.ts';
import { type Candidate, holders, isInForce, type Refusal, refusalOf } from './hard-rules.ts';
import { type Instant, type Interval, overlap } from './instant.ts';
import type { ChangeReason } from './plan/model/changes.ts';
import { best, type PreferenceName } from './preferences.ts';
import { requirementOf } from './room-requirement.ts';

/** A Room for a Booking: everything the Occupancy will be written under, from when to when, and why this one. */
export type RoomChoice = {
  readonly roomId: RoomId;
  /** The room, its parts, portable units. */
  readonly claims: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  /** Holds that give way to this confirmed booking; they then wait. */
  readonly evicts: readonly BookingUid[];
  readonly reason: PreferenceName | 'only-room' | 'evicts-hold' | 'by-staff' | ChangeReason;
};

/** What becomes of a live booking on its Day. */
export type Decision =
  | ({ readonly kind: 'assign' } & RoomChoice)
  | ({ readonly kind: 'keep' } & RoomChoice)
  | ({ readonly kind: 'move' } & RoomChoice)
  | { readonly kind: 'wait'; readonly rejections: Readonly<Record<RoomId, Refusal>> };

/**
 * Picks the Room for one live booking. Bookings that wait for the same hours are placed in mind first, so that a
 * newcomer does not starve them; a booking that outranks them (a confirmed one before holds, a better priority
 * class) does not stand behind them. One that waits itself stands behind those before it only: were each behind all
 * the others, a freed room would stay empty. Where nothing is free, a confirmed booking takes the room of holds.
 *
 * A booking keeps its Room as long as that will do, no matter who waits: every move means a mail.
 * The booking's own Occupancy, if the Day has one, does not stand in its way.
 */
export const decide = (booking: Booking, day: Day, now: Instant): Decision => {
  const table = new DayTable(day, now);
  table.lift(booking.uid);
  const inPlace = keepRoom(booking, table);
  if (inPlace !== undefined) return { kind: 'keep', ...inPlace };
  for (const waiting of waitingAhead(booking, day, now)) {
    const choice = choose(waiting, table).choice;
    if (choice !== undefined) table.place(occupancyOf(waiting, choice), choice.claims);
  }
  const { choice, rejections } = choose(booking, table);
  const taken = choice ?? byEvictingHolds(booking, table);
  if (taken === undefined) return { kind: 'wait', rejections };
  if (booking.currentRoom === undefined) return { kind: 'assign', ...taken };
  return { kind: booking.currentRoom === taken.roomId ? 'keep' : 'move', ...taken };
};

/** The Room the booking has, where it is still legal. */
const keepRoom = (booking: Booking, table: DayTable): RoomChoice | undefined => {
  const room = booking.currentRoom === undefined ? undefined : table.room(booking.currentRoom);
  if (room === undefined) return undefined;
  const candidate = table.candidate(booking, room);
  return refusalOf(candidate) === undefined ? choiceOf(candidate, [], 'stays') : undefined;
};

/** The booking in one certain room, or why that will not do; `undefined` where the Site has no such room. */
export const fitInto = (
  roomId: RoomId,
  booking: Booking,
  day: Day,
  now: Instant,
): RoomChoice | Refusal | undefined => {
  const table = new DayTable(day, now);
  table.lift(booking.uid);
  const room = table.room(roomId);
  if (room === undefined) return undefined;
  const candidate = table.candidate(booking, room);
  return refusalOf(candidate) ?? choiceOf(candidate, [], 'only-room');
};

/** The best legal room on the table, or why each one will not do. */
export const choose = (
  booking: Booking,
  table: DayTable,
): { choice: RoomChoice | undefined; rejections: Record<RoomId, Refusal> } => {
  const legal: Candidate[] = [];
  const rejections: Record<RoomId, Refusal> = Object.create(null);
  for (const room of table.day.rooms) {
    const candidate = table.candidate(booking, room);
    const refusal = refusalOf(candidate);
    if (refusal === undefined) legal.push(candidate);
    else rejections[room.room.id] = refusal;
  }
  const found = best(legal, table);
  if (found === undefined) return { choice: undefined, rejections };
  const reason = legal.length === 1 ? 'only-room' : found.reason;
  return { choice: choiceOf(found.chosen, [], reason), rejections };
};

/** What a choice writes under each thing it claims. */
export const occupancyOf = (
  booking: Booking,
  choice: Pick<RoomChoice, 'roomId' | 'from' | 'to'>,
): Occupancy => ({
  uid: booking.uid,
  roomId: choice.roomId,
  from: choice.from,
  to: choice.to,
  start: booking.start,
  end: booking.end,
  ...(booking.practitionerId === undefined ? {} : { practitionerId: booking.practitionerId }),
  status: booking.status,
  ...(booking.expiresAt === undefined ? {} : { expiresAt: booking.expiresAt }),
  inputs: booking.inputs,
});

/** A waiting booking with its requirement read against the catalogue; `undefined` where its type is no longer mapped. */
export const bookingOf = (waiting: Waiting, day: Pick<Day, 'catalogue'>): Booking | undefined => {
  const visitType = visitTypeOf(day.catalogue, waiting.inputs);
  if (visitType === undefined) return undefined;
  const { requirement } = requirementOf(waiting.inputs, visitType, day.catalogue);
  return { ...waiting, requirement, priority: visitType.priority };
};

/** Those who wait for the same hours and are not outranked, in the order they are served. */
const waitingAhead = (booking: Booking, day: Day, now: Instant): Booking[] => {
  if (hasRoomThen(booking, day)) return [];
  const waitsToo = day.waiting.some((each) => each.uid === booking.uid);
  const isAhead = (each: Booking): boolean =>
    waitsToo
      ? byPrecedence(each, booking) < 0
      : !(booking.status === 'confirmed' && each.status === 'tentative') && each.priority <= booking.priority;
  return day.waiting
    .filter((each) => each.uid !== booking.uid && overlap(each, booking) && isInForce(each, now))
    .flatMap((each) => bookingOf(each, day) ?? [])
    .filter(isAhead)
    .sort(byPrecedence);
};

/** Whether it has been promised a room for these very hours: should it have to leave it, it goes before those who wait. */
const hasRoomThen = ({ uid, start, end }: Booking, day: Day): boolean =>
  day.rooms.some(({ occupancies }) =>
    occupancies.some((each) => each.uid === uid && each.start === start && each.end === end),
  );

/** A room that would be legal were it not for holds: they lose to a confirmed booking. */
const byEvictingHolds = (booking: Booking, table: DayTable): RoomChoice | undefined => {
  if (booking.status !== 'confirmed') return undefined;
  const options: { candidate: Candidate; evicts: BookingUid[] }[] = [];
  for (const room of table.day.rooms) {
    const real = table.candidate(booking, room);
    const inRooms = [room, ...real.parts].map((each) => evictable(each.room.id, real.span, table));
    const units = real.portable.map((tag) => evictableUnit(tag, real, table));
    const all = [...inRooms, ...units.map((unit) => unit?.evicts)];
    const evicts = [...new Set(all.flatMap((uids) => uids ?? []))];
    if (all.includes(undefined)) continue;
    const without: Candidate = {
      ...real,
      units: units.flatMap((unit) => unit?.id ?? []),
      occupanciesOf: (claim) => table.occupanciesOf(claim).filter((each) => !evicts.includes(each.uid)),
    };
    if (refusalOf(without) === undefined) options.push({ candidate: without, evicts });
  }
  const fewest = Math.min(...options.map((each) => each.evicts.length));
  const few = options.filter((each) => each.evicts.length === fewest);
  const found = best(
    few.map((each) => each.candidate),
    table,
  );
  const option = few.find((each) => each.candidate === found?.chosen);
  return option && choiceOf(option.candidate, option.evicts, 'evicts-hold');
};

/** The unit of portable equipment that costs the fewest holds; `undefined` where someone else has them all. */
const evictableUnit = (
  tag: string,
  { booking, span }: Candidate,
  table: DayTable,
): { id: string; evicts: BookingUid[] } | undefined =>
  table.day.units
    .filter((unit) => unit.tag === tag)
    .flatMap(({ id }) => {
      const evicts = evictable(id, table.useOf(tag, booking, span), table);
      return evicts === undefined ? [] : { id, evicts };
    })
    .sort((a, b) => a.evicts.length - b.evicts.length)[0];

/** The holds in the way in one room or at one unit, or `undefined` where someone else is. */
const evictable = (claim: string, span: Interval, table: DayTable): BookingUid[] | undefined => {
  const held = table.occupanciesOf(claim);
  const inTheWay = holders(held, span);
  return held.every(
    (each) =>
      !inTheWay.includes(each.uid) ||
      (each.status === 'tentative' && !each.pinned && !hasArrived(each.progress)),
  )
    ? inTheWay
    : undefined;
};

/** A considered room as the choice that was made. */
export const choiceOf = (
  candidate: Candidate,
  evicts: readonly BookingUid[],
  reason: RoomChoice['reason'],
): RoomChoice => ({
  roomId: candidate.room.room.id,
  claims: [candidate.room, ...candidate.parts].map((each) => each.room.id).concat(candidate.units),
  from: candidate.span.start,
  to: candidate.span.end,
  evicts,
  reason,
});
