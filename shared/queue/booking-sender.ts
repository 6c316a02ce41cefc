import type { BookingMessage } from '../domain/booking-event.ts';
import { toBookingMessage } from './booking-message.ts';
import { messageSender, Refused, type SendMessage } from './message-sender.ts';

/**
 * Cal.com, and with it the patient, waits for this: the first try keeps the answer under a second, in milliseconds. A
 * second one is worth waiting for as long again: Cal.com does not repeat a delivery that we turn away.
 */
const TRY_MS = 700;
/** Before the second try where the queue is overloaded: up to so many milliseconds, and not all at the same moment. */
const PAUSE_MS = 100;

/** Puts a message into the bookings queue. Rejects with `NotEnqueued`. */
export type EnqueueBooking = (message: BookingMessage) => Promise<void>;

/** Two tries, so a second and a half at most; for the functions, whose credentials stand in the environment. */
export const bookingSender = (queueUrl: string | undefined): EnqueueBooking => {
  let sender: SendMessage | undefined;
  return async (message) => {
    try {
      sender ??= messageSender(queueUrl ?? '', TRY_MS); // here, so that a wrong URL is a delivery not taken
      const body = toBookingMessage(message);
      try {
        await sender(body, 'kept-open');
      } catch (error) {
        if (!(error instanceof Refused) || error.again === 'no') throw error;
        if (error.again === 'later')
          await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS));
        await sender(body, 'new');
      }
    } catch (cause) {
      throw new NotEnqueued('the bookings queue did not take the event', { cause });
    }
  };
};

/** Its `cause` names what the queue or the network answered, and quotes nothing. */
export class NotEnqueued extends Error {
  override readonly name = 'NotEnqueued';
}
