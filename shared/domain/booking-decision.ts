import type { Booking } from './booking.ts';
import type { BookingUid, LiveFact } from './booking-event.ts';
import type { BookingFacts, LiveFacts } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex, RoomId, SiteEntry, SiteId } from './catalogue.ts';
import type { Day } from './day.ts';
import type { Decision } from './decide.ts';
import type { IgnoreReason } from './ignore-reason.ts';
import type { Instant } from './instant.ts';
import type { NextRecord } from './next-record.ts';
import type { SilentMove } from './silent-moves.ts';

/** What is known where a booking is decided on; what is absent has not been read. */
export type BookingState = {
  readonly now: Instant;
  /** `undefined`: there is none, or it is expected to be new. */
  readonly own: BookingRecord | undefined;
  /** The booking that it replaces, if it does and there is one. */
  readonly replaced: BookingRecord | Unread | undefined;
  readonly catalogue?: CatalogueIndex;
  /** Other bookings by uid; `undefined`: there is none. */
  readonly records?: ReadonlyMap<BookingUid, BookingRecord | undefined>;
  /** All that we might send of each Site that has addresses. */
  readonly words?: ReadonlyMap<SiteId, readonly string[]>;
  readonly day?: Day;
  /** Rooms that no transaction could give to it as they are. */
  readonly ruledOut: ReadonlySet<RoomId>;
  /** No other booking is to make room for it: the chain found is too long for one transaction. */
  readonly withoutMoves?: true;
};

/** Not read yet: it can be, beside the Day. */
export type Unread = { readonly unread: BookingUid };

/** What must be read before the booking can be decided on. */
export type Needs = { readonly kind: 'needs' } & (
  | { readonly what: 'catalogue' }
  | { readonly what: 'replaced'; readonly uid: BookingUid }
  | { readonly what: 'records'; readonly uids: readonly BookingUid[] }
  | { readonly what: 'words'; readonly sites: readonly SiteEntry[] }
  /** And the booking that it replaces, at the same time. */
  | { readonly what: 'day'; readonly site: SiteEntry; readonly visit: LiveFact }
);

/** What becomes of a booking, whatever else its event says: the one that it replaces ends in any case. */
export type BookingDecision =
  /** It is over: what it had goes, and its tombstone is written. */
  | { readonly kind: 'release'; readonly tombstone: NextRecord }
  /** A repetition, or nothing that matters for rooms; `facts`: what is newly known of it all the same. */
  | { readonly kind: 'unchanged'; readonly facts?: BookingFacts }
  | Ignored
  | (Decision & Placing)
  | Needs;
export type FinalDecision = Exclude<BookingDecision, Needs>;

/** A live booking takes no room. */
export type Ignored = {
  readonly kind: 'ignore';
  readonly reason: IgnoreReason;
  readonly site?: SiteEntry;
  readonly facts: LiveFacts;
  readonly reads: string | undefined;
  /** All of this is written already. */
  readonly isKnown: boolean;
};

/** A live booking on its Day, with everyone its room concerns. */
type Placing = {
  readonly facts: LiveFacts;
  readonly booking: Booking;
  readonly unknownEquipment: readonly string[];
  /** The text of ours that Cal.com may show for it: what its predecessor was told. */
  readonly reads: string | undefined;
  /** The holds that give way to it. */
  readonly evicted: readonly BookingRecord[];
  /** Bookings that move on first, so that it gets its room. */
  readonly moves: readonly SilentMove[];
};
