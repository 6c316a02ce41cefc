import * as z from 'zod';
import { OCCUPANCY_FORMS } from '../../shared/ledger/occupancy-forms.ts';
import {
  CAL_API_URL,
  CAL_APP_URL,
  MOST_PUBLISHERS,
  PACE,
  SWEEP_EVERY_MINUTES,
  TRAIL_KEPT_DAYS,
} from '../../shared/wiring.ts';

/** The days for which CloudWatch can keep a log. */
export const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  9999,
] as const;

const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most);

/**
 * What a key, a token or a password looks like, and no name that a person or CloudFormation (`DigestKeySecret05B88D91-aBcDeFgHiJkL`)
 * gives: anyone who reads this file could use it.
 */
const LOOKS_SECRET = /^(cal|whsec|sk|pk)_|[A-Za-z0-9+=_]{32}/;

const secretName = z
  .string()
  .regex(
    /^[A-Za-z0-9/_+=.@-]{1,512}$/,
    'must be the name of a secret in this account, not its ARN or its value',
  )
  .refine(
    (name) => !LOOKS_SECRET.test(name),
    'must be the name of a secret, and looks like its value: store that in Secrets Manager, and take it back where it has been seen',
  );

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' });

const origin = httpsUrl.refine(
  (url) => URL.canParse(url) && new URL(url).origin === url,
  'must be an origin: an https:// address without a path or a slash at its end',
);

/**
 * What one deployment may choose, as its file says it. What one clinic chooses (publishing off, shadow or on; rooms; rules) is in its
 * catalogue. A description is what an editor shows beside the name.
 */
export const settingsSchema = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'must be the twelve digits of an AWS account')
      .optional()
      .describe('The AWS account that this stage belongs into, in quotes; absent: that of the credentials.'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region, such as eu-central-1')
      .optional()
      .describe('The AWS region that this stage belongs into; absent: that of the credentials.'),
    protected: z
      .boolean()
      .default(true)
      .describe(
        'What cannot be made again is kept when the stacks go, and neither they nor it can be removed by mistake. false: `cdk destroy` leaves nothing behind.',
      ),
    customerManagedKey: z
      .boolean()
      .default(false)
      .describe(
        'Make a key of the clinic’s own for table, queues, logs, the secret of the visit codes and the alarms’ topic; false: AWS’s own keys.',
      ),
    permissionsBoundary: z
      .string()
      .regex(
        /^[A-Za-z0-9_+=,.@-]{1,128}$/,
        'must be the name of a managed policy of this account, not its ARN',
      )
      .optional()
      .describe('Name of the managed policy that bounds every role made here.'),
    domain: z
      .strictObject({
        name: z
          .string()
          .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a host name, such as rooms.clinic.example')
          .describe('The host name that Cal.com, the staff and patients call.'),
        certificateArn: z
          .string()
          .regex(
            /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/,
            'must be the ARN of a certificate in ACM',
          )
          .describe('Its certificate in ACM, in the region of the stage.'),
      })
      .optional()
      .describe('An address of the clinic’s own; the one that AWS gives is then closed. Absent: that one.'),
    webhookConcurrency: wholeNumber(1, 1000)
      .optional()
      .describe(
        'So many of the webhook’s function may always run, and no more; taken from what all other functions of the account share, of which AWS keeps at least 100.',
      ),
    canary: z
      .boolean()
      .default(false)
      .describe(
        'A release answers one request in ten for ten minutes before it answers all, and is taken back by itself where an alarm rings. false: it answers all at once.',
      ),
    tracing: z
      .boolean()
      .default(false)
      .describe('Send traces to X-Ray, which is the largest line of the bill.'),
    tableName: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a table in this account, not its ARN')
      .optional()
      .describe('An existing table to go on with, such as a restored one; absent: one is made.'),
    tableStreamArn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]{3,255}\/stream\/\S+$/,
        'must be the ARN of the stream of a table in DynamoDB',
      )
      .optional()
      .describe('With news: the stream of that table, with old and new images.'),
    digestKeySecretName: secretName
      .optional()
      .describe('Name of the existing secret of that table’s visit codes; absent: one is made.'),
    news: z
      .boolean()
      .default(false)
      .describe(
        'Make a bus of EventBridge on which other systems of the clinic hear which visit has which room, and who waits or has come.',
      ),
    alarmEmail: z.email().optional().describe('Told of every alarm; AWS asks this address to confirm first.'),
    runbookUrl: httpsUrl
      .optional()
      .describe('Where your people read lib/RUNBOOK.md: each alarm then names its heading there.'),
    cognito: z
      .boolean()
      .default(false)
      .describe('Make a Cognito user pool and let it sign the staff’s tokens.'),
    userPoolId: z
      .string()
      .regex(
        /^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/,
        'must be the id of a user pool, such as eu-central-1_aBcDeFgHi',
      )
      .optional()
      .describe(
        'An existing Cognito user pool to go on with, with its groups and its domain; absent: one is made.',
      ),
    oidcIssuer: httpsUrl.optional().describe('Instead: who signs the staff’s tokens.'),
    oidcAudience: z
      .string()
      .min(1)
      .optional()
      .describe('What the issuer’s tokens for the board name as audience.'),
    groupPrefix: z
      .string()
      .regex(/^[A-Za-z0-9_:./-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ : . / -')
      .optional()
      .describe(
        'What the issuer’s groups and roles for this board begin with; others’ groups of the same name then mean nothing here.',
      ),
    webhookSecretName: secretName
      .optional()
      .describe(
        'Name of the secret {"current": "…", "previous": "…"} that signs webhooks; absent: room-assigner/<stage>/webhook.',
      ),
    calKeysSecretName: secretName
      .optional()
      .describe(
        'Name of the secret {"<credential>": "<Cal.com API key>"}, or an OAuth client in place of a key; absent: room-assigner/<stage>/cal-keys.',
      ),
    calApiUrl: origin.default(CAL_API_URL).describe('Origin of Cal.com’s API, without /v2.'),
    calAppUrl: origin
      .default(CAL_APP_URL)
      .describe('Origin of Cal.com’s pages: the board links each visit to its own.'),
    patientNames: z
      .enum(['off', 'on-request'])
      .default('off')
      .describe(
        'on-request: the board may ask Cal.com who a visit is with, where a clinic file says so too. off: it has no key to ask with.',
      ),
    walkIns: z
      .enum(['here', 'at-cal-com'])
      .default('here')
      .describe('at-cal-com: the board may book walk-ins at Cal.com, where a clinic file says so too.'),
    settleSeconds: wholeNumber(1, 900)
      .default(PACE.settleSeconds)
      .describe('Seconds from a decision to the first PATCH for it; SQS delays a message by 900 at most.'),
    patchSeconds: wholeNumber(15, 900)
      .default(PACE.patchSeconds)
      .describe(
        'Seconds between two PATCHes of one key. Cal.com allows five a minute; under 15, jitter can make it six.',
      ),
    credentials: wholeNumber(1, MOST_PUBLISHERS)
      .default(1)
      .describe('How many API keys (credentials) the clinic file names: so many publishers may run at once.'),
    sweepMinutes: wholeNumber(1, 15).default(SWEEP_EVERY_MINUTES).describe('Minutes between two sweeps.'),
    logRetentionDays: z.literal(RETENTIONS).default(30).describe('For how many days every log is kept.'),
    trailKeptDays: wholeNumber(1, 3650)
      .default(TRAIL_KEPT_DAYS)
      .describe('For how many days after a Day the board’s trail of it is kept.'),
    occupancies: z
      .enum(OCCUPANCY_FORMS)
      .default('short')
      .describe('How a visit stands in its room’s Day: long while functions run that can read no other.'),
  })
  .superRefine((settings, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (settings.oidcIssuer && !settings.oidcAudience)
      complain('oidcAudience', 'must be given with oidcIssuer');
    if (settings.oidcAudience && !settings.oidcIssuer)
      complain('oidcIssuer', 'must be given with oidcAudience');
    if (settings.tableName && !settings.digestKeySecretName)
      complain('digestKeySecretName', 'must be given with tableName, which keeps what was digested with it');
    if (settings.news && settings.tableName && !settings.tableStreamArn)
      complain('tableStreamArn', 'must be given with news and a tableName');
    if (settings.tableStreamArn && !(settings.news && settings.tableName))
      complain('tableStreamArn', 'means nothing without news and a tableName');
    if (settings.userPoolId && !settings.cognito) complain('cognito', 'must be true with a userPoolId');
    if (settings.cognito && settings.oidcIssuer) complain('cognito', 'cannot be true with an oidcIssuer');
  });

export const SETTING_NAMES = Object.keys(settingsSchema.shape);

/** For editors: `bin/settings-schema.ts` writes it beside the files. */
export const settingsJsonSchema = () => ({
  ...z.toJSONSchema(settingsSchema, { io: 'input' }),
  title: 'Settings of one stage of the room assigner',
});

type GivenSettings = z.infer<typeof settingsSchema>;

/** The settings of one stage, complete. */
export type Settings = Readonly<GivenSettings> & {
  readonly stage: string;
  readonly webhookSecretName: string;
  readonly calKeysSecretName: string;
};

/** What a file leaves out and the stage's name decides. */
export const settingsOf = (stage: string, given: GivenSettings): Settings => ({
  ...given,
  stage,
  webhookSecretName: given.webhookSecretName ?? `room-assigner/${stage}/webhook`,
  calKeysSecretName: given.calKeysSecretName ?? `room-assigner/${stage}/cal-keys`,
});
