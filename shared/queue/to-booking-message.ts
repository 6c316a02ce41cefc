import type { BookingMessage } from '../domain/booking-event.ts';
import { storedMessage } from '../stored-words.ts';

/**
 * What the webhook, and the sweep for what it reads itself, put into the bookings queue. Apart from what reads it there: the
 * webhook, for which someone waits, then does not build that schema at every cold start.
 */
export const toBookingMessage = (message: BookingMessage): string => JSON.stringify(storedMessage(message));
