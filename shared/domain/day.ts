import type { BlockReason } from './block-reasons.ts';
import type { BookingUid, RequirementInputs } from './booking-event.ts';
import type { CatalogueIndex, PractitionerId, Room, RoomId, Site } from './catalogue.ts';
import type { Instant, Interval } from './instant.ts';
import type { LocalDate } from './local-time.ts';

/** One Booking holding one Room for Setup + Visit + Turnaround, as written under each thing it claims. */
export type Occupancy = {
  readonly uid: BookingUid;
  /** The Room that was chosen; under a part of it or a portable unit this is not the thing's own id. */
  readonly roomId: RoomId;
  /** Setup + Visit + Turnaround. */
  readonly from: Instant;
  readonly to: Instant;
  /** The Visit. */
  readonly start: Instant;
  readonly end: Instant;
  readonly practitionerId?: PractitionerId;
  readonly status: 'tentative' | 'confirmed';
  /** A hold's expiry; readers treat the occupancy as gone from then on. */
  readonly expiresAt?: Instant;
  readonly pinned?: boolean;
  /** No one is told of it before this instant, unless it was told before; or what they are told is a link: until then it may move without a mail. */
  readonly quietUntil?: Instant;
  readonly progress?: Progress;
  readonly inputs: RequirementInputs;
};

/**
 * What staff have said of a visit's course. The booking's own times stay what Cal.com says; an overrun stands as a
 * Block right behind the Occupancy, so that two Occupancies of a room never overlap.
 */
export type Progress = {
  /** Staff say that the patient is here: from then on no one but staff moves the visit. */
  readonly arrivedAt?: Instant;
  readonly inRoomAt?: Instant;
  /** With the practitioner; without `arrivedAt` it is by Cal.com's word, which is the booked time. */
  readonly startedAt?: Instant;
  readonly finishedAt?: Instant;
  /** The patient never came: finished without having been seen. */
  readonly absent?: true;
  /** So many minutes later than booked the visit will end. */
  readonly overrunMinutes?: number;
  /** When the room was said to be clean again. */
  readonly readyAt?: Instant;
};

/**
 * A Room unavailable with no Booking behind it, or because the visit before runs late (`overrun`, by `uid`).
 * `end` absent = open-ended.
 */
export type Block = {
  readonly id: string;
  readonly start: Instant;
  readonly end?: Instant;
  readonly reason: BlockReason | 'overrun';
  readonly uid?: BookingUid;
  /** What staff say of the room, in their own words; never of anyone. */
  readonly note?: string;
  /** It is one of several of this name, laid together for several dates. */
  readonly series?: string;
  /** The clinic file lays it over the Room again and again: no one lifts it at the board. */
  readonly repeats?: true;
  /** It lies over this other Room, which shares walls with the one it is seen in. */
  readonly of?: RoomId;
};

/** A stretch for which a Room is kept for those who have their session in it. */
export type DaySession = Interval & { readonly practitioners: readonly PractitionerId[] };

/** The id of the Block behind a visit that runs late. */
export const overrunId = (uid: BookingUid): string => `overrun_${uid}`;

/** A live Booking that no legal room could take. */
export type Waiting = {
  /** Staff have found a place for it themselves: the Day is planned without it. */
  readonly arrangedByHand?: true;
  readonly uid: BookingUid;
  readonly start: Instant;
  readonly end: Instant;
  readonly practitionerId?: PractitionerId;
  readonly status: 'tentative' | 'confirmed';
  readonly expiresAt?: Instant;
  readonly inputs: RequirementInputs;
  /** Priority class: 0 is the most important. */
  readonly priority: number;
  /** When we first heard of the booking. */
  readonly firstEventAt: Instant;
  /** The room it would like best: that of a pinned predecessor. */
  readonly preferredRoom?: RoomId;
};

/** A Room on a Day: open when, blocked when, who holds it. */
export type DayRoom = {
  readonly room: Room;
  /** Opening hours over the Day's dates as instants, in order, touching stretches merged. */
  readonly open: readonly Interval[];
  readonly blocks: readonly Block[];
  /** Absent where it is kept for no one. */
  readonly sessions?: readonly DaySession[];
  readonly occupancies: readonly Occupancy[];
};

/** One unit of portable equipment on a Day. */
type DayUnit = {
  readonly id: string;
  readonly tag: string;
  readonly during?: 'turnaround';
  /** As they are written, for as long as the visits have their rooms. */
  readonly occupancies: readonly Occupancy[];
};

/** The Ledger's unit of reading, joined with what the catalogue says: one Site, one local date (two across midnight). */
export type Day = {
  readonly catalogue: CatalogueIndex;
  readonly site: Site;
  readonly dates: readonly LocalDate[];
  readonly rooms: readonly DayRoom[];
  readonly units: readonly DayUnit[];
  readonly waiting: readonly Waiting[];
};
