import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod';
import { CAL_API_URL, CAL_APP_URL, PACE, SWEEP_EVERY_MINUTES, TRAIL_KEPT_DAYS } from '../shared/wiring.ts';

/** Each setting is the context key `roomAssigner:<name>`, from cdk.json or `-c`. */
const PREFIX = 'roomAssigner:';

const RETENTIONS = Object.values(RetentionDays).filter((days) => typeof days === 'number');

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const secretName = z
  .string()
  .regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/, 'must be the name of a secret in this account, not its ARN or value');

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' });

const origin = httpsUrl.refine(
  (url) => URL.canParse(url) && new URL(url).origin === url,
  'must be an origin without a path',
);

/** What one deployment may choose. What one clinic chooses (publishing off, shadow or on; rooms; rules) is in its catalogue. */
const settingsSchema = z
  .strictObject({
    /** Name of the secret `{ "current": "…", "previous": "…" }` that signs webhooks. */
    webhookSecretName: secretName.default('room-assigner/webhook'),
    /** Name of the secret `{ "<credential>": "<Cal.com API key>" }`, or an OAuth client in place of a key. */
    calKeysSecretName: secretName.default('room-assigner/cal-keys'),
    /** Origin of Cal.com's API, without `/v2`. */
    calApiUrl: origin.default(CAL_API_URL),
    /** Origin of Cal.com's pages: the board links each visit to its own. */
    calAppUrl: origin.default(CAL_APP_URL),
    /** `on-request`: the board may ask Cal.com who a visit is with, where a clinic file says so too. `off`: it has no key to ask with. */
    patientNames: z.enum(['off', 'on-request']).default('off'),
    /** `at-cal-com`: the board may book walk-ins at Cal.com, where a clinic file says so too. */
    walkIns: z.enum(['here', 'at-cal-com']).default('here'),
    /** Seconds from a commit to the first PATCH for it; SQS delays a message by 900 at most. */
    settleSeconds: wholeNumber(1, 900).default(PACE.settleSeconds),
    /** Seconds between two PATCHes of one key. Cal.com allows five a minute; under 15, jitter can make it six. */
    patchSeconds: wholeNumber(15, 900).default(PACE.patchSeconds),
    /** How many API keys (credentials) the clinic file names: so many publishers may run at once. SQS feeds no fewer than two. */
    credentials: wholeNumber(1, 500).default(1),
    sweepMinutes: wholeNumber(1, 15).default(SWEEP_EVERY_MINUTES),
    /** For how many days after a Day the board's trail of it is kept. */
    trailKeptDays: wholeNumber(1, 3650).default(TRAIL_KEPT_DAYS),
    logRetentionDays: z.coerce
      .number()
      .refine((days) => RETENTIONS.includes(days), `must be one of ${RETENTIONS.join(', ')}`)
      .default(RetentionDays.ONE_MONTH),
    /** Told of every alarm; AWS asks this address to confirm first. */
    alarmEmail: z.email().optional(),
    /** Who signs the staff's tokens, and for which. */
    oidcIssuer: httpsUrl.optional(),
    oidcAudience: z.string().min(1).optional(),
    /** What the issuer's groups and roles for this board begin with; others' groups of the same name then mean nothing here. */
    groupPrefix: z
      .string()
      .regex(/^[A-Za-z0-9_:./-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ : . / -')
      .optional(),
    /** Make a Cognito user pool and let it sign the staff's tokens. */
    cognito: z
      .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
        error: 'must be true or false',
      })
      .default(false),
  })
  .superRefine((settings, context) => {
    const complain = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (settings.oidcIssuer && !settings.oidcAudience)
      complain('oidcAudience', 'must be given with oidcIssuer');
    if (settings.oidcAudience && !settings.oidcIssuer)
      complain('oidcIssuer', 'must be given with oidcAudience');
    if (settings.cognito && settings.oidcIssuer) complain('cognito', 'cannot be true with an oidcIssuer');
  });

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** A setting that is wrong; the message names each one by its context key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * The settings of a construct tree's context.
 * @throws SettingsError for an unknown name, a value out of range, or two that exclude each other.
 */
export const readSettings = (node: Node): Settings => {
  const context: Record<string, unknown> = node.getAllContext();
  const given = Object.entries(context)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    return names.map((name) => `  ${PREFIX}${name}: ${issue.message}`);
  });
  throw new SettingsError(`Wrong settings (cdk.json or -c):\n${mistakes.join('\n')}`);
};
