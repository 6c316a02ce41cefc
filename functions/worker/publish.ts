import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { linkToken, TOKEN_BYTES } from '../../shared/domain/visit-link.ts';
import { required, requiredMs } from '../../shared/environment.ts';
import { Clinic, FILE_AGE_MS } from '../../shared/ledger/clinic.ts';
import { ledgerOfEnv } from '../../shared/ledger/ledger-of-env.ts';
import { METRIC } from '../../shared/metrics.ts';
import { attemptId } from '../../shared/publishing/attempt-id.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { wakePublisher } from '../../shared/publishing/publish.ts';
import type { PublisherReport } from '../../shared/publishing/publisher-dependencies.ts';
import { returnSoonTo } from '../../shared/queue/return-soon.ts';
import { calOptions } from '../cal-options.ts';
import { count, log, logging, words } from '../runtime.ts';
import { takeWake } from './take-wake.ts';

const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const ledger = ledgerOfEnv();
const spacingMs = requiredMs('calPatchSeconds');

const report = (line: PublisherReport): void => {
  log.info('publisher', { ...line });
  if (line.what === 'credential-refused') count(METRIC.credentialsRefused);
  if (line.what === 'sent' && line.reply === 'accepted') count(METRIC.locationsSent);
};

const wake = wakePublisher({
  ledger,
  clinic: new Clinic(ledger, Date.now, words, { fileAge: FILE_AGE_MS }),
  cal: calClient(calOptions(CAL_TIMEOUT_MS)),
  now: Date.now,
  newId: attemptId,
  newToken: () => linkToken(randomBytes(TOKEN_BYTES)),
  spacingMs,
  verifyAfterMs: VERIFY_AFTER_MS,
  digestKey: digestKeyIn(ledger),
  pause,
  report,
});

const take = takeWake({ wake, returnSoon: returnSoonTo(sqs, required('publishQueueUrl')), now: Date.now });

const processor = new BatchProcessor(EventType.SQS);
const publish = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

/** The publish queue: one wake-up, at most one PATCH. */
export const handler = middy(publish).use(logging);
