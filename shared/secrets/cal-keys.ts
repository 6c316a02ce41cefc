import * as z from 'zod/mini';
import { type KeyOf, KeyRefused } from '../calcom/cal-http.ts';
import type { OAuthCredential, RefreshToken } from '../calcom/oauth-token.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';
import { SecretUnavailable, storedSecret } from './stored-secret.ts';

const text = z.string().check(z.trim(), z.minLength(1));

/**
 * `{ "<credential>": "<key>" }`, or in place of a key an OAuth client's `{ clientId, clientSecret, refreshToken }`. Of a key's
 * shape nothing is known but that it is not empty.
 */
export const calKeysSchema = z.pipe(
  z.record(
    z.string(),
    z.union([text, z.strictObject({ clientId: text, clientSecret: text, refreshToken: text })]),
  ),
  z.transform(
    (keys: Record<string, string | OAuthCredential>) =>
      new Map<CredentialName, string | OAuthCredential>(Object.entries(keys)),
  ),
);

/** An access token is not used any more so long before it ends: a request may take its time. */
const BEFORE_THE_END_MS = MINUTE;

/**
 * What opens Cal.com's API, for each credential: its key, or an access token that `refresh` has got for its OAuth client.
 * @throws SecretUnavailable, KeyRefused
 */
export const calKeys = (
  id: string | undefined,
  read: ReadSecret,
  now: () => Instant,
  refresh?: RefreshToken,
): KeyOf => {
  const secret = storedSecret({ id, schema: calKeysSchema, read, now });
  const tokens = new Map<
    CredentialName,
    { readonly of: OAuthCredential; readonly until: Instant; readonly token: string }
  >();
  const underWay = new Map<CredentialName, Promise<string>>();
  const tokenFor = async (
    credential: CredentialName,
    of: OAuthCredential,
    fresh: boolean,
  ): Promise<string> => {
    const known = tokens.get(credential);
    const same = known?.of.refreshToken === of.refreshToken && known.of.clientSecret === of.clientSecret;
    if (!fresh && known !== undefined && same && now() < known.until - BEFORE_THE_END_MS) return known.token;
    const pending = underWay.get(credential);
    if (pending !== undefined) return pending;
    const got = (async (): Promise<string> => {
      const made = await refresh?.(of);
      if (made === 'refused')
        throw new KeyRefused(`Cal.com refuses the OAuth client of credential ${credential}`);
      if (made === undefined)
        throw new SecretUnavailable(`Cal.com gives no access token for credential ${credential}`);
      tokens.set(credential, { of, until: now() + made.lastsMs, token: made.token });
      return made.token;
    })().finally(() => underWay.delete(credential));
    underWay.set(credential, got);
    return got;
  };
  return async (credential, options) => {
    const keys = await (options?.fresh ? secret.refetched() : secret.get());
    const key = keys.get(credential) ?? (await secret.refetched()).get(credential);
    if (key === undefined) throw new SecretUnavailable(`no Cal.com API key for credential ${credential}`);
    return typeof key === 'string' ? key : tokenFor(credential, key, options?.fresh === true);
  };
};
