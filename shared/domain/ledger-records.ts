import type { BookingUid } from './booking-event.ts';
import type { CredentialName, PublishingMode, RoomId, SiteId } from './catalogue.ts';
import type { Block, Occupancy, Waiting } from './day.ts';
import type { Instant } from './instant.ts';
import type { LocalDate } from './local-time.ts';
import type { Stands } from './stands.ts';

/**
 * `version` counts the writes of an item; 0 stands for an item that is not there. A writer names the version
 * it has *seen*, and the write fails as `stale` when the item has moved on.
 */
type Versioned = { readonly version: number };

/** Which version of the catalogue is in force: its parts have all been written before. */
export type CatalogueRecord = Versioned & { readonly catalogueVersion: string; readonly importedAt: Instant };

/** What a part of the catalogue tells of: all that is not in a Site, or one Site's content. */
export type CataloguePartOf = { readonly kind: 'index' } | { readonly kind: 'site'; readonly siteId: SiteId };

/** One of the pieces of text in which a version of the catalogue is stored; none changes once it is written. */
export type CataloguePart = {
  readonly catalogueVersion: string;
  readonly of: CataloguePartOf;
  /** From 0 up, `count` in all. */
  readonly position: number;
  readonly count: number;
  readonly text: string;
};

/** What a Site's staff set at run time. */
export type SiteRecord = Versioned & {
  readonly siteId: SiteId;
  /** When this Site was first imported: a booking made before that predates us. */
  readonly knownSince: Instant;
  readonly publishing: PublishingMode;
  /** When publishing last went `on`. */
  readonly publishingSince: Instant;
  /** It is `off` for a while only: `on` again, it goes on as it was. */
  readonly paused?: boolean;
};

/** A Room outside any Day: what must be true of it for anyone who is in it. */
export type RoomRecord = Versioned & {
  readonly siteId: SiteId;
  readonly roomId: RoomId;
  /** Blocks that reach beyond one Day, open-ended ones included. */
  readonly closures: readonly Block[];
  /** Since when it has had them, and which it has had before: the last ones. */
  readonly closed?: readonly Closed[];
  /** The catalogue version that last changed this room: it has raised the Room's, so that anyone who decides by one before is found. */
  readonly catalogueVersion: string;
};

/** A closure as the board has shown it: from `laid` on, until it was lifted. */
export type Closed = { readonly block: Block; readonly laid?: Instant; readonly lifted?: Instant };

/** What holds a Room, or a unit of portable equipment, on one local date. */
export type RoomDayRecord = Versioned & {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly roomId: RoomId;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly occupancies: Readonly<Record<BookingUid, Occupancy>>;
};

/** The state a Day was last planned for, and how good that plan was. */
export type PlanRecord = {
  readonly fingerprint: string;
  readonly plannedAt: Instant;
  /** What the re-plan proved about itself; shape owned by the planner. */
  readonly certificate?: Readonly<Record<string, unknown>>;
};

/** One Site, one local date, as read in one Query. */
export type DayRecord = {
  readonly siteId: SiteId;
  readonly date: LocalDate;
  readonly roomDays: readonly RoomDayRecord[];
  readonly waiting: readonly Waiting[];
  readonly plan?: PlanRecord;
};

/** A marker that a Day wants planning, from `dueAt` on. Rewriting the same marker changes nothing. */
export type DueMarker = {
  readonly siteId: SiteId;
  readonly dueAt: Instant;
  readonly date: LocalDate;
  readonly id: string;
};

/** One line of history. `by` is a staff subject id, `sweep`, `webhook`, `publisher`, `import`; never a name. */
export type Change = {
  readonly siteId: SiteId;
  /** The Day it concerns. */
  readonly date: LocalDate;
  readonly id: string;
  readonly at: Instant;
  readonly what: ChangeKind;
  readonly bookingUid?: BookingUid;
  readonly roomId?: RoomId;
  /** For a move: the room before. */
  readonly fromRoomId?: RoomId;
  readonly by: string;
  readonly reason: string;
  /** What staff say of the room beside that. */
  readonly note?: string;
  /** How the booking stands here from then on; lines of releases before this one do not say. */
  readonly stands?: Stands;
  /** Of a room: the Blocks of this Day that it has from then on, or that are as they were not before. */
  readonly laid?: readonly Block[];
  /** Those that it has no more. */
  readonly lifted?: readonly Block[];
};

/**
 * Every kind of line in the history, and whether it says how something stands from then on, unless an older release has written it.
 * Stored: what is called otherwise one day is still read under its name here.
 */
export const CHANGES = {
  assigned: 'stands',
  moved: 'stands',
  /** Its times or its state are others, and its room is the same; or it is seen on this Day, too. */
  changed: 'stands',
  released: 'stands',
  /** Waits at another Site from then on. */
  left: 'stands',
  waiting: 'stands',
  ignored: 'stands',
  expired: 'stands',
  blocked: 'stands',
  unblocked: 'stands',
  pinned: 'stands',
  unpinned: 'stands',
  told: 'beside',
  parked: 'beside',
  'manual-edit': 'beside',
  arrived: 'stands',
  'in-room': 'stands',
  started: 'stands',
  ended: 'stands',
  'no-show': 'stands',
  late: 'stands',
  ready: 'stands',
  undone: 'stands',
  /** Staff took a better plan. */
  improved: 'beside',
  acknowledged: 'beside',
  arranged: 'beside',
  adopted: 'beside',
  reasserted: 'beside',
  retried: 'beside',
  imported: 'beside',
  publishing: 'beside',
  /** Someone asked Cal.com who a visit is with, or what they wrote. */
  'looked-up': 'beside',
  /** Cal.com would not take a walk-in: it stays known here alone. */
  'not-booked': 'beside',
} as const;
export type ChangeKind = keyof typeof CHANGES;

/** The pace of one Cal.com credential. */
export type CredentialRecord = Versioned & {
  readonly credential: CredentialName;
  /** No PATCH before this instant. */
  readonly nextAllowedAt: Instant;
  /** After a 429: no PATCH at all before this instant. */
  readonly blockedUntil: Instant;
  /** Consecutive 5xx answers and time-outs. */
  readonly failures: number;
  /** What the last of them was. */
  readonly lastFailed?: 'read' | 'send';
  /** The whole horizon was listed and nothing came, though bookings of this key stand there. */
  readonly listsNothing?: Instant;
  /** A 401 or 403 stopped this credential; staff must renew it. */
  readonly refused?: { readonly status: number; readonly at: Instant };
};

/** A row of the sparse index. Index reads are stale: re-read the booking before acting on it. */
export type OwedEntry = {
  readonly uid: BookingUid;
  readonly siteId?: SiteId;
  /** Start of the visit: the most urgent comes first. */
  readonly start: Instant;
  /**
   * Its booking's; while an attempt is on its way, as if that had been accepted: minutes later, should a crash come before the answer,
   * unless the visit starts soon.
   */
  readonly notBefore: Instant;
};

/** A small named value that survives restarts: a watermark, a lease, the answer of an action. */
export type MemoRecord = Versioned & {
  readonly scope: string;
  readonly id: string;
  readonly value: unknown;
  /** Seconds since 1970 (DynamoDB TTL). */
  readonly ttl?: number;
};
