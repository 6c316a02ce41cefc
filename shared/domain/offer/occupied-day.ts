import { type Booking, byPrecedence } from '../booking.ts';
import type { BookingUid } from '../booking-event.ts';
import type { BookingRecord } from '../booking-record.ts';
import type { RoomId } from '../catalogue.ts';
import { datesWithin } from '../dates-touched.ts';
import type { Day, DayRoom, Occupancy } from '../day.ts';
import { DayTable } from '../day-table.ts';
import { bookingOf, choose, occupancyOf } from '../decide.ts';
import { wouldDoIfAllLeft } from '../hard-rules.ts';
import { type Instant, type Interval, MINUTE } from '../instant.ts';
import { RoomIndex } from '../plan/place-now/room-index.ts';
import { plannedOf } from '../planned.ts';
import { isSilent, quietRooms } from '../silent-moves.ts';

/** A Day as read, with the records of the bookings that may move without a mail. */
export type DayAsRead = {
  readonly day: Day;
  readonly records: readonly BookingRecord[];
  readonly now: Instant;
};

/** A room, its parts and a unit of each portable need, for as long as a booking would hold them. */
export type Seat = Interval & {
  readonly room: string;
  readonly things: readonly string[];
  /** Those who clean the room, while they do. */
  readonly cleaners?: Interval & { readonly things: readonly string[] };
};

/** What a booking holds. `booking`: it may move, and no one would be told. */
export type Stay = Seat & { readonly uid: BookingUid; readonly booking?: Booking };

/** Who stands where on a Day, and who of them may move silently. */
export class OccupiedDay {
  readonly day: Day;
  readonly table: DayTable;
  readonly stays: ReadonlyMap<BookingUid, Stay>;
  readonly #index = new RoomIndex();
  /** Those that may move, by the time of their visits. */
  readonly #movable = new RoomIndex();
  /** To which rooms each of those may move whose record was read. */
  readonly #quiet = new Map<BookingUid, ReadonlySet<RoomId>>();
  readonly #seats = new Map<BookingUid, readonly Seat[]>();
  readonly #holders = new Map<Seat, readonly Stay[]>();
  readonly #longestTurnaround: number;

  /** `priority`: those who wait and are at least as important are served before one more booking is. */
  constructor(asRead: DayAsRead, priority: number) {
    const { day, now } = asRead;
    this.day = day;
    this.table = new DayTable(day, now);
    this.#longestTurnaround = Math.max(0, ...day.rooms.map(({ room }) => room.turnaroundMinutes));
    const served = day.waiting
      .filter(({ status, arrangedByHand }) => status === 'confirmed' && !arrangedByHand)
      .flatMap((each) => bookingOf(each, day) ?? [])
      .filter((each) => each.priority <= priority)
      .sort(byPrecedence);
    const movable = new Map<BookingUid, Booking>();
    for (const booking of served) {
      const { choice } = choose(booking, this.table);
      if (choice === undefined) continue;
      this.table.place(occupancyOf(booking, choice), choice.claims);
      movable.set(booking.uid, booking);
    }
    const frozenUntil = now + day.site.policy.freezeMinutes * MINUTE;
    for (const record of asRead.records) {
      const planned = isSilent(record, day.site, frozenUntil) ? plannedOf(record, day, now) : undefined;
      // Wherever it moves, all of it must be in hand.
      if (planned && datesWithin(day, planned.booking).every((date) => day.dates.includes(date)))
        movable.set(record.uid, planned.booking);
      this.#quiet.set(record.uid, quietRooms(record, day.site));
    }
    this.stays = staysOn(day, this.table, movable);
    for (const stay of this.stays.values()) {
      this.#index.add(stay.things, stay);
      if (stay.cleaners) this.#index.add(stay.cleaners.things, { uid: stay.uid, ...timeOf(stay.cleaners) });
      if (stay.booking) this.#movable.add([''], { uid: stay.uid, ...timeOf(stay.booking) });
    }
  }

  /** Everyone who holds any of the seat's things then. A search comes to the same seats thousands of times. */
  holdersOf(seat: Seat): readonly Stay[] {
    const known = this.#holders.get(seat);
    if (known !== undefined) return known;
    const holders = [...new Set(this.#held(seat).flatMap(({ uid }) => this.stays.get(uid) ?? []))];
    this.#holders.set(seat, holders);
    return holders;
  }

  isFree(seat: Seat): boolean {
    return this.#held(seat).length === 0;
  }

  /** Whether anyone is in the room then who must stay: no seat of it is to be had. */
  isKept(room: RoomId, time: Interval): boolean {
    return !this.#index.holders([room], time).every(this.#mayMove);
  }

  /** Of each who holds any of the seat's things then the time of it, or of its cleaners. */
  #held(seat: Seat): readonly Held[] {
    const { cleaners } = seat;
    const found = this.#index.holders(seat.things, seat);
    return cleaners === undefined ? found : [...found, ...this.#index.holders(cleaners.things, cleaners)];
  }

  readonly #mayMove = ({ uid }: Held): boolean => this.stays.get(uid)?.booking !== undefined;

  /** Those that may move and have their visits at that time. */
  movableAt(time: Interval): readonly Stay[] {
    return this.#movable.holders([''], time).flatMap(({ uid }) => this.stays.get(uid) ?? []);
  }

  /** All that it could have in a room, were no one else there: one seat for each choice of portable units. */
  seatsIn(booking: Booking, room: DayRoom): readonly Seat[] {
    const candidate = this.table.candidate(booking, room);
    if (!wouldDoIfAllLeft(candidate)) return [];
    const ids = [room, ...candidate.parts].map((each) => each.room.id);
    const brought = candidate.portable.reduce<readonly (readonly Unit[])[]>(
      (choices, tag) =>
        choices.flatMap((chosen) =>
          this.day.units.flatMap((unit) => (unit.tag === tag ? [[...chosen, unit]] : [])),
        ),
      [[]],
    );
    const { span } = candidate;
    const turnaround = { start: booking.end, end: span.end };
    return brought.map((units): Seat => {
      const [throughout, cleaners] = [units.filter((unit) => !cleans(unit)), units.filter(cleans)].map(
        (some) => some.map(({ id }) => id),
      );
      return {
        ...span,
        room: room.room.id,
        things: [...ids, ...(throughout ?? [])],
        ...(cleaners?.length && turnaround.start < turnaround.end
          ? { cleaners: { ...turnaround, things: cleaners } }
          : {}),
      };
    });
  }

  /** Every seat that one who may move could have, were those gone that may move too. */
  seatsOf({ uid, booking }: Stay): readonly Seat[] {
    if (booking === undefined) return [];
    const known = this.#seats.get(uid);
    if (known !== undefined) return known;
    const quiet = this.#quiet.get(uid);
    const seats = this.day.rooms
      .filter(({ room }) => quiet === undefined || quiet.has(room.id))
      .flatMap((room) => this.reachable(this.seatsIn(booking, room)));
    this.#seats.set(uid, seats);
    return seats;
  }

  /** The seats that no one holds who must stay. */
  reachable(seats: readonly Seat[]): readonly Seat[] {
    return seats.filter((seat) => this.#held(seat).every(this.#mayMove));
  }

  /** All the time that a booking could hold any room for. */
  widest({ start, end, requirement }: Booking): Interval {
    return {
      start: start - requirement.setupMinutes * MINUTE,
      end: end + Math.max(this.#longestTurnaround, requirement.turnaroundMinutes) * MINUTE,
    };
  }
}

type Held = { readonly uid: BookingUid };
type Unit = Day['units'][number];

const cleans = ({ during }: Unit): boolean => during === 'turnaround';

const timeOf = ({ start, end }: Interval): Interval => ({ start, end });

const staysOn = (
  day: Day,
  table: DayTable,
  movable: ReadonlyMap<BookingUid, Booking>,
): ReadonlyMap<BookingUid, Stay> => {
  const held = new Map<BookingUid, { occupancy: Occupancy; things: string[]; cleaners?: Seat['cleaners'] }>();
  const throughout = [...day.rooms.map(({ room }) => room), ...day.units.filter((unit) => !cleans(unit))];
  for (const { id } of throughout)
    for (const occupancy of table.occupanciesOf(id)) {
      if (occupancy.from >= occupancy.to) continue;
      const known = held.get(occupancy.uid);
      if (known === undefined) held.set(occupancy.uid, { occupancy, things: [id] });
      else known.things.push(id);
    }
  for (const { id } of day.units.filter(cleans))
    for (const { uid, from: start, to: end } of table.occupanciesOf(id)) {
      const known = held.get(uid);
      if (known === undefined || start >= end) continue;
      known.cleaners = { start, end, things: [...(known.cleaners?.things ?? []), id] };
    }
  return new Map(
    [...held].map(([uid, { occupancy, things, cleaners }]): [BookingUid, Stay] => {
      const booking = movable.get(uid);
      const { roomId: room, from: start, to: end } = occupancy;
      const more = { ...(cleaners && { cleaners }), ...(booking && { booking }) };
      return [uid, { uid, room, things, start, end, ...more }];
    }),
  );
};
