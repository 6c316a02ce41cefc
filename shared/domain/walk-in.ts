import type { BookingUid } from './booking-event.ts';

/** No uid of Cal.com's begins so. */
const PREFIX = 'walkin-';

/** The uid of a walk-in: a visit that is known here alone. */
export const walkInUid = (id: string): BookingUid => `${PREFIX}${id}`;

/** Whether Cal.com has no such booking: it is asked about none, told of none, and none is missing there. */
export const isWalkIn = (uid: BookingUid): boolean => uid.startsWith(PREFIX);
