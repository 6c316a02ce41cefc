import type { SQSRecord } from 'aws-lambda';
import type { NoticeOutcome } from '../../shared/assigning/handle-notice.ts';
import type { Outcome } from '../../shared/assigning/outcome.ts';
import { isDelivery } from '../../shared/assigning/told.ts';
import { type BookingEvent, type BookingNotice, subjectOf } from '../../shared/domain/booking-event.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { METRIC, type MetricName } from '../../shared/metrics.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import type { ReturnSoon } from '../../shared/queue/return-soon.ts';
import { reasonsOf } from '../../shared/reasons-of.ts';

type TakeDeliveryDependencies = {
  /** Adds to an event what only Cal.com itself can tell. */
  readonly ask: (event: BookingEvent) => Promise<BookingEvent>;
  readonly assign: (event: BookingEvent) => Promise<Outcome>;
  readonly notice: (notice: BookingNotice) => Promise<NoticeOutcome>;
  readonly returnSoon: ReturnSoon;
  /** Told when a delivery of Cal.com's came; absent = no one listens. Never throws. */
  readonly heard?: (receivedAt: Instant) => Promise<void>;
  readonly count: (metric: MetricName) => void;
  readonly log: Record<'info' | 'warn', (sentence: string, fields: Record<string, unknown>) => void>;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
};

/** A delivery that failed comes back after about so many milliseconds, twice as many the next time. */
const SOON_MS = 2_000;
/** No longer than this between two tries: ten receipts then outlast half an hour of a fault that is not the delivery's. */
const LATEST_MS = 600_000;

/** Takes one message of the bookings queue into the Ledger. Throws where the message must come back. */
export const takeDelivery =
  ({ ask, assign, notice, returnSoon, heard, count, log, chance }: TakeDeliveryDependencies) =>
  async (record: Pick<SQSRecord, 'body' | 'receiptHandle' | 'attributes'>): Promise<void> => {
    try {
      const message = fromBookingMessage(record.body);
      const outcome = 'notice' in message ? await notice(message) : await assign(await ask(message));
      if (outcome.kind === 'ignored' && outcome.reason === 'event-type-unmapped')
        count(METRIC.bookingsUnmapped);
      if (outcome.kind === 'assigned') count(METRIC.bookingsAssigned);
      log.info('booking taken in', { bookingUid: subjectOf(message), trigger: message.trigger, ...outcome });
      if (isDelivery(message)) await heard?.(message.receivedAt);
      if (outcome.kind === 'contended') throw new Contended('lost too many races for a room');
    } catch (error) {
      log.warn('delivery goes back to the queue', {
        reason: reasonsOf(error),
      });
      const receipts = Number(record.attributes.ApproximateReceiveCount);
      await returnSoon(
        record.receiptHandle,
        Math.min(LATEST_MS, SOON_MS * 2 ** (receipts - 1)) * (0.5 + chance()),
      );
      throw error;
    }
  };

/** So many others wanted the same rooms at once that the message had better come back. */
class Contended extends Error {
  override readonly name = 'Contended';
}
