import middy from '@middy/core';
import { ENV } from '../../shared/env.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { webhookSecrets } from '../../shared/secrets/webhook-secrets.ts';
import { count, log, logging, readSecret, words } from '../runtime.ts';
import { COUNTED_AS, receiveDelivery } from './receive-delivery.ts';

const secrets = webhookSecrets(process.env[ENV.webhookSecretId], readSecret, Date.now);
secrets.get().catch(() => undefined); // ready, or asked again, by the first delivery

const receive = receiveDelivery({
  secrets,
  words,
  enqueue: bookingSender(process.env[ENV.bookingsQueueUrl]),
  log,
  count: (what) => count(COUNTED_AS[what]),
  now: Date.now,
});

/** `POST /api/webhooks/cal`. */
export const handler = middy(receive).use(logging);
