import type { Chance } from '../../shared/domain/chance.ts';
import { FUNCTIONS, type FunctionName } from '../../shared/wiring.ts';
import type { PortCall, Strikes, Struck } from './strikes.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How an invocation ended. A process that died has done nothing more from then on. */
export type Ended<T> =
  | { readonly kind: 'returned'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died'; readonly cause: 'crash' | 'time-out' };

export type ProcessWorld = {
  readonly time: VirtualTime;
  readonly chance: Chance;
  strikes: Strikes;
  /** Every port call, and what struck it. */
  readonly called: (call: PortCall, strike: string | undefined) => void;
  /** Something happens later that no one waits for. */
  readonly pending: (ms: number, act: () => Promise<unknown>) => void;
  readonly nextCall: () => number;
  /** How long a port takes to answer, in milliseconds; a moment, now this long, now that, unless given. */
  readonly takes?: (port: string) => number;
  /** How often an invocation finds no warm container, where not now and then. */
  readonly cold?: number;
};

/** The answer of someone who is gone. One for each: no matter who waits for a promise is kept as long as it is. */
const never = (): Promise<never> => new Promise(() => {});

type CallTerms = {
  /** Makes the error that the caller sees. */
  readonly fails: (reason: string) => Error;
  /** The port's own patience, where it has one shorter than the function's life. */
  readonly hangMs?: number;
  /** How the port does a thing late, where that differs from doing it then. */
  readonly late?: (delayMs: number) => void;
};

/** One container of one function: what it awaits goes through `call`, and there it can be struck. */
export class Process {
  readonly fn: FunctionName;
  readonly world: ProcessWorld;
  alive = true;
  /** Nothing was awaited yet in this invocation. */
  fresh = true;
  /** Set while an invocation runs in it. */
  onDeath: ((cause: 'crash' | 'time-out') => void) | undefined;

  constructor(fn: FunctionName, world: ProcessWorld) {
    this.fn = fn;
    this.world = world;
  }

  die(cause: 'crash' | 'time-out'): void {
    this.alive = false;
    this.onDeath?.(cause);
  }

  /** An awaited port call. */
  call<T>(port: string, effect: () => Promise<T>, terms: CallTerms): Promise<T> {
    if (!this.alive) return never();
    const { world } = this;
    const call = { index: world.nextCall(), fn: this.fn, port, first: this.fresh };
    this.fresh = false;
    const struck = world.strikes(call);
    world.called(call, struck?.strike);
    const ms = world.takes?.(port) ?? 1 + Math.floor(world.chance() * 40);
    return struck === undefined ? this.#unstruck(ms, effect) : this.#struck(ms, effect, struck, terms);
  }

  #unstruck<T>(ms: number, effect: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.world.time.later(ms, () => {
        if (!this.alive) return;
        effect().then(
          (value) => this.alive && resolve(value),
          (error) => this.alive && reject(error),
        );
      });
    });
  }

  async #struck<T>(
    ms: number,
    effect: () => Promise<T>,
    struck: Struck,
    { fails, hangMs, late = (delayMs) => this.world.pending(delayMs, effect) }: CallTerms,
  ): Promise<T> {
    await this.#sleep(ms);
    switch (struck.strike) {
      case 'throw':
        throw fails('struck before');
      case 'apply-throw':
        await effect();
        if (!this.alive) return never();
        throw fails('struck after');
      case 'late':
        late(struck.delayMs);
        if (hangMs !== undefined) await this.#sleep(hangMs);
        throw fails('late');
      case 'slow': {
        // Half of it on the way there, half on the way back.
        const half = Math.min(struck.delayMs, SLOWEST_MS) / 2;
        await this.#sleep(half);
        const value = await effect();
        await this.#sleep(half);
        return value;
      }
      case 'hang':
        if (hangMs === undefined) return never();
        await this.#sleep(hangMs);
        throw fails('hung');
      case 'crash-before':
        this.die('crash');
        return never();
      case 'crash-after':
        await effect();
        this.die('crash');
        return never();
    }
  }

  async #sleep(ms: number): Promise<void> {
    // A clock of whole milliseconds, as `Date.now`.
    await new Promise<void>((wake) => this.world.time.later(Math.round(ms), wake));
    if (!this.alive) await never();
  }
}

/** No answer that still comes takes longer. */
const SLOWEST_MS = 3_000;

/** How often an invocation finds no warm container; of what runs every minute one lives for hours. */
const COLD = 0.1;
const COLD_SWEEP = 0.01;

/** One function with its containers: one invocation at a time in each, caches live as long as the container. */
export class Lambda<Handler> {
  readonly name: FunctionName;
  readonly #world: ProcessWorld;
  readonly #build: (process: Process) => Handler;
  readonly #idle: { process: Process; handler: Handler }[] = [];
  running = 0;

  constructor(name: FunctionName, world: ProcessWorld, build: (process: Process) => Handler) {
    this.name = name;
    this.#world = world;
    this.#build = build;
  }

  invoke<T>(work: (handler: Handler, process: Process) => Promise<T>): Promise<Ended<T>> {
    const cold = this.#world.cold ?? (this.name === 'sweep' ? COLD_SWEEP : COLD);
    const warm = this.#world.chance() < cold ? undefined : this.#idle.pop();
    const process = warm?.process ?? new Process(this.name, this.#world);
    const container = warm ?? { process, handler: this.#build(process) };
    this.running += 1;
    process.fresh = true;
    return new Promise((resolve) => {
      let over = false;
      const end = (ended: Ended<T>): void => {
        if (over) return;
        over = true;
        patience();
        process.onDeath = undefined;
        this.running -= 1;
        if (ended.kind !== 'died') this.#idle.push(container);
        resolve(ended);
      };
      process.onDeath = (cause) => end({ kind: 'died', cause });
      const patience = this.#world.time.later(FUNCTIONS[this.name].timeoutSeconds * 1000, () =>
        process.die('time-out'),
      );
      work(container.handler, process).then(
        (value) => end({ kind: 'returned', value }),
        (error: unknown) => end({ kind: 'threw', error }),
      );
    });
  }
}
