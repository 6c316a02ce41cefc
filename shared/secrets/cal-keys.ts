import * as z from 'zod';
import type { KeyOf } from '../calcom/cal-http.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';
import { SecretUnavailable, storedSecret } from './stored-secret.ts';

/** `{ "<credential>": "<key>" }`. Of a key's shape nothing is known but that it is not empty. */
const schema = z
  .record(z.string(), z.string().trim().min(1))
  .transform((keys) => new Map(Object.entries(keys)));

/** The Cal.com API key of each credential. @throws SecretUnavailable */
export const calKeys = (id: string | undefined, read: ReadSecret, now: () => Instant): KeyOf => {
  const secret = storedSecret({ id, schema, read, now });
  return async (credential, options) => {
    const keys = await (options?.fresh ? secret.refetched() : secret.get());
    const key = keys.get(credential) ?? (await secret.refetched()).get(credential);
    if (key === undefined) throw new SecretUnavailable(`no Cal.com API key for credential ${credential}`);
    return key;
  };
};
