/** Time that passes only when told to: timers run in order, each after everything it set off before is done. */
export class VirtualTime {
  #now: number;
  #order = 0;
  #timers: { at: number; order: number; act: () => void }[] = [];

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now = (): number => this.#now;

  later = (ms: number, act: () => void): void => {
    this.#order += 1;
    this.#timers.push({ at: this.#now + ms, order: this.#order, act });
  };

  /** Lets `ms` pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await quiet();
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#timers[0];
      if (next === undefined || next.at > until) break;
      this.#timers.shift();
      this.#now = next.at;
      next.act();
      await quiet();
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
    while (!done && this.#timers.length > 0) {
      const next = Math.min(...this.#timers.map(({ at }) => at));
      await this.pass(Math.max(0, next - this.#now));
    }
    return finished;
  }
}

/** Every promise that can go on has gone on. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
