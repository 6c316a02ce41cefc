import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { CalBooking } from '../calcom/cal-api.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, MINUTE, toIso } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { type AsItShouldBe, type Compared, digestOf, InOrder } from './in-order.ts';

const SCOPE = 'in-order';
/** Raised where bookings are compared by other rules: all of them are read once more then. */
const RULES = 1;
const HOUR = 60 * MINUTE;
/** How often what is known of one day is written down: a new process reads those again that came since. */
export const KEPT_EVERY_MS = 12 * HOUR;
/** In seconds, from the beginning of the day that it tells of. */
const KEPT_SECONDS = 3 * 24 * 3600;
/** Of one day and key: far from as much as an item holds. */
const MOST = 10_000;

const kept = z.object({
  /** From then on the hours are counted. */
  from: z.number(),
  /** Each booking in so many letters: by which it is told from others, what it was judged by, and for how many hours that stands. */
  entries: z.string(),
});
const LETTERS = { booking: 4, by: 6, hours: 1 } as const;
const ENTRY = LETTERS.booking + LETTERS.by + LETTERS.hours;

type Entry = { readonly by: string; readonly until: Instant };

/** What is known of the bookings that start on one day, by UTC, as one key shows them. */
type Day = {
  readonly entries: Map<string, Entry>;
  readonly writtenAt: Instant;
  readonly version: number;
  hasMore: boolean;
};

/**
 * Bookings that were in order, as `InOrder` knows them, beyond the life of a process: day by day in a memo of the Ledger, of keyed
 * digests. One that is not there, or not as it stands there, is compared; two that no one can tell from each other are compared more
 * often. Of two that write a day the last one has said no more than what was so.
 */
export class KeptInOrder {
  readonly #ledger: Ledger;
  readonly #inProcess: InOrder;
  readonly #days = new Map<string, Day>();
  readonly #forMs: number;
  #key = '';

  constructor(ledger: Ledger, forMs: number) {
    this.#ledger = ledger;
    this.#forMs = forMs;
    this.#inProcess = new InOrder(forMs);
  }

  /** Reads what is kept of the days on which these start, where this process has not yet. `key`: that of all digests. */
  async read(
    credential: CredentialName,
    bookings: readonly CalBooking[],
    key: string,
    now: Instant,
  ): Promise<void> {
    this.#key = key;
    const unread = new Set(
      bookings.map((each) => idOf(credential, each)).filter((id) => !this.#days.has(id)),
    );
    await Promise.all(
      [...unread].map(async (id) => {
        const memo = await this.#ledger.readMemo(SCOPE, id, { mayLag: true });
        const value = kept.safeParse(memo?.value);
        this.#days.set(id, {
          entries: value.success ? entriesOf(value.data) : new Map(),
          writtenAt: value.success ? value.data.from : now - KEPT_EVERY_MS,
          version: memo?.version ?? 0,
          hasMore: false,
        });
      }),
    );
  }

  found(one: Compared, now: Instant): AsItShouldBe | undefined {
    const known = this.#inProcess.found(one, now);
    if (known !== undefined) return known;
    const entry = this.#days.get(idOf(one.credential, one.booking))?.entries.get(this.#nameOf(one));
    if (entry === undefined || entry.until <= now) return undefined;
    const found = FINDINGS.find((each) => this.#digestOf(one, each) === entry.by);
    if (found !== undefined) this.#inProcess.note(one, found, entry.until, now);
    return found;
  }

  note(one: Compared, found: AsItShouldBe, until: Instant, now: Instant): void {
    this.#inProcess.note(one, found, until, now);
    const day = this.#days.get(idOf(one.credential, one.booking));
    if (day === undefined) return;
    day.entries.set(this.#nameOf(one), {
      by: this.#digestOf(one, found),
      until: Math.min(until, now + this.#forMs),
    });
    day.hasMore = true;
  }

  forget(one: Compared): void {
    this.#inProcess.forget(one);
    this.#days.get(idOf(one.credential, one.booking))?.entries.delete(this.#nameOf(one));
  }

  /** Writes down what was noted of the days of one key, where it is time; days that are over are left. */
  async write(credential: CredentialName, now: Instant): Promise<void> {
    const yesterday = dateOf(now - 24 * HOUR);
    const from = Math.floor(now / HOUR) * HOUR;
    for (const [id, day] of this.#days) {
      if (!id.startsWith(prefixOf(credential))) continue;
      const date = id.slice(prefixOf(credential).length);
      if (date < yesterday) this.#days.delete(id);
      else if (day.hasMore && now - day.writtenAt >= KEPT_EVERY_MS) {
        const value = { from, entries: textOf(day.entries, from) };
        const ttl = Math.ceil(Date.parse(date) / 1000) + KEPT_SECONDS;
        const record = { scope: SCOPE, id, value, ttl };
        const result = await this.#ledger.commit([{ kind: 'memo', seen: day.version, record }]);
        // Another run was faster: what it has written is read at the next pass.
        if (result.kind === 'stale') this.#days.delete(id);
        else this.#days.set(id, { ...day, writtenAt: now, version: day.version + 1, hasMore: false });
      }
    }
  }

  #nameOf({ booking: { uid } }: Compared): string {
    return this.#letters(uid, LETTERS.booking);
  }

  #digestOf(one: Compared, found: AsItShouldBe): string {
    return this.#letters(`${found} ${digestOf(one)}`, LETTERS.by);
  }

  #letters(text: string, count: number): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, count);
  }
}

const FINDINGS: readonly AsItShouldBe[] = ['same', 'not-ours'];

const dateOf = (at: Instant): string => toIso(at).slice(0, 10);

/** A key's name may hold anything, a date no space. */
const prefixOf = (credential: CredentialName): string => `${RULES} ${credential} `;

const idOf = (credential: CredentialName, { start }: CalBooking): string =>
  prefixOf(credential) + dateOf(start);

const entriesOf = ({ from, entries }: z.infer<typeof kept>): Map<string, Entry> => {
  const known = new Map<string, Entry>();
  for (let at = 0; at + ENTRY <= entries.length; at += ENTRY) {
    const byAt = at + LETTERS.booking;
    const hoursAt = byAt + LETTERS.by;
    const hours = Number.parseInt(entries.slice(hoursAt, at + ENTRY), 36);
    const until = from + hours * HOUR;
    known.set(entries.slice(at, byAt), { by: entries.slice(byAt, hoursAt), until });
  }
  return known;
};

const textOf = (entries: ReadonlyMap<string, Entry>, from: Instant): string =>
  [...entries]
    .map(([name, { by, until }]) => ({ name, by, hours: Math.floor((until - from) / HOUR) }))
    .filter(({ hours }) => hours > 0)
    .slice(0, MOST)
    .map(({ name, by, hours }) => name + by + hours.toString(36))
    .join('');
