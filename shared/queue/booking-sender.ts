import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BookingMessage } from '../domain/booking-event.ts';
import { toBookingMessage } from './to-booking-message.ts';

/**
 * Cal.com, and with it the patient, waits for this: the first try keeps the answer under a second, in milliseconds. A
 * second one is worth waiting for as long again: Cal.com does not repeat a delivery that we turn away.
 */
const TRY_MS = 700;
const TRIES = 2;
/** Both tries and the pause between them; an answer that never ends is cut off here. */
const LONGEST_MS = 1_500;
/** As many messages as are sent at once over connections that stay open. */
const MOST_SOCKETS = 200;

/** Puts a message into the bookings queue. Rejects with `NotEnqueued`. */
export type EnqueueBooking = (message: BookingMessage) => Promise<void>;

/** Two tries, so a second and a half at most. */
export const bookingSender = (queueUrl: string | undefined): EnqueueBooking => {
  const sqs = new SQSClient({
    useQueueUrlAsEndpoint: false,
    maxAttempts: TRIES,
    requestHandler: {
      connectionTimeout: TRY_MS,
      requestTimeout: TRY_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: MOST_SOCKETS },
      httpsAgent: { maxSockets: MOST_SOCKETS },
    },
  });
  return async (message) => {
    try {
      if (!queueUrl) throw new TypeError('no bookings queue is named');
      const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: toBookingMessage(message) });
      const signal = AbortSignal.timeout(LONGEST_MS);
      // The SDK's own pause before a second try, which a server may lengthen, does not hear of the signal.
      const { MessageId } = await Promise.race([sqs.send(command, { abortSignal: signal }), aborted(signal)]);
      if (MessageId === undefined) throw new TypeError('the answer names no message');
    } catch (cause) {
      throw new NotEnqueued('the bookings queue did not take the event', { cause });
    }
  };
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Its `cause` is what the queue or the network answered; only its name is sure to quote nothing. */
export class NotEnqueued extends Error {
  override readonly name = 'NotEnqueued';
}
