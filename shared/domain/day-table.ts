import type { Booking } from './booking.ts';
import type { BookingUid } from './booking-event.ts';
import type { PractitionerId, RoomId } from './catalogue.ts';
import type { Day, DayRoom, Occupancy } from './day.ts';
import { halfDayOf } from './half-days.ts';
import { type Candidate, holders, isInForce } from './hard-rules.ts';
import { type Instant, type Interval, overlap } from './instant.ts';
import { occupiedInterval } from './occupied-interval.ts';
import { gapWeight } from './overrun.ts';
import { asUsed, useOfUnit } from './use-of-unit.ts';
import { isTooFar, shareSomeone, type Whereabouts } from './ways.ts';

/**
 * A Day on which one can try things out: who holds what, with bookings set down and lifted in memory.
 * Expired holds are not on it.
 */
export class DayTable {
  readonly day: Day;
  readonly #rooms = new Map<RoomId, DayRoom>();
  readonly #held = new Map<string, readonly Occupancy[]>();
  readonly #units: ReadonlyMap<string, Day['units'][number]>;
  readonly #withSessions: readonly DayRoom[];
  #gapWeight: number | undefined;
  #scarcity: Map<string, number> | undefined;
  /** Forgotten whenever someone is set down or lifted. */
  readonly #inHalfDay = new Map<string, readonly RoomId[]>();
  readonly #companions = new Map<string, readonly Companion[]>();

  constructor(day: Day, now: Instant) {
    this.day = day;
    this.#withSessions = day.rooms.filter(({ sessions }) => sessions !== undefined);
    for (const room of day.rooms) {
      this.#rooms.set(room.room.id, room);
      this.#held.set(room.room.id, inForce(room.occupancies, now));
    }
    this.#units = new Map(day.units.map((unit) => [unit.id, unit]));
    for (const unit of day.units)
      this.#held.set(
        unit.id,
        inForce(unit.occupancies, now).map((each) => asUsed(unit, each)),
      );
  }

  /** Who holds a room or a portable unit. */
  readonly occupanciesOf = (claim: string): readonly Occupancy[] => this.#held.get(claim) ?? [];

  room(id: RoomId): DayRoom | undefined {
    return this.#rooms.get(id);
  }

  /** The rooms that are kept for the practitioner's session then. */
  sessionRooms(practitionerId: PractitionerId, visit: Interval): readonly RoomId[] {
    return this.#withSessions
      .filter(({ sessions = [] }) =>
        sessions.some((each) => overlap(each, visit) && each.practitioners.includes(practitionerId)),
      )
      .map(({ room }) => room.id);
  }

  /** Where the practitioner has visits in the half-day in which a visit begins. */
  roomsInHalfDay(practitionerId: PractitionerId, at: Instant): readonly RoomId[] {
    const half = halfDayOf(at, this.day.site.timeZone);
    const key = `${half.start} ${practitionerId}`;
    const known = this.#inHalfDay.get(key);
    if (known !== undefined) return known;
    const found = this.day.rooms.flatMap(({ room: { id } }) =>
      this.occupanciesOf(id).some(
        (each) =>
          each.practitionerId === practitionerId &&
          each.roomId === id &&
          half.start <= each.start &&
          each.start < half.end,
      )
        ? id
        : [],
    );
    this.#inHalfDay.set(key, found);
    return found;
  }

  /** Sets a booking down on everything its room choice claims. */
  place(occupancy: Occupancy, claims: readonly string[]): void {
    this.#inHalfDay.clear();
    this.#companions.clear();
    for (const claim of claims)
      this.#held.set(claim, [
        ...this.occupanciesOf(claim),
        asUsed(this.#units.get(claim) ?? WHOLE, occupancy),
      ]);
  }

  /** Lifts a booking off whatever it holds. */
  lift(uid: BookingUid): void {
    this.#inHalfDay.clear();
    this.#companions.clear();
    for (const [claim, held] of this.#held)
      if (held.some((each) => each.uid === uid))
        this.#held.set(
          claim,
          held.filter((each) => each.uid !== uid),
        );
  }

  /** A room considered for a booking, as the hard rules want it; `span`: what it would occupy, or does already. */
  candidate(
    booking: Booking,
    room: DayRoom,
    span: Interval = occupiedInterval(booking, booking.requirement, room.room),
  ): Candidate {
    const portable = booking.requirement.equipment.filter(
      (tag) => !room.room.equipment.includes(tag) && this.day.units.some((unit) => unit.tag === tag),
    );
    const brought = portable.map((tag) => {
      const needed = this.useOf(tag, booking, span);
      return { tag, needed, unit: this.#freeUnit(tag, needed) };
    });
    return {
      booking,
      room,
      span,
      parts: (room.room.parts ?? []).flatMap((id) => this.#rooms.get(id) ?? []),
      portable,
      units: brought.flatMap(({ unit }) => unit ?? []),
      lacking: brought.filter(({ unit }) => unit === undefined),
      occupanciesOf: this.occupanciesOf,
      tooFarFrom: this.#tooFarFrom(booking, room.room.building),
    };
  }

  /** The rooms of the other visits that belong together with one. */
  linkedRooms(linked: string, uid: BookingUid): readonly RoomId[] {
    return this.day.rooms.flatMap(({ room: { id } }) =>
      this.occupanciesOf(id).some(
        (each) => each.inputs.linked === linked && each.roomId === id && each.uid !== uid,
      )
        ? id
        : [],
    );
  }

  #tooFarFrom(booking: Booking, building: string): readonly BookingUid[] {
    const { ways = [] } = this.day.site;
    if (ways.length === 0) return NO_ONE;
    const { uid, start, end } = booking;
    return this.#companionsOf(booking)
      .filter((other) => other.uid !== uid && isTooFar(ways, { start, end, building }, other))
      .map((other) => other.uid);
  }

  /** Where those who are at a visit are else, itself included. */
  #companionsOf(booking: Booking): readonly Companion[] {
    const party = partyOf(booking);
    const key = `${party.practitioner ?? ''} ${party.linked ?? ''}`;
    const known = this.#companions.get(key);
    if (known !== undefined) return known;
    const found = this.day.rooms.flatMap(({ room: { id, building } }) =>
      this.occupanciesOf(id).flatMap((each): Companion[] =>
        // What was given back whole is held by no one.
        each.roomId === id && each.from < each.to && shareSomeone(partyOf(each), party)
          ? [{ uid: each.uid, start: each.start, end: each.end, building }]
          : [],
      ),
    );
    this.#companions.set(key, found);
    return found;
  }

  /** How rare a tag is: all rooms per room that has it, in hundredths. */
  scarcityOf(tag: string): number {
    if (this.#scarcity === undefined) {
      const count = new Map<string, number>();
      for (const room of this.day.rooms)
        for (const each of room.room.equipment) count.set(each, (count.get(each) ?? 0) + 1);
      this.#scarcity = new Map(
        [...count].map(([each, rooms]) => [each, Math.round((100 * this.day.rooms.length) / rooms)]),
      );
    }
    return this.#scarcity.get(tag) ?? 0;
  }

  /** What a minute too few between two visits weighs; 0 where the catalogue says of no visit type that it lasts longer. */
  get gapWeight(): number {
    if (this.#gapWeight === undefined) {
      const overruns = this.day.catalogue.visitTypes.flatMap(({ overrun }) => overrun ?? []);
      this.#gapWeight = overruns.every(({ p95 }) => p95 === 0) ? 0 : gapWeight(overruns);
    }
    return this.#gapWeight;
  }

  /** The rooms of the practitioner's visits just before and just after; several where several end or start at once. */
  neighbouringRooms(practitionerId: PractitionerId, visit: Interval): RoomId[] {
    let before: Occupancy[] = [];
    let after: Occupancy[] = [];
    for (const room of this.day.rooms)
      for (const each of this.occupanciesOf(room.room.id)) {
        if (each.practitionerId !== practitionerId || each.roomId !== room.room.id) continue;
        if (each.end <= visit.start) {
          const nearest = before[0]?.end ?? each.end;
          if (each.end >= nearest) before = each.end > nearest ? [each] : [...before, each];
        }
        if (each.start >= visit.end) {
          const nearest = after[0]?.start ?? each.start;
          if (each.start <= nearest) after = each.start < nearest ? [each] : [...after, each];
        }
      }
    return [...before, ...after].map((each) => each.roomId);
  }

  /** For what time a visit that has a room for a time would have portable equipment with it. */
  useOf(tag: string, visit: Pick<Booking, 'end'>, inRoom: Interval): Interval {
    return useOfUnit(this.day.units.find((unit) => unit.tag === tag) ?? WHOLE, visit, inRoom);
  }

  /** The free unit that was in use last: so the others stay free for longer. */
  #freeUnit(tag: string, span: Interval): string | undefined {
    let found: { id: string; idleSince: Instant } | undefined;
    for (const { id, tag: its } of this.day.units) {
      const held = its === tag ? this.occupanciesOf(id) : undefined;
      if (held === undefined || holders(held, span).length > 0) continue;
      const idleSince = Math.max(...held.map((each) => each.to).filter((to) => to <= span.start));
      if (found === undefined || idleSince > found.idleSince) found = { id, idleSince };
    }
    return found?.id;
  }
}

type Companion = Whereabouts & { readonly uid: BookingUid };

const NO_ONE: readonly BookingUid[] = [];

/** A room is held for as long as it is. */
const WHOLE = {};

/** Who is at a visit, as far as it tells. */
const partyOf = ({ practitionerId, inputs: { linked } }: Pick<Booking, 'practitionerId' | 'inputs'>) => ({
  ...(practitionerId === undefined ? {} : { practitioner: practitionerId }),
  ...(linked === undefined ? {} : { linked }),
});

const inForce = (occupancies: readonly Occupancy[], now: Instant): readonly Occupancy[] =>
  occupancies.every((each) => isInForce(each, now))
    ? occupancies
    : occupancies.filter((each) => isInForce(each, now));
