import { type Grid, gridOf } from './grid.ts';
import type { Model, Seat } from './model.ts';

/** Who sits where, changeable: the working surface of every search. Undefined means waiting. */
export class Layout {
  readonly model: Model;
  readonly chosen: (Seat | undefined)[];
  readonly #grid: Grid;
  /** Per resource and slot: of a room, its holder (booking + 1, 0 for no one); of a pool, how many units are in use. */
  readonly #cells: Int32Array;
  /** Who uses a pool; undefined for rooms. */
  readonly #users: readonly (Set<number> | undefined)[];

  constructor(model: Model, chosen: readonly (Seat | undefined)[] = []) {
    this.model = model;
    this.chosen = model.seekers.map(() => undefined);
    this.#grid = gridOf(model);
    const { slots, times } = this.#grid;
    this.#cells = new Int32Array(model.resources.length * slots);
    this.#users = model.resources.map(({ capacity, taken }) =>
      capacity === 1 && taken.length === 0 ? undefined : new Set(),
    );
    model.resources.forEach(({ taken }, resource) => {
      for (const { start, end } of taken)
        for (let slot = 0; slot < slots; slot++)
          if (start <= (times[slot] ?? 0) && (times[slot] ?? 0) < end) this.#add(resource * slots + slot, 1);
    });
    for (const seat of chosen) if (seat !== undefined) this.place(seat);
  }

  place(seat: Seat): void {
    const { slots, first, end } = this.#grid;
    for (const resource of seat.claims) {
      const users = this.#users[resource];
      const base = resource * slots;
      const to = base + (end[seat.index] ?? 0);
      const from = base + (first[seat.index] ?? 0);
      if (users === undefined) this.#cells.fill(seat.booking + 1, from, to);
      else {
        users.add(seat.booking);
        for (let cell = from; cell < to; cell++) this.#add(cell, 1);
      }
    }
    this.chosen[seat.booking] = seat;
  }

  remove(booking: number): Seat | undefined {
    const seat = this.chosen[booking];
    if (seat === undefined) return undefined;
    const { slots, first, end } = this.#grid;
    for (const resource of seat.claims) {
      const users = this.#users[resource];
      const base = resource * slots;
      const to = base + (end[seat.index] ?? 0);
      const from = base + (first[seat.index] ?? 0);
      if (users === undefined) this.#cells.fill(0, from, to);
      else {
        users.delete(booking);
        for (let cell = from; cell < to; cell++) this.#add(cell, -1);
      }
    }
    this.chosen[booking] = undefined;
    return seat;
  }

  /** May this seat be taken with no one leaving? The booking's own present seat must have been removed before. */
  isFree(seat: Seat): boolean {
    const { slots, first, end } = this.#grid;
    for (const resource of seat.claims) {
      const full = this.#users[resource] === undefined ? 1 : (this.model.resources[resource]?.capacity ?? 0);
      const to = resource * slots + (end[seat.index] ?? 0);
      for (let cell = resource * slots + (first[seat.index] ?? 0); cell < to; cell++)
        if ((this.#cells[cell] ?? 0) >= full) return false;
    }
    return true;
  }

  /**
   * The bookings that would have to leave for this seat, the fewest of a pool's users that makes room, or undefined
   * where fixed bookings alone leave no unit.
   */
  conflicts(seat: Seat): readonly number[] | undefined {
    const found: number[] = [];
    const { slots, first, end } = this.#grid;
    for (const resource of seat.claims) {
      if (this.#users[resource] !== undefined) {
        const leaving = this.#leavers(resource, seat, found);
        if (leaving === undefined) return undefined;
        found.push(...leaving);
        continue;
      }
      const to = resource * slots + (end[seat.index] ?? 0);
      let last = 0;
      for (let cell = resource * slots + (first[seat.index] ?? 0); cell < to; cell++) {
        const holder = this.#cells[cell] ?? 0;
        if (holder === 0 || holder === last) continue;
        last = holder;
        if (seat.claims.length === 1 || !found.includes(holder - 1)) found.push(holder - 1);
      }
    }
    return found;
  }

  /** What all who would have to leave weigh together; `Infinity` from `below` on, or where no one can make room. */
  weightOfConflicts(seat: Seat, weights: Float64Array, below: number): number {
    const [resource] = seat.claims;
    let sum = 0;
    if (resource === undefined || seat.claims.length > 1 || this.#users[resource] !== undefined) {
      const leaving = this.conflicts(seat);
      if (leaving === undefined) return Number.POSITIVE_INFINITY;
      for (const other of leaving) sum += weights[other] ?? 0;
      return sum < below ? sum : Number.POSITIVE_INFINITY;
    }
    const { slots, first, end } = this.#grid;
    const to = resource * slots + (end[seat.index] ?? 0);
    let last = 0;
    for (let cell = resource * slots + (first[seat.index] ?? 0); cell < to; cell++) {
      const holder = this.#cells[cell] ?? 0;
      if (holder === 0 || holder === last) continue;
      last = holder;
      sum += weights[holder - 1] ?? 0;
      if (sum >= below) return Number.POSITIVE_INFINITY;
    }
    return sum;
  }

  /** The free time of a room just before and just after a seat, in milliseconds, as if no one sat there. */
  freeAround(resource: number, seat: Seat): { before: number; after: number } {
    const { slots, first, end, times } = this.#grid;
    const base = resource * slots;
    const isOpen = (slot: number) => {
      const holder = this.#cells[base + slot] ?? 0;
      return holder === 0 || holder === seat.booking + 1;
    };
    let from = first[seat.index] ?? 0;
    let to = end[seat.index] ?? 0;
    while (from > 0 && isOpen(from - 1)) from--;
    while (to < slots && isOpen(to)) to++;
    return {
      before: from === 0 ? Number.POSITIVE_INFINITY : seat.from - (times[from] ?? 0),
      after: to === slots ? Number.POSITIVE_INFINITY : (times[to] ?? 0) - seat.to,
    };
  }

  isRoom(resource: number): boolean {
    return this.#users[resource] === undefined;
  }

  #add(cell: number, by: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + by;
  }

  #leavers(resource: number, seat: Seat, already: readonly number[]): readonly number[] | undefined {
    const { slots, first, end } = this.#grid;
    const capacity = this.model.resources[resource]?.capacity ?? 0;
    const leaving: number[] = [];
    for (let slot = first[seat.index] ?? 0; slot < (end[seat.index] ?? 0); slot++) {
      const used = this.#cells[resource * slots + slot] ?? 0;
      if (used < capacity) continue;
      const here = [...(this.#users[resource] ?? [])].flatMap((booking) => {
        const held = this.chosen[booking];
        return held && (first[held.index] ?? 0) <= slot && slot < (end[held.index] ?? 0) ? [held] : [];
      });
      const staying = here.filter((s) => !already.includes(s.booking) && !leaving.includes(s.booking));
      let over = used - (here.length - staying.length) - capacity + 1;
      staying.sort((a, b) => b.to - a.to || a.booking - b.booking);
      for (const last of staying) if (over-- > 0) leaving.push(last.booking);
      if (over > 0) return undefined;
    }
    return leaving;
  }
}
