import type { Chance } from '../../shared/domain/chance.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What nothing reads that may lag. */
const NOT_COPIED: ReadonlySet<Write['kind']> = new Set(['change', 'check-room']);

/** What reads that may lag are answered from: a copy that follows the Ledger, one transaction after the other, a little later. */
export class LaggingCopy {
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #copy = memoryLedger();
  #reading: Promise<Ledger> = Promise.resolve(this.#copy);
  /** Written and not yet to be seen, with the instant from which on it is. */
  #coming: { readonly at: number; readonly writes: readonly Write[] }[] = [];

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  follow(writes: readonly Write[]): void {
    const copied = writes.filter(({ kind }) => !NOT_COPIED.has(kind));
    if (copied.length === 0) return;
    // Mostly a few milliseconds, now and then seconds.
    const lag = this.#chance() < 0.02 ? this.#chance() * 5_000 : this.#chance() * 50;
    const at = Math.max(this.#coming.at(-1)?.at ?? 0, this.#time.now() + Math.floor(lag));
    this.#coming.push({ at, writes: copied });
  }

  /** The Ledger as it was a little earlier. */
  caughtUp(): Promise<Ledger> {
    // One after the other: of two readings at once the second would overtake what the first has taken.
    this.#reading = this.#reading.then(() => this.#catchUp());
    return this.#reading;
  }

  async #catchUp(): Promise<Ledger> {
    const now = this.#time.now();
    const seen = this.#coming.filter(({ at }) => at <= now);
    this.#coming = this.#coming.filter(({ at }) => at > now);
    for (const { writes } of seen) {
      const { kind } = await this.#copy.commit(writes);
      if (kind === 'stale') throw new Error('the copy has left the Ledger');
    }
    return this.#copy;
  }
}
