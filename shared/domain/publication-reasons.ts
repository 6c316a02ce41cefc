/** Why a publication is parked or adrift, where more than one part of the system must know that reason from others. */

/** Cal.com says that it does not know the booking, or shows it to nobody. */
export const GONE_AT_CAL_COM = 'gone-at-cal-com';

/** Cal.com answers 404 to the PATCH of a booking that it shows: its organiser or its event type is gone. */
export const PATCH_404_THOUGH_FOUND = 'patch-404-though-found';

/** The visit is longer than any that gets a room: staff see it, and put it right at Cal.com. */
export const TOO_LONG = 'too-long';

/** The same once: it is owed still, and tried a second time. */
export const PATCH_404 = 'patch-404';

const MAY_NOT_CHANGE = 'may-not-change-event-type-';

/** Cal.com refuses (403) to let the key change bookings of this event type. */
export const mayNotChange = (eventTypeId: number | undefined): string =>
  `${MAY_NOT_CHANGE}${eventTypeId ?? 'unknown'}`;

/** The event type that the key may not change, where that is the reason. */
export const unchangeableEventType = (reason: string | undefined): string | undefined =>
  reason?.startsWith(MAY_NOT_CHANGE) ? reason.slice(MAY_NOT_CHANGE.length) : undefined;
