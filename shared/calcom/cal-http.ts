import type { CredentialName } from '../domain/catalogue.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';
import type { PatchReply } from './cal-api.ts';
import { throttledUntil } from './throttle-headers.ts';

/** The version in which the location PATCH exists; without it the routes of bookings answer 404. */
const API_VERSION = '2024-08-13';
/** No single answer of Cal.com's is longer, in bytes; a series of a year of visits is about a tenth of it. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * The API key of a credential; `fresh` asks past the cache, after a key was refused. A rejection is our own fault
 * and passes through, but for `KeyRefused`.
 */
export type KeyOf = (credential: CredentialName, options?: { readonly fresh: boolean }) => Promise<string>;

/** Cal.com refuses what a key would be got with: as if it had refused the key itself. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused';
}

export type CalClientOptions = {
  /** An origin without `/v2`, e.g. `https://api.cal.com`. */
  readonly origin: string;
  readonly keyOf: KeyOf;
  /** Covers one request including its answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly now: () => Instant;
  /** What stands for the words in an answer about a booking. A rejection passes through. */
  readonly words: () => Promise<WordDigest>;
  readonly fetch?: typeof globalThis.fetch;
  /** No answer is read beyond so many bytes; `LONGEST_ANSWER` unless given. */
  readonly longestAnswer?: number;
  /** Told each time Cal.com turns a request away (429), or answers with a 5xx or not in time. */
  readonly troubled?: (how: 'throttled' | 'failed') => void;
  /** What ends a request once so many milliseconds have gone by; of real time unless given. */
  readonly patience?: (ms: number) => AbortSignal;
};

/** What came back: an answer (`json` is `undefined` where its text is none), or the name of what went wrong. */
export type Answer =
  | { readonly status: number; readonly headers: Headers; readonly json: unknown }
  | { readonly failed: string };

export type CalHttp = {
  /** A reading; once more with a newer key, where the one in the cache is refused. */
  readonly get: (path: string, credential: CredentialName, version?: string) => Promise<Answer>;
  readonly send: (
    method: 'PATCH' | 'POST' | 'DELETE',
    path: string,
    body: object | undefined,
    credential: CredentialName,
    /** `leaveBy`: later than this nothing is sent: reading the key may have taken its time. */
    options?: { readonly version?: string; readonly leaveBy?: Instant | undefined },
  ) => Promise<Answer>;
};

/** Requests to Cal.com's API. Never retries what may have been done and never waits: its callers keep the pace. */
export const calHttp = (options: CalClientOptions): CalHttp => {
  const call = async (
    key: string,
    method: string,
    path: string,
    body: object | undefined,
    version: string,
  ): Promise<Answer> => {
    const {
      fetch: send = fetch,
      longestAnswer: longest = LONGEST_ANSWER,
      patience = (ms: number) => AbortSignal.timeout(ms),
    } = options;
    try {
      const response = await send(`${options.origin.replace(/\/+$/, '')}/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'cal-api-version': version,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual', // a redirect would carry the key elsewhere, or turn the PATCH into a GET
        signal: patience(options.timeoutMs),
      });
      const json = parsed(await textOf(response, longest));
      const { status, headers } = response;
      if (status === 429) options.troubled?.('throttled');
      else if (isFailing(status)) options.troubled?.('failed');
      return { status, headers, json };
    } catch (error) {
      options.troubled?.('failed');
      return { failed: error instanceof Error ? error.name : 'UnknownFault' };
    }
  };
  const keyOrRefused: (...asked: Parameters<KeyOf>) => Promise<string | undefined> = (...asked) =>
    options.keyOf(...asked).catch((fault: unknown) => {
      if (fault instanceof KeyRefused) return undefined;
      throw fault;
    });
  return {
    get: async (path, credential, version = API_VERSION) => {
      const key = await keyOrRefused(credential);
      const answer = key === undefined ? refusedKey() : await call(key, 'GET', path, undefined, version);
      if ('failed' in answer || answer.status !== 401) return answer;
      const newer = await keyOrRefused(credential, { fresh: true }); // rotated since it was cached
      return newer === undefined || newer === key ? answer : call(newer, 'GET', path, undefined, version);
    },
    send: async (method, path, body, credential, { version = API_VERSION, leaveBy = Infinity } = {}) => {
      const key = await keyOrRefused(credential);
      if (key === undefined) return refusedKey();
      if (options.now() > leaveBy) return { failed: 'TooLateToLeave' };
      return call(key, method, path, body, version);
    },
  };
};

/** In Cal.com's own words for a key that it does not take. */
const refusedKey = (): Answer => ({
  status: 401,
  headers: new Headers(),
  json: { status: 'error', error: { code: 'UnauthorizedException', message: 'the key is refused' } },
});

/** No answer, but a fault of Cal.com or of what stands before it. */
const isFailing = (status: number): boolean => status >= 500 || status === 408;

type Failure = Extract<PatchReply, { kind: 'refused' | 'throttled' | 'unknown' }>;

/** The cause of an unknown outcome: the route does not exist under the version that was asked for. */
export const NO_SUCH_ROUTE = 'NoSuchRoute';

/**
 * What an answer without success means; `undefined` for a 2xx. Only Cal.com's own words refuse anything: what a proxy, a
 * login page or a missing route answers says nothing about a booking or a key. `bare`: how the cancellation of a booking puts it,
 * without the usual envelope.
 */
export const failureOf = (
  answer: Answer,
  now: Instant,
  { bare = false }: { readonly bare?: boolean } = {},
): Failure | undefined => {
  if ('failed' in answer) return { kind: 'unknown', cause: answer.failed };
  const { status, headers, json } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return { kind: 'throttled', until: throttledUntil(headers, now) };
  if (isFailing(status)) return { kind: 'unknown', cause: `Status${status}` };
  const error = errorIn(json) ?? (bare ? bareErrorIn(json, status) : undefined);
  if (error === undefined) return { kind: 'unknown', cause: `Status${status}`, astray: true };
  // Cal.com's own words for a route that is not there, or not any more: a question of the version.
  if (status === 410 || (status === 404 && /^Cannot [A-Z]+ /.test(error.message)))
    return { kind: 'unknown', cause: NO_SUCH_ROUTE, astray: true };
  return { kind: 'refused', status, code: error.code };
};

export const isSuccess = (json: unknown): boolean => ownField(json, 'status') === 'success';

/** Cal.com's own error; its message and details may quote people and stay here. */
type CalError = { readonly code: string; readonly message: string };

const errorIn = (json: unknown): CalError | undefined => {
  const error = ownField(json, 'error');
  const [code, message] = [ownField(error, 'code'), ownField(error, 'message')];
  return ownField(json, 'status') === 'error' && typeof code === 'string' && typeof message === 'string'
    ? { code: /^[A-Za-z_]{1,64}$/.test(code) ? code : '', message }
    : undefined;
};

const bareErrorIn = (json: unknown, status: number): CalError | undefined => {
  const message = ownField(json, 'message');
  return ownField(json, 'statusCode') === status && typeof message === 'string'
    ? { code: '', message }
    : undefined;
};

/** The JSON value, or `undefined` where the text is none (an error page, an empty answer). */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The body as text, given up on beyond so many bytes. */
const textOf = async (response: globalThis.Response, longest: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > longest) throw new AnswerTooLong('longer than any answer of Cal.com');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}
