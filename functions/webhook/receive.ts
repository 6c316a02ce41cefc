import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { ENV } from '../../shared/env.ts';
import { DELIVERY_METRICS, METRIC, METRICS } from '../../shared/metrics.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { secretsManager } from '../../shared/secrets/read-secret.ts';
import { webhookSecrets } from '../../shared/secrets/webhook-secrets.ts';
import { receiveDelivery } from './receive-delivery.ts';

const log = new Logger({ serviceName: METRICS.service });
const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
const secrets = webhookSecrets(process.env[ENV.webhookSecretId], secretsManager(), Date.now);
secrets.get().catch(() => undefined); // ready, or asked again, by the first delivery

const NAMES = { ...DELIVERY_METRICS, mailedAgain: METRIC.duplicateMails };

const receive = receiveDelivery({
  secrets,
  enqueue: bookingSender(process.env[ENV.bookingsQueueUrl]),
  log,
  count: (metric) => {
    metrics.addMetric(NAMES[metric], MetricUnit.Count, 1);
    metrics.publishStoredMetrics(); // at once: a line of its own, and nothing that two deliveries share
  },
  now: Date.now,
});

/** `POST /api/webhooks/cal`. */
export const handler = middy(receive).use(
  injectLambdaContext(log, { logEvent: false }), // whatever the environment says: the event is about a person
);
