import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ENV } from '../../shared/env.ts';
import { writeAside } from './write-aside.ts';

/**
 * Where the running local system says how it is reached, paths that no one guesses included: for this user alone. Two
 * systems side by side keep apart by ENDPOINTS_FILE.
 */
const FILE =
  process.env.ENDPOINTS_FILE || fileURLToPath(new URL('../../.local/endpoints.json', import.meta.url));

const VARIABLES = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_SQS',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  ENV.tableName,
  ENV.trailKeptDays,
  ENV.occupancies,
  ENV.bookingsQueueUrl,
  ENV.publishQueueUrl,
  ENV.replanQueueUrl,
  ENV.webhookSecretId,
  ENV.calKeysSecretId,
  ENV.digestKeySecretId,
  ENV.calApiUrl,
  ENV.calSettleSeconds,
  ENV.calPatchSeconds,
] as const;

const endpoints = z.object({
  pid: z.int(),
  webhookUrl: z.url(),
  /** Where there is one: beside a real Cal.com there is none. */
  sandboxUrl: z.url().optional(),
  deadLetterUrls: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()),
});

type LocalEndpoints = z.infer<typeof endpoints>;

/** Tells the commands where this process is; forgotten again when it ends. */
export const writeEndpoints = (system: {
  readonly url: string;
  readonly sandbox?: { readonly url: string } | undefined;
  readonly deadLetterUrls: Readonly<Record<string, string>>;
}): (() => void) => {
  mkdirSync(dirname(FILE), { recursive: true });
  const env = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name] ?? '']));
  const content: LocalEndpoints = {
    pid: process.pid,
    webhookUrl: `${system.url}/api/webhooks/cal`,
    sandboxUrl: system.sandbox?.url,
    deadLetterUrls: { ...system.deadLetterUrls },
    env,
  };
  writeAside(FILE, JSON.stringify(content, null, 2));
  return () => {
    if (readEndpoints()?.pid === process.pid) rmSync(FILE, { force: true });
  };
};

/** The running local system's endpoints; `undefined` where none has said so, or it has ended without a word. */
export const readEndpoints = (): LocalEndpoints | undefined => {
  try {
    const found = endpoints.parse(JSON.parse(readFileSync(FILE, 'utf8')));
    process.kill(found.pid, 0); // asks only whether there is such a process
    return found;
  } catch {
    return undefined;
  }
};
