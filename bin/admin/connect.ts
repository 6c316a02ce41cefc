import { readFileSync } from 'node:fs';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { CalClientOptions } from '../../shared/calcom/cal-http.ts';
import { oauthTokens } from '../../shared/calcom/oauth-token.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { documentClient } from '../../shared/ledger/document-client.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { WholeTable } from '../../shared/ledger/erase-traces.ts';
import { OCCUPANCY_FORMS, type OccupancyForm, occupancyFormIn } from '../../shared/ledger/occupancy-forms.ts';
import { CAL_TIMEOUT_MS } from '../../shared/publishing/pace.ts';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { type Digests, storedDigests } from '../../shared/secrets/digests.ts';
import { IN_GOOD_TIME_MS, secretsManager } from '../../shared/secrets/read-secret.ts';
import type { QueueName } from '../../shared/wiring.ts';
import { readEndpoints } from '../local/endpoints.ts';
import { BadUsage, textOf, type Values } from './command.ts';

/** One running system, local or deployed, as the commands reach it. */
export type Connection = {
  /** Its stage; absent locally. */
  readonly stage?: string;
  readonly ledger: Ledger;
  /** The same, for what looks at all of it. */
  readonly table: WholeTable;
  readonly sqs: SQSClient;
  readonly queueUrls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  readonly webhookUrl: string;
  readonly cal: CalClientOptions;
  /** What stands for uids and for people's words. */
  readonly digests: () => Promise<Digests>;
  /** For how many days after a Day its history is kept. */
  readonly trailKeptDays: number;
  /** How visits are written into their room's Day. */
  readonly occupancies: OccupancyForm;
  readonly settleMs: number;
  /** Between two PATCHes of one credential. */
  readonly patchMs: number;
  /** Credentials that it was deployed for; absent where it follows the clinic file. */
  readonly credentials?: number;
  readonly secretIds: { readonly webhook: string; readonly calKeys: string; readonly digestKey: string };
  /** Where alarms ring; absent where there are none: locally. */
  readonly alarmTopicArn?: string;
};

const seconds = z.coerce.number().positive();

/** The stack that keeps a stage's data is written beside the one that runs, and has nothing to say to a command. */
const withoutData = (stacks: unknown): unknown =>
  typeof stacks === 'object' && stacks !== null
    ? Object.fromEntries(Object.entries(stacks).filter(([name]) => !name.endsWith('-Data')))
    : stacks;

/**
 * Outputs of the stack, as `cdk deploy --outputs-file` writes them: every setting that a command needs. None has a default
 * here: a guessed address of Cal.com's would be sent the key of a clinic that runs its own.
 */
const outputs = z.record(
  z.string(),
  z.object({
    Region: z.string().min(1),
    WebhookUrl: z.url(),
    TableName: z.string(),
    BookingsQueueUrl: z.url(),
    BookingsDlqUrl: z.url(),
    PublishQueueUrl: z.url(),
    PublishDlqUrl: z.url(),
    ReplanQueueUrl: z.url(),
    ReplanDlqUrl: z.url(),
    CalApiUrl: z.url(),
    AlarmTopicArn: z.string().min(1),
    WebhookSecretId: z.string().min(1),
    CalKeysSecretId: z.string().min(1),
    DigestKeySecretId: z.string().min(1),
    CalSettleSeconds: seconds,
    CalPatchSeconds: seconds,
    Credentials: z.coerce.number().int().positive(),
    TrailKeptDays: z.coerce.number().int().positive(),
    Occupancies: z.enum(OCCUPANCY_FORMS),
  }),
);

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
    tableName: env.TABLE_NAME ?? '',
    trailKeptDays: Number(env.TRAIL_KEPT_DAYS),
    occupancies: occupancyFormIn(env),
    webhookUrl,
    queueUrls: {
      bookings: env.BOOKINGS_QUEUE_URL ?? '',
      publish: env.PUBLISH_QUEUE_URL ?? '',
      replan: env.REPLAN_QUEUE_URL ?? '',
    },
    deadLetterUrls: { bookings: dead('bookings'), publish: dead('publish'), replan: dead('replan') },
    calApiUrl: env.CAL_API_URL ?? '',
    secretIds: {
      webhook: env.WEBHOOK_SECRET_ID ?? '',
      calKeys: env.CAL_KEYS_SECRET_ID ?? '',
      digestKey: env.DIGEST_KEY_SECRET_ID ?? '',
    },
    settleMs: Number(env.CAL_SETTLE_SECONDS) * 1000,
    patchMs: Number(env.CAL_PATCH_SECONDS) * 1000,
  });
};

const deployed = (file: string): Connection => {
  const [name, stack] = stackIn(file);
  process.env.AWS_REGION = stack.Region;
  return connection({
    stage: name.replace(/^RoomAssigner-/, ''),
    tableName: stack.TableName,
    trailKeptDays: stack.TrailKeptDays,
    occupancies: stack.Occupancies,
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
    calApiUrl: stack.CalApiUrl,
    secretIds: {
      webhook: stack.WebhookSecretId,
      calKeys: stack.CalKeysSecretId,
      digestKey: stack.DigestKeySecretId,
    },
    alarmTopicArn: stack.AlarmTopicArn,
    settleMs: stack.CalSettleSeconds * 1000,
    patchMs: stack.CalPatchSeconds * 1000,
    credentials: stack.Credentials,
  });
};

type Stack = z.infer<typeof outputs>[string];

const stackIn = (file: string): readonly [name: string, stack: Stack] => {
  let json: unknown;
  try {
    json = withoutData(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new BadUsage(`--outputs ${file}: not the outputs that \`cdk deploy --outputs-file\` writes`);
  }
  const read = outputs.safeParse(json);
  if (!read.success) {
    const wrong = [...new Set(read.error.issues.map(({ path }) => path.slice(1).join('.') || '(file)'))];
    throw new BadUsage(
      `--outputs ${file}: wrong or missing there: ${wrong.join(', ')}. Deploy this release with --outputs-file first.`,
    );
  }
  const [stack, ...others] = Object.entries(read.data);
  if (stack === undefined) throw new BadUsage(`--outputs ${file}: names no stack`);
  if (others.length > 0) throw new BadUsage(`--outputs ${file}: names more than one stack`);
  return stack;
};

type Named = { readonly tableName: string; readonly calApiUrl: string } & Omit<
  Connection,
  'ledger' | 'table' | 'sqs' | 'cal' | 'digests'
>;

const connection = ({ tableName, calApiUrl, ...rest }: Named): Connection => {
  const { trailKeptDays, occupancies, secretIds } = rest;
  const readSecret = secretsManager(IN_GOOD_TIME_MS);
  const client = documentClient();
  const digests = storedDigests(secretIds.digestKey, readSecret, Date.now);
  return {
    ...rest,
    table: { documentClient: client, tableName },
    ledger: dynamoLedger({ documentClient: client, tableName, trailKeptDays, occupancies }),
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
    digests,
    cal: {
      origin: calApiUrl,
      keyOf: calKeys(
        secretIds.calKeys,
        readSecret,
        Date.now,
        oauthTokens({ origin: calApiUrl, timeoutMs: CAL_TIMEOUT_MS }),
      ),
      timeoutMs: CAL_TIMEOUT_MS,
      now: Date.now,
      words: async () => (await digests()).word,
    },
  };
};
