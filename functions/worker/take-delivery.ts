import type { SQSRecord } from 'aws-lambda';
import type { Outcome } from '../../shared/assigning/assign-booking.ts';
import type { BookingEvent } from '../../shared/domain/booking-event.ts';
import { METRIC, type MetricName } from '../../shared/metrics.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import type { ReturnSoon } from '../../shared/queue/return-soon.ts';

export type TakeDeliveryDependencies = {
  readonly assign: (event: BookingEvent) => Promise<Outcome>;
  readonly returnSoon: ReturnSoon;
  readonly count: (metric: MetricName) => void;
  readonly log: Record<'info' | 'warn', (sentence: string, fields: Record<string, unknown>) => void>;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
};

/** A delivery that failed comes back within so many milliseconds, spread so that racers part. */
const SOON_MS = 5_000;

/** Takes one message of the bookings queue into the Ledger. Throws where the message must come back. */
export const takeDelivery =
  ({ assign, returnSoon, count, log, chance }: TakeDeliveryDependencies) =>
  async (record: Pick<SQSRecord, 'body' | 'receiptHandle'>): Promise<void> => {
    try {
      const event = fromBookingMessage(record.body);
      const outcome = await assign(event);
      if (outcome.kind === 'ignored' && outcome.reason === 'event-type-unmapped')
        count(METRIC.bookingsUnmapped);
      log.info('booking taken in', { bookingUid: event.fact.uid, trigger: event.trigger, ...outcome });
      if (outcome.kind === 'contended') throw new Contended('lost too many races for a room');
    } catch (error) {
      log.warn('delivery goes back to the queue', {
        reason: error instanceof Error ? error.name : 'unknown',
      });
      await returnSoon(record.receiptHandle, SOON_MS * (0.2 + chance()));
      throw error;
    }
  };

/** So many others wanted the same rooms at once that the message had better come back. */
export class Contended extends Error {
  override readonly name = 'Contended';
}
