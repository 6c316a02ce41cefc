import type { Chance } from '../../shared/domain/chance.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import { owedIndex } from '../../shared/ledger/owed-index.ts';
import { queueKey } from '../../shared/ledger/stored-publication.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The sparse index of what is owed: a copy that follows the table a little later, item by item, never backwards. */
export class LaggingIndex {
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #owed = owedIndex();

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time;
    this.#chance = chance;
  }

  follow(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind !== 'booking') continue;
      const { record, seen } = write;
      // Mostly a few milliseconds, now and then seconds.
      const lag = this.#chance() < 0.02 ? this.#chance() * 5_000 : this.#chance() * 50;
      this.#time.later(Math.floor(lag), () => this.#owed.put(record, seen + 1));
    }
  }

  readonly readOwed: Ledger['readOwed'] = async (queue, { limit, dueBy = Number.POSITIVE_INFINITY }) =>
    this.#owed
      .under(queueKey(queue))
      .filter(({ notBefore }) => notBefore <= dueBy)
      .slice(0, limit)
      .map(({ to: _to, ...entry }) => entry);
}
