import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { surroundingsOfEnv } from '../../shared/assigning/surroundings-of-env.ts';
import { required } from '../../shared/environment.ts';
import { returnSoon } from '../../shared/queue/return-soon.ts';
import { fromReplanMessage } from '../../shared/queue/wake-message.ts';
import { replanDay } from '../../shared/replanning/replan-day.ts';

const log = new Logger({ serviceName: 'replan' });
const around = surroundingsOfEnv(log, { replans: false });
const replanOne = replanDay(around);
const queueUrl = required('replanQueueUrl');

const take = async (record: SQSRecord): Promise<void> => {
  const { siteId, date } = fromReplanMessage(record.body);
  const outcome = await replanOne(siteId, date);
  log.info('Day re-planned', { siteId, date, ...outcome });
  if (outcome.kind === 'contended') {
    await returnSoon(around.sqs, queueUrl, record.receiptHandle, 1_000 + Math.random() * 1_000);
    throw new Contended('lost a race for a room');
  }
};

const processor = new BatchProcessor(EventType.SQS);
const replan = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

class Contended extends Error {
  override readonly name = 'Contended';
}

/** The replan queue: one Day per message, at once. */
export const handler = middy(replan).use(injectLambdaContext(log, { logEvent: false }));
