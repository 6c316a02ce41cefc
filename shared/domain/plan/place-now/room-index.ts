import type { Interval } from '../problem/problem.ts';

/** One booking in one room (or in one unit of portable equipment), for as long as it occupies it. */
export type Occupied = Interval & {
  readonly uid: string;
};

const startingAt = (list: readonly Occupied[], at: number): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Who holds what when, for answers in microseconds: per room a list ordered by beginning. Not for pools of many units. */
export class RoomIndex {
  readonly #held = new Map<string, Occupied[]>();
  /** The longest stay seen per room: how far back an overlap can begin. */
  readonly #longest = new Map<string, number>();

  add(things: readonly string[], stay: Occupied): void {
    for (const thing of things) {
      const list = this.#held.get(thing) ?? [];
      list.splice(startingAt(list, stay.start), 0, stay);
      this.#held.set(thing, list);
      this.#longest.set(thing, Math.max(this.#longest.get(thing) ?? 0, stay.end - stay.start));
    }
  }

  remove(things: readonly string[], uid: string): void {
    for (const thing of things) {
      const list = this.#held.get(thing);
      const at = list?.findIndex((stay) => stay.uid === uid) ?? -1;
      if (at >= 0) list?.splice(at, 1);
    }
  }

  /** Everyone who is in any of the things at that time, each once. */
  holders(things: readonly string[], time: Interval): readonly Occupied[] {
    const found: Occupied[] = [];
    for (const thing of things) {
      const list = this.#held.get(thing);
      if (list === undefined) continue;
      for (let at = startingAt(list, time.start - (this.#longest.get(thing) ?? 0)); at < list.length; at++) {
        const stay = list[at];
        if (stay === undefined || stay.start >= time.end) break;
        if (stay.end > time.start && !found.includes(stay)) found.push(stay);
      }
    }
    return found;
  }
}
