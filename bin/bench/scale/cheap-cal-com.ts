import type { CalApi, CalBooking } from '../../../shared/calcom/cal-api.ts';
import { type CalLister, type ListReading, MOST_ROWS } from '../../../shared/calcom/cal-lister.ts';
import type { BookingUid } from '../../../shared/domain/booking-event.ts';
import type { CredentialName } from '../../../shared/domain/catalogue.ts';
import { type Instant, MINUTE } from '../../../shared/domain/instant.ts';

/** Location PATCHes that a key may send in a minute. */
const MOST_PATCHES = 5;
/** What Cal.com shows before anyone has told a room. */
const DEFAULT_LOCATION = 'Please ask at the front desk';

/** A Cal.com without faults that finds what it is asked for at once: thousands of keys, each with bookings of its own. */
export class CheapCalCom {
  readonly #now: () => Instant;
  readonly #rows = new Map<BookingUid, CalBooking>();
  readonly #byKey = new Map<CredentialName, BookingUid[]>();
  readonly #patches = new Map<CredentialName, Instant[]>();
  readonly #told: (uid: BookingUid) => void;
  /** When each key was asked for its changes. */
  readonly asked = new Map<CredentialName, Instant[]>();
  /** PATCHes beyond what a key may send. */
  tooFast = 0;
  /** PATCHes that told nothing new. */
  again = 0;

  /** `told`: a location was changed, and Cal.com says so to anyone who listens. */
  constructor(now: () => Instant, told: (uid: BookingUid) => void) {
    this.#now = now;
    this.#told = told;
  }

  book(
    credential: CredentialName,
    booking: Pick<CalBooking, 'uid' | 'start' | 'end' | 'practitionerId' | 'inputs'>,
  ): void {
    const now = this.#now();
    this.#rows.set(booking.uid, {
      ...booking,
      status: 'accepted',
      shown: DEFAULT_LOCATION,
      venue: 'on-site',
      createdAt: now,
      updatedAt: now,
    });
    const own = this.#byKey.get(credential) ?? [];
    own.push(booking.uid);
    this.#byKey.set(credential, own);
  }

  shown(uid: BookingUid): string | undefined {
    const { shown } = this.#rows.get(uid) ?? {};
    return shown === DEFAULT_LOCATION ? undefined : shown;
  }

  /** Location PATCHes of each key in so many milliseconds from an instant on. */
  patchesByKey(from: Instant, ms: number): readonly number[] {
    return [...this.#patches.values()].map((all) => all.filter((at) => at >= from && at < from + ms).length);
  }

  readonly api: CalApi = {
    getBooking: async (uid) => {
      const booking = this.#rows.get(uid);
      return booking === undefined ? { kind: 'gone' } : { kind: 'found', booking, requestedAt: this.#now() };
    },
    patchLocation: async (uid, text, credential) => {
      const now = this.#now();
      const row = this.#rows.get(uid);
      if (row === undefined) return { kind: 'refused', status: 404, code: '' };
      const own = this.#patches.get(credential) ?? [];
      this.#patches.set(credential, own);
      if (own.filter((at) => at > now - MINUTE).length >= MOST_PATCHES) this.tooFast += 1;
      if (row.shown === text) this.again += 1;
      own.push(now);
      this.#rows.set(uid, { ...row, shown: text, updatedAt: now });
      this.#told(uid);
      return { kind: 'accepted' };
    },
  };

  readonly lister: CalLister = {
    between: async ({ from, to }, page, credential) =>
      this.#page(
        this.#of(credential)
          .filter(({ start, end }) => start < to && end > from)
          .sort((a, b) => a.start - b.start),
        page.at,
        page.rows,
      ),
    updatedSince: async (since, page, credential) => {
      const asked = this.asked.get(credential) ?? [];
      asked.push(this.#now());
      this.asked.set(credential, asked);
      const changed = this.#of(credential).filter(({ updatedAt = 0 }) => updatedAt >= since);
      return this.#page(
        changed.sort((a, b) => (a.updatedAt ?? 0) - (b.updatedAt ?? 0)),
        page.at,
        page.rows,
      );
    },
  };

  #of(credential: CredentialName): CalBooking[] {
    return (this.#byKey.get(credential) ?? []).flatMap((uid) => this.#rows.get(uid) ?? []);
  }

  #page(all: readonly CalBooking[], at: string | undefined, rows: number): ListReading {
    const from = Number(at ?? 0);
    const to = from + Math.min(rows, MOST_ROWS);
    return {
      kind: 'page',
      bookings: all.slice(from, to),
      unreadable: 0,
      ...(to < all.length && { next: String(to) }),
      requestedAt: this.#now(),
      inOrder: true,
    };
  }
}
