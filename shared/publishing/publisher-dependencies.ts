import type { CalApi, PatchReply } from '../calcom/cal-api.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { LinkToken } from '../domain/visit-link.ts';
import type { Clinic } from '../ledger/clinic.ts';

/** What the publisher needs. */
export type PublisherDependencies = {
  readonly ledger: Ledger;
  readonly clinic: Clinic;
  readonly cal: CalApi;
  readonly now: () => Instant;
  /** A fresh id for an attempt. */
  readonly newId: () => string;
  /** A fresh token for a visit's link: no one guesses it. */
  readonly newToken: () => LinkToken;
  /** Between two PATCHes of one credential; longer than the time-out of one. */
  readonly spacingMs: number;
  /** From an accepted PATCH to the GET that verifies it, unless a list does before. */
  readonly verifyAfterMs: number;
  /** Keys the digest of a default location. */
  readonly digestKey: () => Promise<string>;
  /** Waits for a slot that is free in a moment: never longer than `EARLY_MS`. */
  readonly pause: (ms: number) => Promise<void>;
  readonly report: (line: PublisherReport) => void;
};

/** What one wake did, for logs and metrics: no text of anyone's. */
export type PublisherReport =
  | { readonly what: 'sent'; readonly uid: BookingUid; readonly reply: PatchReply['kind'] }
  | { readonly what: 'verified' | 'nothing-to-tell' | 'manual-edit' | 'unsent'; readonly uid: BookingUid }
  | { readonly what: 'parked'; readonly uid: BookingUid; readonly reason: string }
  | { readonly what: 'unreadable'; readonly uid: BookingUid; readonly cause: string }
  | { readonly what: 'credential-refused'; readonly credential: CredentialName; readonly status: number }
  | { readonly what: 'throttled'; readonly credential: CredentialName; readonly until: Instant }
  /** Nothing but one probe a minute, until Cal.com answers again. */
  | { readonly what: 'breaker-open'; readonly credential: CredentialName; readonly failures: number };

/**
 * `later`: something is due, the slot is taken: come back once at `at`. `lost`: it was free, and another wake was faster.
 */
export type WakeOutcome =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'later'; readonly at: Instant; readonly lost?: true }
  | { readonly kind: 'stopped'; readonly until?: Instant };
