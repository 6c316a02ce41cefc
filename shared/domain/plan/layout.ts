import type { Model, Seat } from './model.ts';

/** Who sits where, changeable: the working surface of every search. Undefined means waiting. */
export class Layout {
  readonly model: Model;
  readonly chosen: (Seat | undefined)[];
  readonly #held: Seat[][];

  constructor(model: Model, chosen: readonly (Seat | undefined)[] = []) {
    this.model = model;
    this.chosen = model.seekers.map(() => undefined);
    this.#held = model.resources.map(() => []);
    for (const seat of chosen) if (seat !== undefined) this.place(seat);
  }

  place(seat: Seat): void {
    for (const resource of seat.claims) {
      const list = this.#list(resource);
      list.splice(firstFrom(list, seat), 0, seat);
    }
    this.chosen[seat.booking] = seat;
  }

  remove(booking: number): Seat | undefined {
    const seat = this.chosen[booking];
    if (seat === undefined) return undefined;
    for (const resource of seat.claims) {
      const list = this.#list(resource);
      const at = list.indexOf(seat);
      if (at >= 0) list.splice(at, 1);
    }
    this.chosen[booking] = undefined;
    return seat;
  }

  /** May this seat be taken with nobody leaving? The booking's own present seat must have been removed before. */
  isFree(seat: Seat): boolean {
    return seat.claims.every((resource) => {
      const { capacity, taken } = this.#resource(resource);
      const list = this.#list(resource);
      if (capacity !== 1 || taken.length > 0) return this.#overfull(resource, seat).length === 0;
      const at = firstFrom(list, seat);
      const before = list[at - 1];
      const after = list[at];
      return (
        (before === undefined || before.to <= seat.from) && (after === undefined || after.from >= seat.to)
      );
    });
  }

  /**
   * The bookings that would have to leave for this seat, the fewest of a pool's users that makes room, or undefined
   * where fixed bookings alone leave no unit.
   */
  conflicts(seat: Seat): readonly number[] | undefined {
    const found: number[] = [];
    for (const resource of seat.claims) {
      const { capacity, taken } = this.#resource(resource);
      if (capacity !== 1 || taken.length > 0) {
        const leaving = this.#leavers(resource, seat, found);
        if (leaving === undefined) return undefined;
        found.push(...leaving);
        continue;
      }
      const list = this.#list(resource);
      for (let at = firstFrom(list, seat) - 1; at >= 0; at--) {
        const other = list[at];
        if (other === undefined || other.to <= seat.from) break;
        if (!found.includes(other.booking)) found.push(other.booking);
      }
      for (let at = firstFrom(list, seat); at < list.length; at++) {
        const other = list[at];
        if (other === undefined || other.from >= seat.to) break;
        if (!found.includes(other.booking)) found.push(other.booking);
      }
    }
    return found;
  }

  /** The seat that holds a resource just before and just after a stretch: how much an overrun would hurt. */
  neighbours(resource: number, seat: Seat): { before: Seat | undefined; after: Seat | undefined } {
    const list = this.#list(resource).filter((other) => other !== seat);
    const at = firstFrom(list, seat);
    return { before: list[at - 1], after: list[at] };
  }

  /** Moments within the seat at which the pool has no unit left for it. */
  #overfull(resource: number, seat: Seat, without: readonly number[] = []): readonly number[] {
    const { capacity, taken } = this.#resource(resource);
    const users = this.#list(resource).filter(
      (o) => o.from < seat.to && seat.from < o.to && !without.includes(o.booking),
    );
    const fixed = taken.filter((o) => o.start < seat.to && seat.from < o.end);
    const moments = [seat.from, ...users.map((o) => o.from), ...fixed.map((o) => o.start)].filter(
      (t) => t >= seat.from,
    );
    return moments.filter((t) => {
      const used =
        users.filter((o) => o.from <= t && t < o.to).length +
        fixed.filter((o) => o.start <= t && t < o.end).length;
      return used >= capacity;
    });
  }

  #leavers(resource: number, seat: Seat, already: readonly number[]): readonly number[] | undefined {
    const leaving: number[] = [];
    for (;;) {
      const [moment] = this.#overfull(resource, seat, [...already, ...leaving]);
      if (moment === undefined) return leaving;
      const users = this.#list(resource).filter(
        (o) =>
          o.from <= moment && moment < o.to && !already.includes(o.booking) && !leaving.includes(o.booking),
      );
      const last = users.toSorted((a, b) => b.to - a.to || a.booking - b.booking)[0];
      if (last === undefined) return undefined;
      leaving.push(last.booking);
    }
  }

  #list(resource: number): Seat[] {
    return this.#held[resource] ?? [];
  }

  #resource(resource: number) {
    return this.model.resources[resource] ?? { id: '', capacity: 0, taken: [] };
  }
}

/** Where a seat belongs in a list ordered by beginning. */
function firstFrom(list: readonly Seat[], seat: Seat): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.from ?? 0) < seat.from) low = middle + 1;
    else high = middle;
  }
  return low;
}
