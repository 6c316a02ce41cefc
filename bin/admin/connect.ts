import { readFileSync } from 'node:fs';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { CalClientOptions } from '../../shared/calcom/cal-http.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { secretsManager } from '../../shared/secrets/read-secret.ts';
import { CAL_API_URL, PACE, type QueueName } from '../../shared/wiring.ts';
import { readEndpoints } from '../local/endpoints.ts';
import { BadUsage, textOf, type Values } from './command.ts';

/** One running system, local or deployed, as the commands reach it. */
export type Connection = {
  readonly ledger: Ledger;
  readonly sqs: SQSClient;
  readonly queueUrls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  readonly webhookUrl: string;
  readonly cal: CalClientOptions;
  readonly settleMs: number;
  /** Between two PATCHes of one credential. */
  readonly patchMs: number;
};

/** Outputs of the stack, as `cdk deploy --outputs-file` writes them. */
const outputs = z.record(
  z.string(),
  z.object({
    WebhookUrl: z.url(),
    TableName: z.string(),
    BookingsQueueUrl: z.url(),
    BookingsDlqUrl: z.url(),
    PublishQueueUrl: z.url(),
    PublishDlqUrl: z.url(),
    ReplanQueueUrl: z.url(),
    ReplanDlqUrl: z.url(),
  }),
);

/** The names of the secrets and Cal.com's origin, unless the environment says otherwise. */
const CAL_KEYS_SECRET = 'room-assigner/cal-keys';

/** @throws BadUsage where no system can be found. */
export const connect = (values: Values): Connection => {
  const file = textOf(values, 'outputs');
  return file === undefined ? local() : deployed(file);
};

const local = (): Connection => {
  const found = readEndpoints();
  if (found === undefined)
    throw new BadUsage(
      'No local system is running (npm start), and no --outputs says where a deployed one is.',
    );
  process.env.AWS_REGION ??= 'eu-central-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  Object.assign(process.env, found.env);
  const { env, deadLetterUrls, webhookUrl } = found;
  const dead = (name: QueueName): string => deadLetterUrls[name] ?? '';
  return connection({
    table: env.TABLE_NAME ?? '',
    webhookUrl,
    queueUrls: {
      bookings: env.BOOKINGS_QUEUE_URL ?? '',
      publish: env.PUBLISH_QUEUE_URL ?? '',
      replan: env.REPLAN_QUEUE_URL ?? '',
    },
    deadLetterUrls: { bookings: dead('bookings'), publish: dead('publish'), replan: dead('replan') },
    settleMs: Number(env.CAL_SETTLE_SECONDS) * 1000,
    patchMs: Number(env.CAL_PATCH_SECONDS) * 1000,
  });
};

const deployed = (file: string): Connection => {
  let stack: z.infer<typeof outputs>[string] | undefined;
  try {
    stack = Object.values(outputs.parse(JSON.parse(readFileSync(file, 'utf8'))))[0];
  } catch {
    throw new BadUsage(`--outputs ${file}: not the outputs that \`cdk deploy --outputs-file\` writes`);
  }
  if (stack === undefined) throw new BadUsage(`--outputs ${file}: names no stack`);
  return connection({
    table: stack.TableName,
    webhookUrl: stack.WebhookUrl,
    queueUrls: {
      bookings: stack.BookingsQueueUrl,
      publish: stack.PublishQueueUrl,
      replan: stack.ReplanQueueUrl,
    },
    deadLetterUrls: {
      bookings: stack.BookingsDlqUrl,
      publish: stack.PublishDlqUrl,
      replan: stack.ReplanDlqUrl,
    },
    settleMs: PACE.settleSeconds * 1000,
    patchMs: PACE.patchSeconds * 1000,
  });
};

const connection = ({
  table,
  ...rest
}: { readonly table: string } & Pick<
  Connection,
  'queueUrls' | 'deadLetterUrls' | 'webhookUrl' | 'settleMs' | 'patchMs'
>): Connection => ({
  ...rest,
  ledger: dynamoLedger({ documentClient: documentClient(), tableName: table }),
  sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
  cal: {
    origin: process.env.CAL_API_URL ?? CAL_API_URL,
    keyOf: calKeys(process.env.CAL_KEYS_SECRET_ID ?? CAL_KEYS_SECRET, secretsManager(), Date.now),
    timeoutMs: CAL_TIMEOUT_MS,
    now: Date.now,
  },
});
