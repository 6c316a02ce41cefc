import { type Grid, gridOf, NOTHING_ASIDE, type Stretch } from './grid.ts';
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
    const { first, end } = this.#grid;
    for (const resource of seat.claims)
      this.#take(seat.booking, resource, first[seat.index] ?? 0, end[seat.index] ?? 0);
    for (const each of this.#aside(seat)) this.#take(seat.booking, each.resource, each.first, each.end);
    this.chosen[seat.booking] = seat;
  }

  remove(booking: number): Seat | undefined {
    const seat = this.chosen[booking];
    if (seat === undefined) return undefined;
    const { first, end } = this.#grid;
    for (const resource of seat.claims)
      this.#give(booking, resource, first[seat.index] ?? 0, end[seat.index] ?? 0);
    for (const each of this.#aside(seat)) this.#give(booking, each.resource, each.first, each.end);
    this.chosen[booking] = undefined;
    return seat;
  }

  #take(booking: number, resource: number, first: number, end: number): void {
    const users = this.#users[resource];
    const base = resource * this.#grid.slots;
    if (users === undefined) this.#cells.fill(booking + 1, base + first, base + end);
    else {
      users.add(booking);
      for (let cell = base + first; cell < base + end; cell++) this.#add(cell, 1);
    }
  }

  #give(booking: number, resource: number, first: number, end: number): void {
    const users = this.#users[resource];
    const base = resource * this.#grid.slots;
    if (users === undefined) this.#cells.fill(0, base + first, base + end);
    else {
      users.delete(booking);
      for (let cell = base + first; cell < base + end; cell++) this.#add(cell, -1);
    }
  }

  /** What a seat claims at a time of its own. */
  #aside(seat: Seat): readonly Stretch[] {
    return seat.aside === undefined ? NOTHING_ASIDE : (this.#grid.aside.get(seat.index) ?? NOTHING_ASIDE);
  }

  /** May this seat be taken with no one leaving? The booking's own present seat must have been removed before. */
  isFree(seat: Seat): boolean {
    const { first, end } = this.#grid;
    for (const resource of seat.claims)
      if (!this.#isOpen(resource, first[seat.index] ?? 0, end[seat.index] ?? 0)) return false;
    return this.#aside(seat).every((each) => this.#isOpen(each.resource, each.first, each.end));
  }

  #isOpen(resource: number, first: number, end: number): boolean {
    const { slots } = this.#grid;
    const full = this.#users[resource] === undefined ? 1 : (this.model.resources[resource]?.capacity ?? 0);
    for (let cell = resource * slots + first; cell < resource * slots + end; cell++)
      if ((this.#cells[cell] ?? 0) >= full) return false;
    return true;
  }

  /**
   * The bookings that would have to leave for this seat, the fewest of a pool's users that makes room, or undefined
   * where fixed bookings alone leave no unit.
   */
  conflicts(seat: Seat): readonly number[] | undefined {
    const found: number[] = [];
    const { first, end } = this.#grid;
    const several = seat.claims.length > 1 || seat.aside !== undefined;
    for (const resource of seat.claims)
      if (!this.#leaving(resource, first[seat.index] ?? 0, end[seat.index] ?? 0, several, found))
        return undefined;
    for (const each of this.#aside(seat))
      if (!this.#leaving(each.resource, each.first, each.end, several, found)) return undefined;
    return found;
  }

  /** Adds those who would have to leave a stretch of a resource; false where that makes no room. */
  #leaving(resource: number, first: number, end: number, several: boolean, found: number[]): boolean {
    if (this.#users[resource] !== undefined) {
      const leaving = this.#leavers(resource, first, end, found);
      if (leaving !== undefined) found.push(...leaving);
      return leaving !== undefined;
    }
    const { slots } = this.#grid;
    let last = 0;
    for (let cell = resource * slots + first; cell < resource * slots + end; cell++) {
      const holder = this.#cells[cell] ?? 0;
      if (holder === 0 || holder === last) continue;
      last = holder;
      if (!several || !found.includes(holder - 1)) found.push(holder - 1);
    }
    return true;
  }

  /** What all who would have to leave weigh together; `Infinity` from `below` on, or where no one can make room. */
  weightOfConflicts(seat: Seat, weights: Float64Array, below: number): number {
    const [resource] = seat.claims;
    let sum = 0;
    if (
      resource === undefined ||
      seat.claims.length > 1 ||
      seat.aside !== undefined ||
      this.#users[resource] !== undefined
    ) {
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

  /** The slots in which a seat holds a resource. */
  #stretchOn(seat: Seat, resource: number): Pick<Stretch, 'first' | 'end'> {
    const { first, end } = this.#grid;
    return (
      this.#aside(seat).find((each) => each.resource === resource) ?? {
        first: first[seat.index] ?? 0,
        end: end[seat.index] ?? 0,
      }
    );
  }

  #leavers(
    resource: number,
    first: number,
    end: number,
    already: readonly number[],
  ): readonly number[] | undefined {
    const { slots } = this.#grid;
    const capacity = this.model.resources[resource]?.capacity ?? 0;
    const leaving: number[] = [];
    for (let slot = first; slot < end; slot++) {
      const used = this.#cells[resource * slots + slot] ?? 0;
      if (used < capacity) continue;
      const here = [...(this.#users[resource] ?? [])].flatMap((booking) => {
        const held = this.chosen[booking];
        const stretch = held && this.#stretchOn(held, resource);
        return stretch && stretch.first <= slot && slot < stretch.end ? [{ booking, end: stretch.end }] : [];
      });
      const remaining = here.filter((s) => !already.includes(s.booking) && !leaving.includes(s.booking));
      let over = used - (here.length - remaining.length) - capacity + 1;
      remaining.sort((a, b) => b.end - a.end || a.booking - b.booking);
      for (const last of remaining) if (over-- > 0) leaving.push(last.booking);
      if (over > 0) return undefined;
    }
    return leaving;
  }
}
