import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';

/** Reads a secret's text, from a cache of at most `maxAgeSeconds` unless `forceFetch`. */
export type ReadSecret = (
  id: string,
  options: { readonly maxAgeSeconds: number; readonly forceFetch: boolean },
) => Promise<string>;

/** Secrets Manager by Powertools, with time-outs (milliseconds) short enough for someone who is waiting. */
export const secretsManager = (): ReadSecret => {
  const provider = new SecretsProvider({
    clientConfig: {
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 300, requestTimeout: 500, throwOnRequestTimeout: true },
    },
  });
  return async (id, { maxAgeSeconds, forceFetch }) => {
    const value = await provider.get(id, { maxAge: maxAgeSeconds, forceFetch });
    return typeof value === 'string' ? value : new TextDecoder().decode(value);
  };
};
