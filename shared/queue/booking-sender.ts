import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BookingMessage } from '../domain/booking-event.ts';
import { toBookingMessage } from './booking-message.ts';

/** Cal.com, and with it the patient, waits for this: the first try keeps the answer under a second, in milliseconds. */
const TRY_MS = 900;
/** A second try is worth another second of waiting: Cal.com does not repeat a delivery that we turn away. */
const PATIENCE_MS = 2 * TRY_MS + 100;

/** Puts a message into the bookings queue. Rejects with `NotEnqueued`. */
export type EnqueueBooking = (message: BookingMessage) => Promise<void>;

export const bookingSender = (queueUrl: string | undefined): EnqueueBooking => {
  const client = new SQSClient({
    useQueueUrlAsEndpoint: false,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: TRY_MS, throwOnRequestTimeout: true },
  });
  return async (message) => {
    try {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: toBookingMessage(message),
          DelaySeconds: 0,
        }),
        { abortSignal: AbortSignal.timeout(PATIENCE_MS) },
      );
    } catch (cause) {
      throw new NotEnqueued('the bookings queue did not take the event', { cause });
    }
  };
};

export class NotEnqueued extends Error {
  override readonly name = 'NotEnqueued';
}
