import type * as z from 'zod/mini';
import { calKeysSchema } from '../../shared/secrets/cal-keys.ts';
import { digestKeySchema } from '../../shared/secrets/digests.ts';
import type { ReadSecret } from '../../shared/secrets/read-secret.ts';
import { webhookSecretsSchema } from '../../shared/secrets/webhook-secrets.ts';
import type { Connection } from '../admin/connect.ts';
import { awsSaysNo, isAwsError } from './aws-says-no.ts';
import { ok, type Symptom, wrong } from './symptom.ts';

type SecretName = keyof Connection['secretIds'];

/** What people make by hand; the third is drawn with the stack. */
const KNOWN: Record<
  SecretName,
  { readonly schema: z.ZodMiniType; readonly shape: string; readonly todo: string }
> = {
  webhook: {
    schema: webhookSecretsSchema,
    shape: '{"current": "…"}',
    todo: 'Store it as in lib/DEPLOY.md, step 3, and give Cal.com the same one: npm run cal:register.',
  },
  calKeys: {
    schema: calKeysSchema,
    shape: '{"default": "<key>"}, a key under each credential of the clinic file',
    todo: 'Store it as in lib/DEPLOY.md, step 3.',
  },
  digestKey: {
    schema: digestKeySchema,
    shape: '{"key": "…"}, of 32 characters or more',
    todo: 'The stack draws it: deploy again. Where it was deleted, aws secretsmanager restore-secret brings it back for thirty days.',
  },
};

/** A shorter signing secret can be guessed; beside the sandbox there is nothing to guess it for. */
const SHORTEST = 16;

/** Whether each secret is there and can be what it should be. Of its value nothing is ever said but what is wrong with its shape. */
export const examineSecrets = (
  { secretIds, alarmTopicArn }: Pick<Connection, 'secretIds' | 'alarmTopicArn'>,
  read: ReadSecret,
): Promise<Symptom[]> =>
  Promise.all(
    (Object.keys(KNOWN) as SecretName[]).map((name) =>
      examineSecret(name, secretIds[name], read, alarmTopicArn === undefined ? 1 : SHORTEST),
    ),
  );

const examineSecret = async (
  name: SecretName,
  id: string,
  read: ReadSecret,
  shortest: number,
): Promise<Symptom> => {
  const about = `secret ${id}`;
  const { schema, shape, todo } = KNOWN[name];
  try {
    const text = await read(id, { maxAgeSeconds: 0, forceFetch: true });
    const json = jsonOf(text);
    if (!schema.safeParse(json).success) return wrong(about, `it is not of the shape ${shape}`, todo);
    const fault = name === 'digestKey' ? undefined : faultOf(name, json as Record<string, unknown>, shortest);
    return fault === undefined ? ok(about, 'is there and well-formed') : wrong(about, fault, todo);
  } catch (error) {
    if (isAwsError(error, /^ResourceNotFoundException$/))
      return wrong(about, 'there is no such secret', todo);
    if (isAwsError(error, /^InvalidRequestException$/))
      return wrong(about, 'it is marked for deletion', `aws secretsmanager restore-secret --secret-id ${id}`);
    if (isAwsError(error, /^DecryptionFailure$/))
      return wrong(
        about,
        'it cannot be decrypted',
        'Leave it under the account’s own key, aws/secretsmanager: the functions are allowed no other.',
      );
    return awsSaysNo(about, error, 'secretsmanager:GetSecretValue');
  }
};

/** What no schema minds and no Cal.com takes: what was pasted with something around it, a placeholder, a word that can be guessed. */
const faultOf = (name: SecretName, secret: Record<string, unknown>, shortest: number): string | undefined => {
  for (const [field, value] of Object.entries(secret)) {
    if (typeof value !== 'string' || value === '') continue;
    if (/^\s*[<"'“]|[>"'”]\s*$/.test(value)) return `${field} is a placeholder, or stands in quotation marks`;
    // What stands around a key is taken off where it is read; a signing secret may be anything.
    if (/\s/.test(name === 'calKeys' ? value.trim() : value)) return `${field} has a blank in it`;
    if (name === 'webhook' && value.length < shortest)
      return `${field} is shorter than ${shortest} characters`;
  }
  return undefined;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
