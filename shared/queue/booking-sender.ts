import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BookingEvent } from '../domain/booking-event.ts';
import { toBookingMessage } from './booking-message.ts';

/** Cal.com, and with it the patient, waits for this: two tries, and no longer than so many milliseconds in all. */
const PATIENCE_MS = 900;

/** Puts a BookingEvent into the bookings queue. Rejects with `NotEnqueued`. */
export type EnqueueBooking = (event: BookingEvent) => Promise<void>;

export const bookingSender = (queueUrl: string | undefined): EnqueueBooking => {
  const client = new SQSClient({
    useQueueUrlAsEndpoint: false,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 400, throwOnRequestTimeout: true },
  });
  return async (event) => {
    try {
      await client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: toBookingMessage(event), DelaySeconds: 0 }),
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
