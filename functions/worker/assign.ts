import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { ASK_TIMEOUT_MS, askPredecessor } from '../../shared/assigning/ask-predecessor.ts';
import { assignBooking } from '../../shared/assigning/assign-booking.ts';
import { dependenciesOfEnv } from '../../shared/assigning/dependencies-of-env.ts';
import { handleNotice } from '../../shared/assigning/handle-notice.ts';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { required } from '../../shared/environment.ts';
import { noteHeard } from '../../shared/hearing/heard-hours.ts';
import { FILE_AGE_MS } from '../../shared/ledger/clinic.ts';
import { returnSoonTo } from '../../shared/queue/return-soon.ts';
import { reasonsOf } from '../../shared/reasons-of.ts';
import { calOptions } from '../cal-options.ts';
import { count, log, logging, words } from '../runtime.ts';
import { takeDelivery } from './take-delivery.ts';

const deps = dependenciesOfEnv({ log, words, replans: true, fileAge: FILE_AGE_MS });

const take = takeDelivery({
  ask: askPredecessor({
    ...deps,
    cal: calClient(calOptions(ASK_TIMEOUT_MS)),
  }),
  assign: assignBooking(deps),
  notice: handleNotice(deps),
  returnSoon: returnSoonTo(deps.sqs, required('bookingsQueueUrl')),
  heard: noteHeard(deps.ledger, (error) =>
    log.warn('an hour with deliveries could not be noted', { reason: reasonsOf(error) }),
  ),
  count,
  log,
  chance: Math.random,
});

const processor = new BatchProcessor(EventType.SQS);
const assign = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

/** The bookings queue: BookingEvents into the Ledger. */
export const handler = middy(assign).use(logging);
