import type { AddressId, PractitionerId, VisitTypeId } from './catalogue.ts';
import type { Instant } from './instant.ts';

export type BookingUid = string;

/** Equipment someone asked for; `unreadable` stands for anything that is no list of words. */
export type AskedEquipment = {
  /** Digests (`~…`) of the words; of bookings kept from before there were digests, the tags in full. */
  readonly tags: readonly string[];
  readonly unreadable: boolean;
  /** One seat of several asked: what other seats asked for stands beside it. */
  readonly ofSeat?: true;
};

/** Where the visit takes place, as far as rooms care; `elsewhere` is the attendee's own address. */
export type Venue = 'on-site' | 'video' | 'phone' | 'elsewhere';

/** What decides which rooms will do: stored with the booking, so that a new catalogue can re-check it. */
export type RequirementInputs = {
  readonly eventTypeId?: number;
  /** `[A-Za-z0-9_-]{1,64}`, else dropped. */
  readonly eventTypeSlug?: string;
  /** Of a walk-in: the visit type that staff said, `walk-in` where they said none. */
  readonly visitTypeId?: VisitTypeId;
  /** The answer to the booking field `equipment`. */
  readonly answered?: AskedEquipment;
  /** The booking's `metadata.equipment`, looked at only where there is no answer. */
  readonly metadata?: AskedEquipment;
  /** Stands for what visits of one patient that belong together bear alike; says which they are, and not whose. */
  readonly linked?: string;
  /** How many may share the booking, each with a seat; 0 = several, no one knows how many. */
  readonly seats?: number;
};

/** A booking that stands: wanted (`tentative`: requested or unpaid) or certain (`confirmed`). */
export type LiveFact = {
  readonly uid: BookingUid;
  readonly status: 'tentative' | 'confirmed';
  /** When Cal.com said so: a delivery's `createdAt`, or `updatedAt` on GET. */
  readonly createdAt: Instant;
  readonly start: Instant;
  readonly end: Instant;
  readonly practitionerId?: PractitionerId;
  readonly venue: Venue;
  /** What stands for the location's text, where that reads like a place: it may tell which Site the patient chose. */
  readonly address?: AddressId;
  readonly inputs: RequirementInputs;
  /** Told without the booking's answers (BOOKING_PAID): whatever else is known of the booking says more. */
  readonly partial?: true;
};

/** A booking that is over with: nothing brings it back. */
export type EndedFact = {
  readonly uid: BookingUid;
  readonly status: 'ended';
  readonly createdAt: Instant;
  readonly reason: 'cancelled' | 'rejected' | 'rescheduled';
  /** End of the visit, where known: a tombstone outlives it. */
  readonly end?: Instant;
};

export type BookingFact = LiveFact | EndedFact;

/** Our normalised fact, made of one Delivery: no free text, no personal data. */
export type BookingEvent = {
  /** SHA-256 (hex) of the delivery's raw body: for tracing, not for de-duplication. */
  readonly deliveryId: string;
  /** Cal.com's trigger name, e.g. `BOOKING_CREATED`. */
  readonly trigger: string;
  readonly receivedAt: Instant;
  readonly fact: BookingFact;
  /** The booking that this one replaces (`rescheduleUid`, where it differs from the booking's own uid). */
  readonly replaces?: BookingUid;
  /**
   * The booking that it was rescheduled from, by what Cal.com shows: whether that is over may not be known yet, but where the visit is
   * follows from it.
   */
  readonly cameFrom?: BookingUid;
  /** When the booking was made, where Cal.com says so: GET does, a delivery does not. */
  readonly bookedAt?: Instant;
  /** Cal.com tells of one booking here and may mean a whole series: it is to be read, with its siblings. */
  readonly recheck?: true;
  /** The walk-in that staff have booked it for. */
  readonly walkIn?: BookingUid;
};

/** What a Delivery says that is no fact about a booking's life. */
export type BookingNotice = Pick<BookingEvent, 'deliveryId' | 'trigger' | 'receivedAt'> & {
  readonly notice: Notice;
};

export type Notice =
  /** Something changed that only Cal.com itself can tell: a location (free text), one seat of several. */
  | { readonly kind: 'recheck'; readonly uid: BookingUid }
  /** The meeting that was to start then has begun, or is over. */
  | { readonly kind: 'started' | 'ended'; readonly uid: BookingUid; readonly start: Instant }
  /** Everyone named did not come, or did after all. */
  | {
      readonly kind: 'no-show';
      readonly uid: BookingUid;
      readonly noShow: boolean;
      readonly createdAt: Instant;
    };

/** What travels from the webhook to the assigner. */
export type BookingMessage = BookingEvent | BookingNotice;

/** The booking that a message is about. */
export const subjectOf = (message: BookingMessage): BookingUid =>
  'notice' in message ? message.notice.uid : message.fact.uid;
