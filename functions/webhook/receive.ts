import { MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { ENV } from '../../shared/env.ts';
import { DELIVERY_METRICS, METRIC } from '../../shared/metrics.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { webhookSecrets } from '../../shared/secrets/webhook-secrets.ts';
import { log, logging, metrics, readSecret, words } from '../runtime.ts';
import { receiveDelivery } from './receive-delivery.ts';

const secrets = webhookSecrets(process.env[ENV.webhookSecretId], readSecret, Date.now);
secrets.get().catch(() => undefined); // ready, or asked again, by the first delivery

const NAMES = { ...DELIVERY_METRICS, mailedAgain: METRIC.duplicateMails };

const receive = receiveDelivery({
  secrets,
  words,
  enqueue: bookingSender(process.env[ENV.bookingsQueueUrl]),
  log,
  count: (metric) => {
    metrics.addMetric(NAMES[metric], MetricUnit.Count, 1);
    metrics.publishStoredMetrics(); // at once: a line of its own, and nothing that two deliveries share
  },
  now: Date.now,
});

/** `POST /api/webhooks/cal`. */
export const handler = middy(receive).use(logging);
