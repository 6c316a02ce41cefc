import { Heap } from './heap.ts';

type Timer = { readonly at: number; readonly order: number; act: (() => void) | undefined };

/** Time that passes only when told to: timers run in order, each after everything it set off before is done. */
export class VirtualTime {
  #now: number;
  #order = 0;
  readonly #timers = new Heap<Timer>();
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

  /** The next timer; what was called off is dropped. */
  get #next(): Timer | undefined {
    while (this.#timers.first !== undefined && this.#timers.first.act === undefined) this.#timers.pop();
    return this.#timers.first;
  }

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
      const next = this.#next;
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
      const next = this.#next;
      if (next === undefined) break;
      await this.pass(Math.max(0, next.at - this.#now));
    }
    return finished;
  }
}

/** Every promise that can go on has gone on, and whatever else the process had to do is done. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Every promise that can go on has gone on: a tick comes when no promise is left to go on with. */
const quiet = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
