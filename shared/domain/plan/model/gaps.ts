import { gapPrice, type Overrun } from '../../overrun.ts';
import type { Model, Seat } from './model.ts';

type Stay = {
  readonly from: number;
  readonly to: number;
  readonly rooms: readonly number[];
  readonly overrun: Overrun | undefined;
};

const MINUTE = 60_000;

type GapsModel = Pick<Model, 'seekers' | 'gaps' | 'problem'>;

/** What the gaps between visits cost, as visits come and go: of each, that to the next in its room, or in a part of it. */
export class Gaps {
  readonly #model: GapsModel;
  /** Per room, by its number, who is in it, in the order in which they come. */
  readonly #inRoom = new Map<number, Stay[]>();
  readonly #seated = new Map<Seat, Stay>();
  #price = 0;

  constructor(model: GapsModel, chosen: readonly (Seat | undefined)[] = []) {
    this.#model = model;
    for (const { from, to, rooms, overrun } of model.gaps?.fixed ?? [])
      this.#put({ from, to, rooms, overrun });
    for (const seat of chosen) if (seat !== undefined) this.add(seat);
  }

  get price(): number {
    return this.#price;
  }

  /** Answers by how much the price rises. */
  add(seat: Seat): number {
    if (this.#model.gaps === undefined) return 0;
    const { from, to, claims, booking } = seat;
    const rooms = claims.filter((claim) => claim < this.#model.problem.rooms.length);
    const stay = { from, to, rooms, overrun: this.#model.seekers[booking]?.booking.overrun };
    this.#seated.set(seat, stay);
    return this.#put(stay);
  }

  /** Answers by how much the price rises: it never does. */
  remove(seat: Seat): number {
    const stay = this.#seated.get(seat);
    if (stay === undefined) return 0;
    this.#seated.delete(seat);
    const before = this.#price;
    const others = this.#before(stay);
    for (const each of [stay, ...others]) this.#price -= this.#priceOf(each);
    for (const room of stay.rooms) {
      const list = this.#inRoom.get(room) ?? [];
      list.splice(list.indexOf(stay), 1);
    }
    for (const each of others) this.#price += this.#priceOf(each);
    return this.#price - before;
  }

  /** What a visit that changes its seat adds; both seats are of one booking, and `from` is the one it has. */
  changeBy(from: Seat | undefined, to: Seat): number {
    if (this.#model.gaps === undefined || from === to) return 0;
    const change = (from === undefined ? 0 : this.remove(from)) + this.add(to);
    this.remove(to);
    if (from !== undefined) this.add(from);
    return change;
  }

  #put(stay: Stay): number {
    const before = this.#price;
    const others = this.#before(stay);
    for (const each of others) this.#price -= this.#priceOf(each);
    for (const room of stay.rooms) {
      const list = this.#inRoom.get(room);
      if (list === undefined) this.#inRoom.set(room, [stay]);
      else list.splice(firstFrom(list, stay.from), 0, stay);
    }
    for (const each of [stay, ...others]) this.#price += this.#priceOf(each);
    return this.#price - before;
  }

  /** Those that it follows: anyone who is in one of its rooms and gone when it comes, with no one in between. */
  #before(stay: Stay): readonly Stay[] {
    const found = new Set<Stay>();
    for (const room of stay.rooms) {
      const list = this.#inRoom.get(room) ?? [];
      const at = firstFrom(list, stay.from) - 1;
      const latest = list[at];
      if (latest === undefined) continue;
      // Visits that no one may move may overlap: then others than the latest to come may be the last to go.
      for (let i = at; i >= 0; i--) {
        const other = list[i];
        if (other?.overrun === undefined || other.to > stay.from) continue;
        if (other === latest || other.to > latest.from) found.add(other);
      }
    }
    return [...found];
  }

  #priceOf({ to, rooms, overrun }: Stay): number {
    if (overrun === undefined) return 0;
    let next = Number.POSITIVE_INFINITY;
    for (const room of rooms) {
      const list = this.#inRoom.get(room) ?? [];
      next = Math.min(next, list[firstFrom(list, to)]?.from ?? Number.POSITIVE_INFINITY);
    }
    return gapPrice(overrun, Math.floor((next - to) / MINUTE), this.#model.gaps?.weight ?? 0);
  }
}

/** The position of the first that comes at that moment or later. */
const firstFrom = (list: readonly Stay[], at: number): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.from ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};
