import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { assignBooking, type Outcome } from '../../shared/assigning/assign-booking.ts';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { required } from '../../shared/environment.ts';
import { METRIC, METRICS } from '../../shared/metrics.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { returnSoon } from '../../shared/queue/return-soon.ts';

const log = new Logger({ serviceName: 'assign' });
const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
const around = surroundingsOfEnv(log, { replans: true });
const assignOne = assignBooking(around);
const queueUrl = required('bookingsQueueUrl');

/** A delivery that failed comes back within so many milliseconds, spread so that racers part. */
const SOON_MS = 5_000;

const take = async (record: SQSRecord): Promise<void> => {
  try {
    const event = fromBookingMessage(record.body);
    const outcome = await assignOne(event);
    tell(event.fact.uid, event.trigger, outcome);
    if (outcome.kind === 'contended') throw new Contended('lost too many races for a room');
  } catch (error) {
    log.warn('delivery goes back to the queue', { reason: error instanceof Error ? error.name : 'unknown' });
    await returnSoon(around.sqs, queueUrl, record.receiptHandle, SOON_MS * (0.2 + Math.random()));
    throw error;
  }
};

const tell = (bookingUid: string, trigger: string, outcome: Outcome): void => {
  if (outcome.kind === 'ignored' && outcome.reason === 'event-type-unmapped')
    metrics.addMetric(METRIC.bookingsUnmapped, MetricUnit.Count, 1);
  log.info('booking taken in', { bookingUid, trigger, ...outcome });
};

const processor = new BatchProcessor(EventType.SQS);
const assign = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

class Contended extends Error {
  override readonly name = 'Contended';
}

/** The bookings queue: BookingEvents into the Ledger. */
export const handler = middy(assign)
  .use(injectLambdaContext(log, { logEvent: false }))
  .use(logMetrics(metrics));
