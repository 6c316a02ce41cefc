import { apartBy, type Pair, pairsOf } from '../problem/apart.ts';
import type { PlanBooking, PlanProblem, PlanRoom } from '../problem/problem.ts';
import type { Model, Seat } from './model.ts';

/** How far those are apart who are better near each other, as visits come and go. */
export class Apart {
  readonly #known: Known;
  readonly #bookings: readonly PlanBooking[];
  /** Where each of them is now, those that stand included. */
  readonly #rooms = new Map<PlanBooking, string>();

  constructor(model: ApartModel, chosen: readonly (Seat | undefined)[] = []) {
    this.#known = knownOf(model.problem);
    this.#bookings = model.seekers.map(({ booking }) => booking);
    if (this.#known.pairs.length === 0) return;
    model.problem.bookings.forEach((booking, at) => {
      if (booking.holds !== undefined && model.mobilities[at]?.kind !== 'free')
        this.#rooms.set(booking, booking.holds.room);
    });
    for (const seat of chosen) if (seat !== undefined) this.add(seat);
  }

  add({ booking, room }: Seat): void {
    const of = this.#bookings[booking];
    if (of !== undefined) this.#rooms.set(of, room);
  }

  remove({ booking }: Seat): void {
    const of = this.#bookings[booking];
    if (of !== undefined) this.#rooms.delete(of);
  }

  get total(): number {
    return this.#known.pairs.reduce((sum, pair) => sum + this.#between(pair), 0);
  }

  /** Has it anyone to be near to? */
  concerns(booking: number): boolean {
    return this.#pairsWith(booking).length > 0;
  }

  /** What a visit that changes its seat adds; both seats are of one booking, and `from` is the one it has. */
  changeBy(from: Seat | undefined, to: Seat | undefined): number {
    const pairs = this.#pairsWith((from ?? to)?.booking ?? -1);
    if (pairs.length === 0) return 0;
    const paid = () => pairs.reduce((sum, pair) => sum + this.#between(pair), 0);
    const before = paid();
    if (from !== undefined) this.remove(from);
    if (to !== undefined) this.add(to);
    const after = paid();
    if (to !== undefined) this.remove(to);
    if (from !== undefined) this.add(from);
    return after - before;
  }

  #pairsWith(booking: number): readonly Pair[] {
    const of = this.#bookings[booking];
    return (of && this.#known.of.get(of)) ?? NONE;
  }

  #between({ visits: [one, other], linked }: Pair): number {
    const [here, there] = [this.#roomOf(one), this.#roomOf(other)];
    return here === undefined || there === undefined ? 0 : apartBy(here, there, linked);
  }

  #roomOf(booking: PlanBooking): PlanRoom | undefined {
    return this.#known.rooms.get(this.#rooms.get(booking) ?? '');
  }
}

type ApartModel = Pick<Model, 'problem' | 'mobilities' | 'seekers'>;

const NONE: readonly Pair[] = [];

type Known = {
  readonly pairs: readonly Pair[];
  readonly of: ReadonlyMap<PlanBooking, readonly Pair[]>;
  readonly rooms: ReadonlyMap<string, PlanRoom>;
};

const known = new WeakMap<PlanProblem, Known>();

const knownOf = (problem: PlanProblem): Known => {
  const before = known.get(problem);
  if (before !== undefined) return before;
  const pairs = pairsOf(problem);
  const of = new Map<PlanBooking, Pair[]>();
  for (const pair of pairs) for (const visit of pair.visits) of.set(visit, [...(of.get(visit) ?? []), pair]);
  const found = { pairs, of, rooms: new Map(problem.rooms.map((room) => [room.id, room])) };
  known.set(problem, found);
  return found;
};
