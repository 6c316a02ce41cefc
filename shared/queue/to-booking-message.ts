import type { BookingMessage } from '../domain/booking-event.ts';

/**
 * What the webhook, and the sweep for what it reads itself, put into the bookings queue. Apart from what reads it there: the
 * webhook, for which somebody waits, then does not build that schema at every cold start.
 */
export const toBookingMessage = (message: BookingMessage): string => JSON.stringify(message);
