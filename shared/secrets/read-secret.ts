import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';

/** Reads a secret's text, from a cache of at most `maxAgeSeconds` unless `forceFetch`. */
export type ReadSecret = (
  id: string,
  options: { readonly maxAgeSeconds: number; readonly forceFetch: boolean },
) => Promise<string>;

/** Short enough for someone who is waiting. */
const AT_ONCE_MS = { connectionTimeout: 300, requestTimeout: 500 } as const;

/** For a command: a slow answer is better than none. */
export const IN_GOOD_TIME_MS = { connectionTimeout: 5_000, requestTimeout: 10_000 } as const;

/** Secrets Manager by Powertools, with time-outs in milliseconds. */
export const secretsManager = (
  timeouts: typeof AT_ONCE_MS | typeof IN_GOOD_TIME_MS = AT_ONCE_MS,
): ReadSecret => {
  const provider = new SecretsProvider({
    clientConfig: {
      maxAttempts: 2,
      requestHandler: { ...timeouts, throwOnRequestTimeout: true },
    },
  });
  return async (id, { maxAgeSeconds, forceFetch }) => {
    const value = await provider.get(id, { maxAge: maxAgeSeconds, forceFetch });
    return typeof value === 'string' ? value : new TextDecoder().decode(value);
  };
};
