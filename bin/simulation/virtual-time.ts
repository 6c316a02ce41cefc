type Timer = { readonly at: number; readonly order: number; act: (() => void) | undefined };

/** Time that passes only when told to: timers run in order, each after everything it set off before is done. */
export class VirtualTime {
  #now: number;
  #order = 0;
  readonly #timers = new Heap();
  readonly #outside = new Set<Promise<unknown>>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now = (): number => this.#now;

  /** Answers how to call it off. */
  later = (ms: number, act: () => void): (() => void) => {
    this.#order += 1;
    const timer: Timer = { at: this.#now + ms, order: this.#order, act };
    this.#timers.push(timer);
    return () => {
      timer.act = undefined;
    };
  };

  /** Work that takes real time: until it is done, none of this time passes. */
  during = <T>(work: Promise<T>): Promise<T> => {
    this.#outside.add(work);
    void work.catch(() => undefined).finally(() => this.#outside.delete(work));
    return work;
  };

  async #outsideIsDone(): Promise<void> {
    while (this.#outside.size > 0) {
      await Promise.allSettled(this.#outside);
      await idle();
    }
  }

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await idle();
    for (;;) {
      const next = this.#timers.first;
      if (next === undefined || next.at > until) break;
      this.#timers.pop();
      this.#now = Math.max(this.#now, next.at);
      next.act?.();
      await quiet();
      if (this.#outside.size > 0) await this.#outsideIsDone();
    }
    this.#now = until;
  }

  /** Lets time pass until `work` is done. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    // Watched below; a rejection must not count as unhandled meanwhile.
    finished.catch(() => {});
    await quiet();
    while (!done) {
      const next = this.#timers.first;
      if (next === undefined) break;
      await this.pass(Math.max(0, next.at - this.#now));
    }
    return finished;
  }
}

/** Timers, the next one first. */
class Heap {
  readonly #all: Timer[] = [];

  /** What was called off is dropped. */
  get first(): Timer | undefined {
    while (this.#all[0] !== undefined && this.#all[0].act === undefined) this.pop();
    return this.#all[0];
  }

  push(timer: Timer): void {
    const all = this.#all;
    let at = all.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(timer, all[parent] as Timer)) break;
      all[at] = all[parent] as Timer;
      at = parent;
    }
    all[at] = timer;
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
      const sooner = right < all.length && isBefore(all[right] as Timer, all[left] as Timer) ? right : left;
      if (!isBefore(all[sooner] as Timer, last)) break;
      all[at] = all[sooner] as Timer;
      at = sooner;
    }
    all[at] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Every promise that can go on has gone on, and whatever else the process had to do is done. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every promise that can go on has gone on: a tick comes when no promise is left to go on with. */
const quiet = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
