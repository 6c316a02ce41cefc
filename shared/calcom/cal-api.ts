import type { BookingUid, RequirementInputs, Venue } from '../domain/booking-event.ts';
import type { AddressId, CredentialName, PractitionerId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';

/** A booking as GET shows it, less everything about persons. */
export type CalBooking = {
  readonly uid: BookingUid;
  readonly status: 'accepted' | 'pending' | 'cancelled' | 'rejected';
  readonly start: Instant;
  readonly end: Instant;
  /**
   * The location as shown (`metadata.videoCallUrl` where there is one). Anyone's words: compare, classify, digest,
   * never store or log.
   */
  readonly shown?: string;
  readonly venue: Venue;
  /** GET calls every location that was given as plain text "somewhere else": it says nothing of where that is. */
  readonly plainText?: true;
  /** What stands for `shown`, where that reads like a place. */
  readonly address?: AddressId;
  readonly practitionerId?: PractitionerId;
  readonly inputs: RequirementInputs;
  /** Several people share it, each with a seat. */
  readonly seated?: true;
  /** Names of the seats; not told to a caller who is no admin. Each opens the booking: digest, never store or log. */
  readonly seatUids?: readonly string[];
  readonly createdAt?: Instant;
  /** May be absent; a fact made of this booking then counts from the instant before the request. */
  readonly updatedAt?: Instant;
  /** The walk-in that it was booked for. */
  readonly walkIn?: BookingUid;
  readonly rescheduledToUid?: BookingUid;
  readonly rescheduledFromUid?: BookingUid;
  /** The series this booking is one occurrence of. */
  readonly recurringBookingUid?: string;
};

/** The answer to a reading. All but `found` and `series` say nothing about the booking, except `gone`. */
export type BookingReading =
  | { readonly kind: 'found'; readonly booking: CalBooking; readonly requestedAt: Instant }
  /** The uid names a recurring series. */
  | { readonly kind: 'series'; readonly bookings: readonly CalBooking[]; readonly requestedAt: Instant }
  /** Cal.com itself says that there is no such booking, or none that this credential may see. */
  | { readonly kind: 'gone' }
  /** Cal.com itself says no. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'throttled'; readonly until: Instant }
  /** Time-out, network, 5xx, or an answer that is not Cal.com's own. */
  | Unknown;

/** No one knows. `astray`: someone in front of Cal.com has answered, or it has no such route: it never got as far as being done. */
export type Unknown = { readonly kind: 'unknown'; readonly cause: string; readonly astray?: true };

/** The answer to a PATCH. */
export type PatchReply =
  /** 200. Says little: the calendar and the mails may have failed, and Cal.com may overwrite it. */
  | { readonly kind: 'accepted'; readonly quota?: Quota }
  /** Final for this text and credential: not applied. `code` is Cal.com's exception name, or ''. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** Not applied; nothing may be sent with this credential before `until`. */
  | { readonly kind: 'throttled'; readonly until: Instant }
  /** It may have been applied, or may yet be: read back before sending again. */
  | Unknown;

/** What the throttle headers say is left of the credential's location PATCHes. */
export type Quota = { readonly remaining: number; readonly resetsAt: Instant };

/** Cal.com's API as far as rooms need it. Faults at our end (no key for a credential) are thrown, Cal.com's are values. */
export type CalApi = {
  readonly getBooking: (uid: BookingUid, credential: CredentialName) => Promise<BookingReading>;
  /** Mails patient and doctor each time it is called, the same text or not. */
  readonly patchLocation: (
    uid: BookingUid,
    text: string,
    credential: CredentialName,
    /** Later than this nothing is sent, and the outcome counts as unknown. */
    leaveBy?: Instant,
  ) => Promise<PatchReply>;
};
