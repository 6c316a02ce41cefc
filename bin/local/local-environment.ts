import { ENV } from '../../shared/env.ts';
import { METRICS } from '../../shared/metrics.ts';
import { TRAIL_KEPT_DAYS } from '../../shared/wiring.ts';
import type { LocalQueues } from './queues.ts';

/** Another name where one DynamoDB serves several systems (`AWS_ENDPOINT_URL_DYNAMODB`). */
export const TABLE_NAME = process.env[ENV.tableName] || 'room-assigner';
export const WEBHOOK_SECRET_ID = 'room-assigner/webhook';
export const DIGEST_KEY_SECRET_ID = 'room-assigner/digest-key';
export const CAL_KEYS_SECRET_ID = 'room-assigner/cal-keys';

/** What the functions are told here: where their AWS is, and whatever a deployment tells them. */
export const localEnvironment = (system: {
  readonly dynamoEndpoint: string;
  readonly secretsEndpoint: string;
  readonly queues: Pick<LocalQueues, 'endpoint' | 'urls'>;
  readonly calApiUrl: string;
  readonly calAppUrl: string;
  readonly settleSeconds: number;
  readonly patchSeconds: number;
  readonly sweepSeconds: number;
  readonly logLevel: string;
}): Record<string, string> => ({
  AWS_ENDPOINT_URL_DYNAMODB: system.dynamoEndpoint,
  AWS_ENDPOINT_URL_SQS: system.queues.endpoint,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: system.secretsEndpoint,
  POWERTOOLS_SERVICE_NAME: METRICS.service('local'),
  POWERTOOLS_METRICS_DISABLED: 'true',
  POWERTOOLS_LOG_LEVEL: system.logLevel,
  [ENV.tableName]: TABLE_NAME,
  [ENV.trailKeptDays]: String(TRAIL_KEPT_DAYS),
  [ENV.occupancies]: 'short',
  [ENV.bookingsQueueUrl]: system.queues.urls.bookings,
  [ENV.publishQueueUrl]: system.queues.urls.publish,
  [ENV.replanQueueUrl]: system.queues.urls.replan,
  [ENV.webhookSecretId]: WEBHOOK_SECRET_ID,
  [ENV.calKeysSecretId]: CAL_KEYS_SECRET_ID,
  [ENV.digestKeySecretId]: DIGEST_KEY_SECRET_ID,
  [ENV.calApiUrl]: system.calApiUrl,
  [ENV.calAppUrl]: system.calAppUrl,
  [ENV.calSettleSeconds]: String(system.settleSeconds),
  [ENV.calPatchSeconds]: String(system.patchSeconds),
  [ENV.sweepSeconds]: String(system.sweepSeconds),
  [ENV.boardAccess]: 'loopback',
});
