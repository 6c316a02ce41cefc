import { createHash } from 'node:crypto';
import type { CalBooking } from '../calcom/cal-api.ts';
import { isForWant } from '../domain/admit.ts';
import { contentOf } from '../domain/booking-facts.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { isLeftToLists, isSent } from '../domain/publication.ts';
import { VERIFY_AFTER_MS } from '../publishing/pace.ts';
import type { Found } from './compare-booking.ts';
import { CLOCKS_DIFFER_MS } from './event-of-reading.ts';

/** Bookings that are remembered, of some hundred bytes each; the one that was compared longest ago makes room. */
const MOST = 200_000;
/** What Cal.com shows and no one here knows may be on its way for so long. */
const UNKNOWN_FOR_MS = 10 * MINUTE;

/** What a comparison came to that had nothing to set right. */
export type AsItShouldBe = Extract<Found, 'same' | 'not-ours'>;

/**
 * The bookings that were in order when they were last compared, each with all that this was judged by, as far as it can be
 * seen without reading the booking: what Cal.com shows, what stands on the Day, the clinic file, the Site's mode. While that is as it was the
 * booking needs no reading; but not for longer than `forMs`, since a record has more in it than its Day shows. It lives as long
 * as the process, and whatever it does not know is compared.
 */
export class InOrder {
  readonly #forMs: number;
  readonly #seen = new Map<string, { by: string; found: AsItShouldBe; until: Instant }>();

  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  /** What was found where all was as it is now. */
  found(one: Compared, now: Instant): AsItShouldBe | undefined {
    const seen = this.#seen.get(keyOf(one));
    return seen !== undefined && now < seen.until && seen.by === digestOf(one) ? seen.found : undefined;
  }

  note(one: Compared, found: AsItShouldBe, until: Instant, now: Instant): void {
    const key = keyOf(one);
    this.#seen.delete(key);
    this.#seen.set(key, { by: digestOf(one), found, until: Math.min(until, now + this.#forMs) });
    for (const longestAgo of this.#seen.keys()) {
      if (this.#seen.size <= MOST) break;
      this.#seen.delete(longestAgo);
    }
  }

  /** It is not as it was, or may not be. */
  forget(one: Compared): void {
    this.#seen.delete(keyOf(one));
  }
}

/** What remembers which bookings were in order. */
export type Remembers = Pick<InOrder, 'found' | 'note' | 'forget'>;

/** A booking as one key shows it, beside what else it is judged by. */
export type Compared = {
  readonly credential: CredentialName;
  readonly booking: CalBooking;
  /** The clinic file and the Sites' modes. */
  readonly clinic: string;
  /** What stands on the Days for it, where they were read. */
  readonly onDays: string;
};

const keyOf = ({ credential, booking }: Compared): string => `${booking.uid} ${credential}`;

/** What Cal.com shows is anyone's words: no more than a digest of it is kept. */
export const digestOf = ({ booking, clinic, onDays }: Compared): string =>
  createHash('sha256')
    .update(JSON.stringify([contentOf(booking), clinic, onDays]))
    .digest('base64')
    .slice(0, 22);

/** Until when nothing but a change makes it worth comparing again; `undefined`: time alone does, or someone is at work on it. */
export const inOrderUntil = (
  record: BookingRecord | undefined,
  { status, createdAt = 0 }: CalBooking,
  requestedAt: Instant,
): Instant | undefined => {
  if (record === undefined)
    return requestedAt - createdAt < UNKNOWN_FOR_MS ? undefined : Number.POSITIVE_INFINITY;
  // A reading outweighs what was heard in the minute before it only once that is over.
  if (requestedAt - lastHeard(record) <= CLOCKS_DIFFER_MS) return undefined;
  const isLive = status === 'accepted' || status === 'pending';
  if ((record.fact.status === 'ended' && isLive) || isForWant(record.placement)) return undefined;
  const { publication } = record;
  const { state } = publication;
  switch (state.kind) {
    case 'nothing':
    case 'shadow':
      return Number.POSITIVE_INFINITY;
    case 'manual-edit':
      return state.drift === undefined ? Number.POSITIVE_INFINITY : undefined;
    case 'queued':
      // What was sent is looked for in each list.
      return isLeftToLists(publication) ||
        (isSent(publication) && state.notBefore - requestedAt <= VERIFY_AFTER_MS)
        ? undefined
        : state.notBefore;
    default:
      return undefined;
  }
};

/** When the last of what is known of the booking was said. */
const lastHeard = ({ fact, asked }: BookingRecord): Instant =>
  Math.max(fact.createdAt, ...Object.values(asked).map(({ at }) => at));
