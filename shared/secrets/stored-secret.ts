import type { Instant } from '../domain/instant.ts';
import { MINUTE } from '../domain/instant.ts';
import type { ReadSecret } from './read-secret.ts';

/** A changed secret is known everywhere after so many seconds. */
const MAX_AGE_SECONDS = 300;
/** So often at most is the cache passed over, and a failing Secrets Manager asked again, in milliseconds. */
const PATIENCE = MINUTE;

/** A secret that may be exchanged while we run. Both reject with `SecretUnavailable` while there has never been one. */
export type StoredSecret<Value> = {
  /** The value as of the last five minutes, or the last one known while Secrets Manager cannot be asked. */
  readonly get: () => Promise<Value>;
  /** Past the cache, once a minute at most: for a value that has just proved wrong. */
  readonly refetched: () => Promise<Value>;
};

/** As much of a schema of zod's, or of its smaller sister's, as is needed here. */
type Schema<Value> = {
  readonly safeParse: (
    value: unknown,
  ) => { readonly success: true; readonly data: Value } | { readonly success: false };
};

export const storedSecret = <Value>(options: {
  /** Name or ARN; absent where the deployment names none. */
  readonly id: string | undefined;
  readonly schema: Schema<Value>;
  readonly read: ReadSecret;
  readonly now: () => Instant;
}): StoredSecret<Value> => {
  const { id, schema, read, now } = options;
  let known: { readonly text: string; readonly value: Value } | undefined;
  let forcedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<Value> | undefined;
  let forced: Promise<Value> | undefined;

  const fetched = async (forceFetch: boolean): Promise<Value> => {
    if (id === undefined || id === '') throw new SecretUnavailable('no secret is configured');
    if (known !== undefined && now() - failedAt < PATIENCE) return known.value;
    try {
      const text = await read(id, { maxAgeSeconds: MAX_AGE_SECONDS, forceFetch });
      if (text !== known?.text) known = { text, value: parsed(text, schema) };
      failedAt = Number.NEGATIVE_INFINITY;
      return known.value;
    } catch (cause) {
      failedAt = now();
      if (known !== undefined) return known.value;
      throw cause instanceof SecretUnavailable
        ? cause
        : new SecretUnavailable('the secret cannot be read', { cause });
    }
  };

  const get = (): Promise<Value> => {
    underWay ??= fetched(false).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    get,
    refetched: () => {
      // A call that comes while it is being fetched waits for the same: the cache still has the one that proved wrong.
      if (forced !== undefined) return forced;
      if (now() - forcedAt < PATIENCE) return get();
      forcedAt = now();
      forced = fetched(true).finally(() => {
        forced = undefined;
      });
      return forced;
    },
  };
};

/** The secret is missing, unreadable or of another shape. Neither message nor cause ever holds a part of it. */
export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
}

const parsed = <Value>(text: string, schema: Schema<Value>): Value => {
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  throw new SecretUnavailable('the secret is not of the documented shape');
};

/** A parser's message would quote the secret, so that it is dropped. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
