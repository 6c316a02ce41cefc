/** What comes at a time, and at the same time in some order. */
type Timed = { readonly at: number; readonly order: number };

/** The next one first. */
export class Heap<T extends Timed> {
  readonly #all: T[] = [];

  get first(): T | undefined {
    return this.#all[0];
  }

  push(timed: T): void {
    const all = this.#all;
    let at = all.push(timed) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(timed, all[parent] as T)) break;
      all[at] = all[parent] as T;
      at = parent;
    }
    all[at] = timed;
  }

  pop(): void {
    const all = this.#all;
    const last = all.pop();
    if (last === undefined || all.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= all.length) break;
      const right = left + 1;
      const sooner = right < all.length && isBefore(all[right] as T, all[left] as T) ? right : left;
      if (!isBefore(all[sooner] as T, last)) break;
      all[at] = all[sooner] as T;
      at = sooner;
    }
    all[at] = last;
  }
}

const isBefore = (a: Timed, b: Timed): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
