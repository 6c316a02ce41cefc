import { between, type Chance } from '../../chance.ts';
import { Layout } from '../model/layout.ts';
import type { Model, Seat } from '../model/model.ts';
import { type Chosen, priorityClasses } from '../model/score.ts';
import { seatCost, type Work } from './rescue.ts';

/**
 * Whose turn it is of those who wait. `hardest`: who was hard to seat most often; on full Days this finds a seat for
 * everyone soonest, or ends far from it. `oldest`: who waits longest; ends close, whatever happens.
 */
type Turn = 'hardest' | 'oldest';

/**
 * How a pool goes about it. `home`: what it weighs besides that someone would have to be told: much disturbs few and
 * takes longer, little finds a seat soonest.
 */
type Manner = { readonly turn: Turn; readonly home: number };

/** Random moves after each forced seat, to loosen what is stuck. */
const SHIFTS: Readonly<Record<Turn, number>> = { hardest: 10, oldest: 2 };

/**
 * Seats those who wait by force: the newcomer takes the seat whose holders have so far been easiest to seat again,
 * and they join the pool. Who is hard to seat is counted, and the hard ones are left alone more and more (Nagata and
 * Bräysy 2009, who found vehicles for customers this way). Keeps the best arrangement met on the way.
 */
export const ejectionPool = (
  model: Model,
  start: Chosen,
  manner: Manner,
  chance: Chance,
  work: Work,
): Chosen => {
  return new Pool(model, start, manner, chance, work).run();
};

class Pool {
  readonly #model: Model;
  readonly #layout: Layout;
  readonly #turn: Turn;
  readonly #home: number;
  readonly #chance: Chance;
  readonly #work: Work;
  /** Who has no seat now, and could have one. */
  readonly #waiting: number[] = [];
  readonly #trouble: Float64Array;
  /** What it weighs to make each booking leave its present seat. */
  readonly #weights: Float64Array;
  readonly #waitingCost: Float64Array;
  #cost = 0;

  constructor(model: Model, start: Chosen, { turn, home }: Manner, chance: Chance, work: Work) {
    this.#model = model;
    this.#turn = turn;
    this.#home = home;
    this.#chance = chance;
    this.#work = work;
    this.#layout = new Layout(model);
    this.#trouble = new Float64Array(model.seekers.length).fill(1);
    this.#weights = new Float64Array(model.seekers.length);
    const classes = priorityClasses(model);
    this.#waitingCost = Float64Array.from(
      model.seekers,
      (seeker) =>
        1e12 * (classes.length - classes.indexOf(seeker.booking.priority)) + seeker.toldIfWaiting * 1e7,
    );
    model.seekers.forEach((seeker, at) => {
      const seat = start[at];
      this.#cost += this.#waitingCost[at] ?? 0;
      if (seat !== undefined) this.#place(seat);
      else if (seeker.seats.length > 0) this.#waiting.push(at);
    });
  }

  /** A booking takes a free seat where there is one, those with few seats first. */
  #fill(): void {
    const eager = this.#waiting.map((booking) => ({
      booking,
      choice: (this.#model.seekers[booking]?.seats.length ?? 0) * (1 + this.#chance()),
    }));
    this.#waiting.length = 0;
    for (const { booking } of eager.sort((a, b) => a.choice - b.choice)) {
      const free = this.#easiest(this.#model.seekers[booking]?.seats ?? []);
      if (free !== undefined && this.#layout.isFree(free)) this.#place(free);
      else this.#waiting.push(booking);
    }
  }

  run(): Chosen {
    this.#fill();
    let best: Chosen = [...this.#layout.chosen];
    let least = this.#cost;
    while (this.#waiting.length > 0 && this.#work.left > 0) {
      const booking = this.#next();
      const seats = this.#model.seekers[booking]?.seats ?? [];
      const choice = this.#easiest(seats);
      if (choice === undefined) continue;
      if (!this.#layout.isFree(choice)) {
        this.#trouble[booking] = (this.#trouble[booking] ?? 1) + 1;
        for (const other of this.#layout.conflicts(choice) ?? []) {
          this.#remove(other);
          this.#waiting.push(other);
        }
        this.#place(choice);
        for (let k = 0; k < SHIFTS[this.#turn]; k++) this.#shift(choice);
      } else this.#place(choice);
      if (this.#cost < least) {
        best = [...this.#layout.chosen];
        least = this.#cost;
      }
    }
    return best;
  }

  #next(): number {
    let at = 0;
    if (this.#turn === 'hardest')
      this.#waiting.forEach((booking, i) => {
        if ((this.#trouble[booking] ?? 0) > (this.#trouble[this.#waiting[at] ?? 0] ?? 0)) at = i;
      });
    return this.#waiting.splice(at, 1)[0] ?? 0;
  }

  /** The cheapest free seat, else the one whose holders weigh least. */
  #easiest(seats: readonly Seat[]): Seat | undefined {
    let best: Seat | undefined;
    let [weight, cost] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const seat of seats) {
      this.#work.left--;
      const own = weight === 0 ? 0 : seat.told + 1e-3 * this.#chance();
      const leaving = this.#layout.weightOfConflicts(seat, this.#weights, weight === 0 ? 1e-9 : weight - own);
      if (leaving === 0) {
        const price = seatCost(seat);
        if (weight === 0 && price >= cost) continue;
        best = seat;
        weight = 0;
        cost = price;
      } else if (leaving + own < weight) {
        best = seat;
        weight = leaving + own;
      }
    }
    return best;
  }

  /** Moves someone near the seat to another free seat at no message. */
  #shift(near: Seat): void {
    const { seekers } = this.#model;
    const reach = Math.min(60, seekers.length - 1);
    const at = (near.booking + between(this.#chance, -reach, reach) + seekers.length) % seekers.length;
    const seats = seekers[at]?.seats ?? [];
    const present = this.#layout.chosen[at];
    if (present === undefined || seats.length < 2) return;
    const seat = seats[between(this.#chance, 0, seats.length - 1)];
    this.#work.left--;
    if (seat === undefined || seat === present || seat.told > present.told) return;
    this.#remove(at);
    this.#place(this.#layout.isFree(seat) ? seat : present);
  }

  #place(seat: Seat): void {
    this.#layout.place(seat);
    this.#cost += seatCost(seat) - (this.#waitingCost[seat.booking] ?? 0);
    const seeker = this.#model.seekers[seat.booking];
    const atHome = seeker?.toldIfWaiting === 1 && seat === seeker.keep;
    this.#weights[seat.booking] =
      (this.#trouble[seat.booking] ?? 1) * (1 + (seeker?.booking.priority ?? 0)) + (atHome ? this.#home : 0);
  }

  #remove(booking: number): void {
    const seat = this.#layout.remove(booking);
    if (seat !== undefined) this.#cost += (this.#waitingCost[booking] ?? 0) - seatCost(seat);
  }
}
