import { randomUUID } from 'node:crypto';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { calClient } from '../../shared/calcom/cal-client.ts';
import { ENV } from '../../shared/env.ts';
import { required, requiredMs } from '../../shared/environment.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { ledgerOfEnv } from '../../shared/ledger/ledger-of-env.ts';
import { METRIC, METRICS } from '../../shared/metrics.ts';
import { digestKeyIn } from '../../shared/publishing/digest-key.ts';
import { CAL_TIMEOUT_MS, VERIFY_AFTER_MS } from '../../shared/publishing/pace.ts';
import { type PublisherReport, wakePublisher } from '../../shared/publishing/publish.ts';
import { returnSoon } from '../../shared/queue/return-soon.ts';
import { fromWakeMessage } from '../../shared/queue/wake-message.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { secretsManager } from '../../shared/secrets/read-secret.ts';

const log = new Logger({ serviceName: 'publish' });
const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const queueUrl = required('publishQueueUrl');
const ledger = ledgerOfEnv();
const spacingMs = requiredMs('calPatchSeconds');

const report = (line: PublisherReport): void => {
  log.info('publisher', { ...line });
  if (line.what === 'credential-refused') metrics.addMetric(METRIC.credentialsRefused, MetricUnit.Count, 1);
};

const wake = wakePublisher({
  ledger,
  clinic: new Clinic(ledger, Date.now),
  cal: calClient({
    origin: required('calApiUrl'),
    keyOf: calKeys(process.env[ENV.calKeysSecretId], secretsManager(), Date.now),
    timeoutMs: CAL_TIMEOUT_MS,
    now: Date.now,
  }),
  now: Date.now,
  newId: randomUUID,
  spacingMs,
  verifyAfterMs: VERIFY_AFTER_MS,
  digestKey: digestKeyIn(ledger),
  report,
});

const take = async (record: SQSRecord): Promise<void> => {
  const { credential } = fromWakeMessage(record.body);
  const outcome = await wake(credential);
  // Once: the slot is free then for this wake or for another, and the sweep sends more.
  if (outcome.kind === 'later' && record.attributes.ApproximateReceiveCount === '1') {
    await returnSoon(sqs, queueUrl, record.receiptHandle, outcome.at - Date.now());
    throw new SlotTaken('comes back when the slot is free');
  }
};

const processor = new BatchProcessor(EventType.SQS);
const publish = async (event: SQSEvent, context: Context) =>
  processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });

class SlotTaken extends Error {
  override readonly name = 'SlotTaken';
}

/** The publish queue: one wake-up, at most one PATCH. */
export const handler = middy(publish)
  .use(injectLambdaContext(log, { logEvent: false }))
  .use(logMetrics(metrics));
