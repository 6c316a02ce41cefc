import type { BookingUid } from '../domain/booking-event.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { DueMarker } from '../domain/ledger-records.ts';

/**
 * Bookings that want reading at Cal.com are Due markers of this "Site": the sweep finds them in one small Query, and
 * no Site of a clinic file has such a name.
 */
export const RECHECKS = '~looks';

/** Cal.com may send a webhook before it writes what the webhook tells; a look is taken so much later, in milliseconds. */
const LOOK_AFTER_MS = 15_000;

/** What Cal.com does not know, or will not show, is asked for by name again, so much later each time. */
export const GONE_AGAIN_MS = 30 * MINUTE;

/** Asks for one booking, and its siblings if it is one of a series, to be read at Cal.com. */
export const recheckMarker = (uid: BookingUid, reason: string, now: Instant): DueMarker => ({
  siteId: RECHECKS,
  dueAt: now + LOOK_AFTER_MS,
  date: new Date(now).toISOString().slice(0, 10),
  id: `${uid}@${reason}`,
});

/** Who a look is about. */
export const lookedAt = (marker: DueMarker): BookingUid => marker.id.slice(0, marker.id.lastIndexOf('@'));
