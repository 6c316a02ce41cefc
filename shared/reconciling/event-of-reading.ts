import { createHash } from 'node:crypto';
import { READ_AT_CAL_COM } from '../assigning/told.ts';
import type { CalBooking } from '../calcom/cal-api.ts';
import type { BookingEvent, BookingFact, BookingUid } from '../domain/booking-event.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';

/** Our clock and Cal.com's differ by less than this. */
export const CLOCKS_DIFFER_MS = MINUTE;

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
): BookingEvent => {
  const bookedAt = madeAt(booking);
  const { rescheduledFromUid: cameFrom } = booking;
  return {
    deliveryId: createHash('sha256').update(`${booking.uid} read at ${requestedAt}`).digest('hex'),
    trigger: READ_AT_CAL_COM,
    receivedAt: requestedAt,
    fact: factOf(booking, requestedAt),
    ...(bookedAt === undefined ? {} : { bookedAt }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(cameFrom === undefined ? {} : { cameFrom }),
    ...(booking.walkIn === undefined ? {} : { walkIn: booking.walkIn }),
  };
};

/** When the booking was made, at the latest: one that is older than we are must not look new because it was read just now. */
const madeAt = ({ createdAt, updatedAt }: CalBooking): Instant | undefined => createdAt ?? updatedAt;

const factOf = (booking: CalBooking, requestedAt: Instant): BookingFact => {
  const { uid, status: atCalCom, start, end, practitionerId, venue, address, inputs } = booking;
  const saidAt = booking.updatedAt ?? requestedAt - 1;
  const createdAt = Math.max(saidAt, requestedAt - CLOCKS_DIFFER_MS);
  if (atCalCom === 'cancelled' || atCalCom === 'rejected') {
    const reason = booking.rescheduledToUid === undefined ? atCalCom : 'rescheduled';
    return { uid, status: 'ended', createdAt, reason, end };
  }
  const status = atCalCom === 'pending' ? 'tentative' : 'confirmed';
  return {
    uid,
    status,
    createdAt: status === 'tentative' ? (madeAt(booking) ?? saidAt) : createdAt,
    start,
    end,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    venue,
    ...(address === undefined || venue !== 'on-site' ? {} : { address }),
    inputs,
  };
};
