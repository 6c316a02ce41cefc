import { createHash } from 'node:crypto';
import { READ_AT_CAL_COM } from '../assigning/assign-booking.ts';
import type { CalBooking } from '../calcom/cal-api.ts';
import type { BookingEvent, BookingFact, BookingUid } from '../domain/booking-event.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';

/** Our clock and Cal.com's differ by less than this. */
const CLOCKS_DIFFER_MS = MINUTE;

/**
 * What a reading at Cal.com says, as an ordinary BookingEvent. It counts from the booking's `updatedAt`, else from the
 * instant before the request; and no less than from a minute before the request, for what Cal.com still shows then has
 * outlived all that was said of it earlier: of two changes at once the webhooks may count the other way round. A hold counts
 * from when it was made, or each reading would prolong it.
 */
export const eventOfReading = (
  booking: CalBooking,
  requestedAt: Instant,
  replaces?: BookingUid,
): BookingEvent => ({
  deliveryId: createHash('sha256').update(`${booking.uid} read at ${requestedAt}`).digest('hex'),
  trigger: READ_AT_CAL_COM,
  receivedAt: requestedAt,
  fact: factOf(booking, requestedAt),
  ...(booking.createdAt === undefined ? {} : { bookedAt: booking.createdAt }),
  ...(replaces === undefined ? {} : { replaces }),
});

const factOf = (booking: CalBooking, requestedAt: Instant): BookingFact => {
  const { uid, status, start, end, practitionerId, place, inputs } = booking;
  const createdAt = Math.max(booking.updatedAt ?? requestedAt - 1, requestedAt - CLOCKS_DIFFER_MS);
  if (status === 'cancelled' || status === 'rejected') {
    const how = booking.rescheduledToUid === undefined ? status : 'rescheduled';
    return { uid, standing: 'ended', createdAt, how, end };
  }
  const standing = status === 'pending' ? 'hold' : 'confirmed';
  return {
    uid,
    standing,
    createdAt: standing === 'hold' ? (booking.createdAt ?? createdAt) : createdAt,
    start,
    end,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    place,
    inputs,
  };
};
