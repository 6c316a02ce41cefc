import type { BookingUid } from './booking-event.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CredentialName, RoomId, SiteId } from './catalogue.ts';
import type { Waiting } from './day.ts';
import type { Instant } from './instant.ts';
import type {
  CataloguePart,
  CataloguePartOf,
  CatalogueRecord,
  Change,
  CredentialRecord,
  DayRecord,
  DueMarker,
  MemoRecord,
  OwedEntry,
  PlanRecord,
  RoomDayRecord,
  RoomRecord,
  SiteRecord,
} from './ledger-records.ts';
import type { LocalDate } from './local-time.ts';
import type { PublicationQueue } from './publication.ts';

/**
 * One part of a transaction. Records are written whole with `version: seen + 1`; `seen: 0` asks for absence.
 * A transaction names an item once.
 */
export type Write =
  | { readonly kind: 'room-day'; readonly seen: number; readonly record: Omit<RoomDayRecord, 'version'> }
  /**
   * Takes bookings, and the overruns behind them, out of a room-day no one has read; raises its version. Harmless when
   * they are not there.
   */
  | {
      readonly kind: 'vacate';
      readonly siteId: SiteId;
      readonly date: LocalDate;
      readonly roomId: RoomId;
      readonly uids: readonly BookingUid[];
    }
  /** The Room still is as read; writes nothing, and costs as much as a write. */
  | { readonly kind: 'check-room'; readonly siteId: SiteId; readonly roomId: RoomId; readonly seen: number }
  | { readonly kind: 'room'; readonly seen: number; readonly record: Omit<RoomRecord, 'version'> }
  | { readonly kind: 'site'; readonly seen: number; readonly record: Omit<SiteRecord, 'version'> }
  | { readonly kind: 'catalogue'; readonly seen: number; readonly record: Omit<CatalogueRecord, 'version'> }
  | { readonly kind: 'catalogue-part'; readonly part: CataloguePart }
  | { readonly kind: 'uncatalogue-part'; readonly part: Omit<CataloguePart, 'count' | 'text'> }
  | {
      readonly kind: 'booking';
      readonly seen: number;
      readonly record: Omit<BookingRecord, 'version'>;
      /** The Site whose board alone showed what was seen; absent: perhaps every one did. As `bookingWrite` says it. */
      readonly wasShownAt?: SiteId;
      /**
       * What boards show of it is as it was, but for what another write of it says at once, an attempt before its outcome, or what is
       * no news: a patient who was being told of a visit far ahead is told.
       */
      readonly showsTheSame?: true;
    }
  | {
      readonly kind: 'credential';
      readonly seen: number;
      readonly record: Omit<CredentialRecord, 'version'>;
      /** What boards show of it is as it was. As `credentialWrite` says it. */
      readonly showsTheSame?: true;
    }
  | {
      readonly kind: 'memo';
      readonly seen: number;
      readonly record: Omit<MemoRecord, 'version'>;
      /** Of one that boards show: the only Site whose board does. */
      readonly shownAt?: SiteId;
    }
  | { readonly kind: 'wait'; readonly siteId: SiteId; readonly date: LocalDate; readonly waiting: Waiting }
  | { readonly kind: 'unwait'; readonly siteId: SiteId; readonly date: LocalDate; readonly uid: BookingUid }
  | {
      readonly kind: 'plan';
      readonly siteId: SiteId;
      readonly date: LocalDate;
      readonly plan: PlanRecord;
    }
  | { readonly kind: 'due'; readonly marker: DueMarker }
  | { readonly kind: 'undue'; readonly marker: DueMarker }
  | { readonly kind: 'change'; readonly change: Change };

/** A write whose condition failed, with what stands there instead (`undefined`: nothing does). */
export type StaleWrite =
  | { readonly kind: 'room-day'; readonly found: RoomDayRecord | undefined }
  | { readonly kind: 'check-room' | 'room'; readonly found: RoomRecord | undefined }
  | { readonly kind: 'booking'; readonly uid: BookingUid; readonly found: BookingRecord | undefined }
  | { readonly kind: 'site' | 'catalogue' | 'credential' | 'memo'; readonly found: undefined };

/** Losing a race is a value. `stale` is empty when another transaction was in the way (a conflict). */
export type CommitResult =
  | { readonly kind: 'committed' }
  | { readonly kind: 'stale'; readonly stale: readonly StaleWrite[] };

/** What was written a moment ago may be missing: for anyone who writes under the version read, or looks again. */
export type MayLag = { readonly mayLag: true };

/**
 * The durable record of Occupancies and Assignments; the only truth about rooms. All reads are strongly
 * consistent but `readOwed` and those that `mayLag`, for half of the price. Every method throws `LedgerUnavailable` (with its `cause`) when the table cannot be
 * reached; a throw of `commit` leaves open whether it took place.
 */
export type Ledger = {
  readCatalogue(terms?: MayLag): Promise<CatalogueRecord | undefined>;
  /** The parts of one version in no particular order: all, or those that tell of one thing. */
  readCatalogueParts(
    catalogueVersion: string,
    of?: CataloguePartOf,
    terms?: MayLag,
  ): Promise<readonly CataloguePart[]>;
  /**
   * One number for what the boards of every Site show, and one for each Site: either of the two is another once anything is
   * committed that this Site's board could show, and never one that it has been.
   */
  readBoardVersion(siteId?: SiteId): Promise<number>;
  /** The Site's item and its Rooms, in one Query; rooms the Ledger has never written are absent. */
  readSite(
    siteId: SiteId,
    terms?: MayLag,
  ): Promise<{ site: SiteRecord | undefined; rooms: readonly RoomRecord[] }>;
  /** Those of a Site's Rooms that the Ledger has ever written, in no particular order. */
  readRooms(siteId: SiteId, roomIds: readonly RoomId[]): Promise<readonly RoomRecord[]>;
  readDay(siteId: SiteId, date: LocalDate, terms?: MayLag): Promise<DayRecord>;
  /** Who waits on a Day, without the rest of it. */
  readWaiting(siteId: SiteId, date: LocalDate, terms?: MayLag): Promise<readonly Waiting[]>;
  readBooking(uid: BookingUid, terms?: MayLag): Promise<BookingRecord | undefined>;
  /** Those that exist, in no particular order. */
  readBookings(uids: readonly BookingUid[], terms?: MayLag): Promise<readonly BookingRecord[]>;
  /** Markers whose time has come, oldest first. */
  readDue(siteId: SiteId, until: Instant, terms?: MayLag): Promise<readonly DueMarker[]>;
  /**
   * What is owed under a key, by start of visit; with `dueBy` only what may be told by then, with `startsAfter` only visits
   * that start later.
   */
  readOwed(
    queue: PublicationQueue,
    options: { limit: number; dueBy?: Instant; startsAfter?: Instant },
  ): Promise<readonly OwedEntry[]>;
  readCredential(credential: CredentialName, terms?: MayLag): Promise<CredentialRecord | undefined>;
  readMemo(scope: string, id: string, terms?: MayLag): Promise<MemoRecord | undefined>;
  /** Newest first. */
  readTrail(siteId: SiteId, date: LocalDate, limit: number): Promise<readonly Change[]>;
  /** All of it or nothing. @throws TransactionTooLarge, before anything is attempted, for what could never be written. */
  commit(writes: readonly Write[]): Promise<CommitResult>;
};

/** The table could not be reached, or answered something no one expects; `cause` says what. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
