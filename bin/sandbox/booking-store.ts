import type { Chance } from '../../shared/domain/chance.ts';
import type { BookingRow } from './booking-row.ts';

const alphabet = '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';

/** Cal.com's booking table: rows are replaced, never changed, so a reader may keep what it was given. */
export class BookingStore {
  readonly #rows = new Map<string, BookingRow>();
  readonly #now: () => number;
  readonly #chance: Chance;
  #lastId = 880_100;

  constructor(now: () => number, chance: Chance) {
    this.#now = now;
    this.#chance = chance;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** 22 characters, as Cal.com's short uuids. */
  nextUid(): string {
    return Array.from({ length: 22 }, () =>
      alphabet.charAt(Math.floor(this.#chance() * alphabet.length)),
    ).join('');
  }

  nextUuid(): string {
    const hex = (digits: number): string =>
      Math.floor(this.#chance() * 16 ** digits)
        .toString(16)
        .padStart(digits, '0');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(8)}${hex(4)}`;
  }

  insert(row: BookingRow): BookingRow {
    this.#rows.set(row.uid, row);
    return row;
  }

  /** Any write moves `updatedAt`, as the table's own rule does. */
  update(uid: string, change: Partial<BookingRow>): BookingRow {
    const row = this.#rows.get(uid);
    if (row === undefined) throw new Error(`no booking ${uid} in the sandbox`);
    const next = { ...row, updatedAt: this.#now(), ...change };
    this.#rows.set(uid, next);
    return next;
  }

  get(uid: string): BookingRow | undefined {
    return this.#rows.get(uid);
  }

  all(): BookingRow[] {
    return [...this.#rows.values()];
  }

  /** The occurrences of a series, earliest first. */
  series(recurringUid: string): BookingRow[] {
    return this.all()
      .filter((row) => row.recurringUid === recurringUid)
      .sort((a, b) => a.start - b.start);
  }

  restore(rows: readonly BookingRow[]): void {
    for (const row of rows) {
      this.#rows.set(row.uid, row);
      this.#lastId = Math.max(this.#lastId, row.id, ...row.attendees.map((attendee) => attendee.id));
    }
  }
}
