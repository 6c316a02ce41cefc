import type { Layout } from '../model/layout.ts';
import type { Seat, Seeker } from '../model/model.ts';

/** Work is counted in seats looked at, never in time. */
export type Work = {
  left: number;
};

const TOLD = 1e7;
const DISCOMFORT = 1e4;

/** What a seat costs where waiting is out of the question: told first, then how unwelcome, then fit. */
export const seatCost = (seat: Seat): number => {
  return seat.told * TOLD + seat.discomfort * DISCOMFORT + seat.fit;
};

export const cheapestFree = (layout: Layout, seeker: Seeker, work: Work): Seat | undefined => {
  let best: Seat | undefined;
  for (const seat of seeker.seats) {
    work.left--;
    if ((best === undefined || seatCost(seat) < seatCost(best)) && layout.isFree(seat)) best = seat;
  }
  return best;
};

/** May this booking be asked to leave its seat for that one? */
type MayLeave = (seat: Seat) => boolean;

type Chain = {
  readonly cost: number;
  readonly seats: readonly Seat[];
};

/**
 * The cheapest chain that seats a waiting booking: it takes a seat, who sat there takes another, up to `depth` times.
 * No one who had a seat is left without one. The layout is as before; the answer lists the new seats.
 */
export const ejectionChain = (
  layout: Layout,
  booking: number,
  depth: number,
  work: Work,
  mayLeave: MayLeave = () => true,
  below = Number.POSITIVE_INFINITY,
): readonly Seat[] | undefined => {
  return new ChainSearch(layout, work, mayLeave).run(booking, depth, below)?.seats;
};

export const applySeats = (layout: Layout, seats: readonly Seat[]): void => {
  for (const seat of seats) layout.remove(seat.booking);
  for (const seat of seats) layout.place(seat);
};

const cheapestFirst = (seeker: Seeker): readonly Seat[] => {
  let seats = ordered.get(seeker);
  if (seats === undefined) {
    seats = seeker.seats.toSorted((a, b) => seatCost(a) - seatCost(b) || a.index - b.index);
    ordered.set(seeker, seats);
  }
  return seats;
};

class ChainSearch {
  readonly #layout: Layout;
  readonly #work: Work;
  readonly #mayLeave: MayLeave;
  readonly #moved = new Set<number>();
  /** Every change made to the layout on the way, so that it can be taken back. */
  readonly #trail: { readonly seat: Seat; readonly placed: boolean }[] = [];

  constructor(layout: Layout, work: Work, mayLeave: MayLeave) {
    this.#layout = layout;
    this.#work = work;
    this.#mayLeave = mayLeave;
  }

  run(booking: number, depth: number, below: number): Chain | undefined {
    const seeker = this.#layout.model.seekers[booking];
    if (seeker === undefined) return undefined;
    this.#moved.add(booking);
    let best: Chain | undefined;
    let limit = below;
    for (const seat of cheapestFirst(seeker)) {
      if (seatCost(seat) >= limit || this.#work.left <= 0) break;
      this.#work.left--;
      const leaving = this.#layout.conflicts(seat);
      if (leaving === undefined || leaving.length > (depth === 0 ? 0 : 2)) continue;
      if (leaving.some((other) => this.#moved.has(other) || !this.#leaves(other))) continue;
      const mark = this.#trail.length;
      const found = this.#seat(seat, leaving, depth, limit);
      this.#rollback(mark);
      for (const s of found?.seats ?? []) if (s.booking !== booking) this.#moved.delete(s.booking);
      if (found !== undefined && found.cost < limit) {
        best = found;
        limit = found.cost;
      }
    }
    this.#moved.delete(booking);
    return best;
  }

  #leaves(booking: number): boolean {
    const seat = this.#layout.chosen[booking];
    return seat !== undefined && this.#mayLeave(seat);
  }

  #seat(seat: Seat, leaving: readonly number[], depth: number, limit: number): Chain | undefined {
    let cost = seatCost(seat);
    for (const other of leaving) {
      const old = this.#layout.remove(other);
      if (old === undefined) continue;
      this.#trail.push({ seat: old, placed: false });
      cost -= seatCost(old);
    }
    this.#put(seat);
    const seats = [seat];
    const seated: number[] = [];
    for (const other of leaving) {
      const next = this.run(other, depth - 1, limit - cost);
      if (next === undefined) {
        for (const b of seated) this.#moved.delete(b);
        return undefined;
      }
      cost += next.cost;
      for (const s of next.seats) {
        const old = this.#layout.remove(s.booking);
        if (old !== undefined) this.#trail.push({ seat: old, placed: false });
      }
      for (const s of next.seats) {
        this.#put(s);
        this.#moved.add(s.booking);
        seated.push(s.booking);
      }
      seats.push(...next.seats);
    }
    return { cost, seats };
  }

  #put(seat: Seat): void {
    this.#layout.place(seat);
    this.#trail.push({ seat, placed: true });
  }

  #rollback(mark: number): void {
    while (this.#trail.length > mark) {
      const last = this.#trail.pop();
      if (last === undefined) return;
      if (last.placed) this.#layout.remove(last.seat.booking);
      else this.#layout.place(last.seat);
    }
  }
}

const ordered = new WeakMap<Seeker, readonly Seat[]>();
