import type { CalBooking } from '../calcom/cal-api.ts';
import type { CalLister } from '../calcom/cal-lister.ts';
import type { CredentialName, SiteEntry } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Found, ReconcileDependencies } from './compare-booking.ts';
import type { InOrder } from './in-order.ts';
import type { KeptInOrder } from './kept-in-order.ts';
import type { EventTypesOf } from './learn-managed-children.ts';

/** Shared by the passes of one run. */
export type Run = {
  readonly deps: ReconcileDependencies & { readonly lister: CalLister; readonly eventTypes: EventTypesOf };
  readonly credential: CredentialName;
  readonly sites: readonly SiteEntry[];
  /** The clinic file and the Sites' modes: where they are others, all bookings are compared anew. */
  readonly clinic: string;
  /** What the two passes need not compare. */
  readonly changesInOrder: InOrder;
  readonly horizonInOrder: KeptInOrder;
  /** Since when its bookings are ours to know, a day ago at most: where none was read yet, what changed from then on is asked for. */
  readonly since: Instant;
  readonly until: Instant;
  readonly count: (found: Found, booking: CalBooking) => void;
  readonly page: () => void;
  /** So many rows of a list could not be read. */
  readonly unread: (rows: number) => void;
  readonly orphan: () => void;
};

/** What failed ends the pass, and mostly the run for this credential; the next one goes on. */
export type PassOutcome = 'done' | 'out-of-time' | Failed;

/** `cause`: what kind of no answer it was. */
export type Failed = { readonly failed: string; readonly cause?: string };
