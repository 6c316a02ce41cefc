import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Chance } from '../../shared/domain/chance.ts';
import type { Ledger, Write } from '../../shared/domain/ledger.ts';
import type { OwedEntry } from '../../shared/domain/ledger-records.ts';
import { queueKey, rowOf } from '../../shared/ledger/stored-publication.ts';
import type { VirtualTime } from './virtual-time.ts';

type Row = OwedEntry & { readonly to: string };

/** The sparse index of what is owed: a copy that follows the table a little later, item by item, never backwards. */
export class LaggingIndex {
  readonly #time: VirtualTime;
  readonly #chance: Chance;
  readonly #rows = new Map<string, { version: number; row: Row | undefined }>();

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
      this.#time.later(Math.floor(lag), () => this.#set(record, seen + 1));
    }
  }

  #set(record: Omit<BookingRecord, 'version'>, version: number): void {
    if ((this.#rows.get(record.uid)?.version ?? 0) >= version) return;
    this.#rows.set(record.uid, { version, row: rowOf(record) });
  }

  readonly readOwed: Ledger['readOwed'] = async (queue, { limit, dueBy = Number.POSITIVE_INFINITY }) =>
    [...this.#rows.values()]
      .flatMap(({ row }) => (row?.to === queueKey(queue) && row.notBefore <= dueBy ? [row] : []))
      .sort((a, b) => a.start - b.start)
      .slice(0, limit)
      .map(({ to: _to, ...entry }) => entry);
}
