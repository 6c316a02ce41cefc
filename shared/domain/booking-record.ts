import type { AskedEquipment, BookingFact, BookingUid } from './booking-event.ts';
import type { AddressId, CredentialName, PractitionerId, RoomId, SiteId } from './catalogue.ts';
import type { Progress } from './day.ts';
import type { Instant } from './instant.ts';
import type { LocalDate } from './local-time.ts';
import type { TOO_LONG } from './publication-reasons.ts';

/** A value with the `createdAt` of the delivery that carried it. */
export type Stamped<T> = { readonly value: T; readonly at: Instant };

/** Why a live booking takes no room. */
export type IgnoreReason =
  | 'event-type-unmapped'
  | 'no-site'
  | 'address-of-no-site'
  | 'past'
  | 'takes-no-room'
  | 'hold-expired'
  | typeof TOO_LONG;

/** What stands in the Ledger for a booking right now. */
export type Placement =
  | {
      readonly kind: 'roomed';
      readonly roomId: RoomId;
      /** Everything the Occupancy is written under: the room, its parts, portable units. */
      readonly claims: readonly string[];
      readonly dates: readonly LocalDate[];
      readonly from: Instant;
      readonly to: Instant;
      readonly decidedAt: Instant;
      readonly catalogueVersion: string;
    }
  | {
      readonly kind: 'waiting';
      readonly date: LocalDate;
      /** Where it lasts beyond the next date: the further ones, each of which may find it a room. */
      readonly alsoOn?: readonly LocalDate[];
      readonly since: Instant;
    }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason }
  | { readonly kind: 'ended' };

/**
 * Under which key of the sparse index a booking stands: only `CRED#` is read by a publisher. `SHADOW#` would be told,
 * `PARKED#` could not be told, `DRIFT#` is nothing to tell but something to decide for staff, `UNMAPPED` is of no Site: the
 * clinic file does not know its event type, or not its host.
 */
export type OwedTo =
  | `CRED#${CredentialName}`
  | `SHADOW#${SiteId}`
  | `PARKED#${SiteId}`
  | `DRIFT#${SiteId}`
  | typeof UNMAPPED;
export const UNMAPPED = 'UNMAPPED';

/** The recorded intention to PATCH: written before the request leaves. */
export type Attempt = {
  readonly id: string;
  readonly text: string;
  readonly at: Instant;
  /** Absent = nobody knows yet whether it arrived. */
  readonly outcome?: 'accepted' | 'refused' | 'unsent';
  /** Of a booking with seats: keyed digests of those it was sent to. */
  readonly seats?: readonly string[];
  /** Staff wanted the text sent again that Cal.com showed already. */
  readonly again?: true;
};

/** The seats of a booking that several people share, as the last reading showed them. */
export type SeatsSeen = {
  readonly taken: number;
  /** Keyed digests of the seats that were told the room. */
  readonly told?: readonly string[];
  /** Taken since the room was told: Cal.com mailed them the event type's address. */
  readonly late: number;
};

/** Everything the publisher knows about telling Cal.com of this booking. */
export type Publication = {
  /** Every text ever sent for this uid: what Cal.com shows of these is *ours*. */
  readonly texts: readonly string[];
  /** Keyed digest of what the first GET showed before any attempt: the event type's *default*. */
  readonly defaultDigest?: string;
  readonly attempt?: Attempt;
  /** How often `attempt.text` has been sent since it last changed. */
  readonly sends: number;
  readonly owed?: {
    readonly to: OwedTo;
    readonly notBefore: Instant;
    /** Why it is parked, or what the Drift is. */
    readonly reason?: string;
    /** The booking could not be read at Cal.com: it is not tried again before this instant. */
    readonly retryAt?: Instant;
    /** How often that was while Cal.com gave others. */
    readonly unreadable?: number;
  };
  /** What a GET has verified that Cal.com shows. */
  readonly verified?: { readonly text: string; readonly at: Instant };
  /**
   * One of our texts that Cal.com may show, though nobody sent it for this uid: what its predecessor was told (a reschedule
   * through the API keeps it), or the words of a room that it was booked with.
   */
  readonly reads?: string;
  /** Who shares the booking, where several do. */
  readonly seats?: SeatsSeen;
  /** Staff want the text sent once more, though Cal.com shows it: some of those who share the booking do not know it. */
  readonly again?: true;
  /** A person at Cal.com wrote a location of their own; it stands until staff decide. */
  readonly humanEditAt?: Instant;
  /** Staff have let that person's text stand. */
  readonly humanEditSeenAt?: Instant;
  /** Staff want our text over that person's, once. */
  readonly reassert?: boolean;
  /** Keyed digest of that text: the same text again is no news, and staff may take back this one and no other. */
  readonly humanDigest?: string;
  /** The Room that the text names and the booking could not be moved to. */
  readonly humanRoom?: RoomId;
  /** Staff have said that this booking, older than the Site's publishing, is to be told. */
  readonly adopted?: true;
};

/** The Ledger's record of one booking, by uid. */
export type BookingRecord = {
  readonly uid: BookingUid;
  /** Raised by every write; 0 = no such item. */
  readonly version: number;
  readonly fact: BookingFact;
  /** The earliest `createdAt` of anything heard about this uid. */
  readonly firstEventAt: Instant;
  /**
   * The newest equipment ever asked for: Cal.com drops the metadata on its confirm path and the answers on its
   * paid path, so the newest fact may know less than an older one.
   */
  readonly asked: {
    readonly answered?: Stamped<AskedEquipment>;
    readonly metadata?: Stamped<AskedEquipment>;
    /** The event type's slug: Cal.com sends a title in its place once a booking is paid. */
    readonly slug?: Stamped<string>;
    /** The event type's id and the host, for the delivery that leaves them out: to say less is to change nothing. */
    readonly eventTypeId?: Stamped<number>;
    readonly practitionerId?: Stamped<PractitionerId>;
    /** How many may share the booking; 0 = several, nobody knows how many. */
    readonly seats?: Stamped<number>;
    /** The location first heard of: the patient's choice, before any text of ours stood there. */
    readonly address?: Stamped<AddressId>;
  };
  readonly replaces: readonly BookingUid[];
  readonly replacedBy: readonly BookingUid[];
  readonly siteId?: SiteId;
  readonly placement: Placement;
  /** Fixed by staff, or by a person's edit at Cal.com; never moved by the assigner. */
  readonly pinned?: boolean;
  /** What staff have said of the visit's course; gone when the booking gets another room or other times. */
  readonly progress?: Progress;
  /** What was asked for and the catalogue does not know, as digests: staff are shown that there is something. */
  readonly unknownEquipment: readonly string[];
  /** Those of them that staff have seen to. */
  readonly equipmentSeen?: readonly string[];
  /** The room that staff have told the patient of themselves; `null` = that there is none. */
  readonly toldInPerson?: RoomId | null;
  /** Staff have found a place themselves for a visit that waits: no room is looked for until it is decided on anew. */
  readonly arrangedByHand?: true;
  readonly publication: Publication;
  /** The newest word on whether the patient stayed away; `true` suggests the release to staff, and releases nothing. */
  readonly noShow?: Stamped<boolean>;
  /** Seconds since 1970 (DynamoDB TTL); after the visit's end by a wide margin. */
  readonly ttl: number;
};
