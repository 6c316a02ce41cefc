import type { AskedEquipment, BookingFact, BookingUid, LiveFact } from './booking-event.ts';
import type { AddressId, PractitionerId, RoomId, SiteId } from './catalogue.ts';
import type { Progress } from './day.ts';
import type { IgnoreReason } from './ignore-reason.ts';
import type { Instant } from './instant.ts';
import type { LocalDate } from './local-time.ts';
import type { Overruled } from './overrule.ts';
import type { Publication } from './publication.ts';
import type { LinkToken } from './visit-link.ts';

/** A value with the `createdAt` of the delivery that carried it. */
export type Stamped<T> = { readonly value: T; readonly at: Instant };

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
export type Roomed = Extract<Placement, { readonly kind: 'roomed' }>;

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
    readonly linked?: Stamped<string>;
    /** The event type's slug: Cal.com sends a title in its place once a booking is paid. */
    readonly slug?: Stamped<string>;
    /** The event type's id and the host, for the delivery that leaves them out: to say less is to change nothing. */
    readonly eventTypeId?: Stamped<number>;
    readonly practitionerId?: Stamped<PractitionerId>;
    /** How many may share the booking; 0 = several, no one knows how many. */
    readonly seats?: Stamped<number>;
    /** The location first heard of: the patient's choice, before any text of ours stood there. */
    readonly address?: Stamped<AddressId>;
    /** Of a class what the delivery of a seat named first: of one that joined it is the event type's, wherever the class is. */
    readonly seatAddress?: Stamped<AddressId>;
  };
  readonly replaces: readonly BookingUid[];
  readonly replacedBy: readonly BookingUid[];
  readonly siteId?: SiteId;
  readonly placement: Placement;
  /** Fixed by staff, or by a person's edit at Cal.com; never moved by the assigner. */
  readonly pinned?: boolean;
  /** The rules against which staff have put it into its room, which it is pinned to; gone when it gets another room or other times. */
  readonly overruled?: Overruled;
  /** What staff have said of the visit's course; gone when the booking gets another room or other times. */
  readonly progress?: Progress;
  /** What was asked for and the catalogue does not know, as digests: staff are shown that there is something. */
  readonly unknownEquipment: readonly string[];
  /** Those of them that staff have seen to. */
  readonly equipmentSeen?: readonly string[];
  /** The room that staff have told the patient of themselves; `null` = that there is none. */
  readonly toldInPerson?: RoomId | null;
  /** Staff have moved it to its Site: while it begins when it did then, it belongs there, whatever the clinic file says. */
  readonly siteByStaff?: true;
  /** Staff have found a place themselves for a visit that waits: no room is looked for until it is decided on anew. */
  readonly arrangedByHand?: true;
  readonly publication: Publication;
  /** What makes up the link that its patient is told, where a Site tells one: drawn before the first text leaves. */
  readonly link?: LinkToken;
  /** The newest word on whether the patient stayed away; `true` suggests the release to staff, and releases nothing. */
  readonly noShow?: Stamped<boolean>;
  /** Seconds since 1970 (DynamoDB TTL); after the visit's end by a wide margin. */
  readonly ttl: number;
};

export type LiveRecord = BookingRecord & { readonly fact: LiveFact };
