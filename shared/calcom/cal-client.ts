import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';
import type { BookingReading, CalApi, PatchReply } from './cal-api.ts';
import { calBookingOf } from './cal-booking.ts';
import { locationQuota, throttledUntil } from './throttle-headers.ts';

/** The only version in which the location PATCH exists; without it the route answers 404. */
const API_VERSION = '2024-08-13';
/** No single answer of Cal.com's is longer, in bytes; a series of a year of visits is about a tenth of it. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * The API key of a credential; `fresh` asks past the cache, after a key was refused. A rejection is our own fault
 * and passes through.
 */
export type KeyOf = (credential: CredentialName, options?: { readonly fresh: boolean }) => Promise<string>;

export type CalClientOptions = {
  /** An origin without `/v2`, e.g. `https://api.cal.com`. */
  readonly origin: string;
  readonly keyOf: KeyOf;
  /** Covers one request including its answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly now: () => Instant;
  readonly fetch?: typeof globalThis.fetch;
};

/** Cal.com's API over HTTP. Never retries and never waits: its callers keep the pace. */
export const calClient = (options: CalClientOptions): CalApi => {
  const call = async (key: string, method: 'GET' | 'PATCH', path: string, body?: object): Promise<Answer> => {
    const send = options.fetch ?? fetch;
    try {
      const response = await send(`${options.origin.replace(/\/+$/, '')}/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'cal-api-version': API_VERSION,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'manual', // a redirect would carry the key elsewhere, or turn the PATCH into a GET
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      return {
        status: response.status,
        headers: response.headers,
        json: parsed(await textOf(response)),
      };
    } catch (error) {
      return { failed: error instanceof Error ? error.name : 'UnknownFault' };
    }
  };

  return {
    getBooking: async (uid, credential) => {
      const requestedAt = options.now();
      const key = await options.keyOf(credential);
      const answer = await call(key, 'GET', bookingPath(uid));
      const read = reading(answer, requestedAt, options.now());
      if (read.kind !== 'refused' || read.status !== 401) return read;
      const newer = await options.keyOf(credential, { fresh: true }); // rotated since it was cached
      if (newer === key) return read;
      return reading(await call(newer, 'GET', bookingPath(uid)), requestedAt, options.now());
    },
    patchLocation: async (uid, text, credential) => {
      const body = { location: { type: 'address', address: text } };
      const key = await options.keyOf(credential);
      return patchReply(await call(key, 'PATCH', `${bookingPath(uid)}/location`, body), options.now());
    },
  };
};

const bookingPath = (uid: BookingUid): string => `/bookings/${encodeURIComponent(uid)}`;

type Response = { readonly status: number; readonly headers: Headers; readonly json: unknown };
type Answer = Response | { readonly failed: string };

const reading = (answer: Answer, requestedAt: Instant, now: Instant): BookingReading => {
  const failure = failureOf(answer, now);
  if (failure?.kind === 'refused' && failure.status === 404 && 'json' in answer && isGone(answer.json))
    return { kind: 'gone' };
  if (failure !== undefined) return failure;
  const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
  if (Array.isArray(data)) {
    const bookings = data.map(calBookingOf).filter((booking) => booking !== undefined);
    return bookings.length === data.length
      ? { kind: 'series', bookings, requestedAt }
      : { kind: 'unknown', cause: 'UnreadableAnswer' };
  }
  const booking = calBookingOf(data);
  return booking === undefined
    ? { kind: 'unknown', cause: 'UnreadableAnswer' }
    : { kind: 'found', booking, requestedAt };
};

const patchReply = (answer: Answer, now: Instant): PatchReply => {
  const failure = failureOf(answer, now);
  if (failure !== undefined) return failure;
  if (!('json' in answer) || !isSuccess(answer.json)) return { kind: 'unknown', cause: 'UnreadableAnswer' };
  const quota = locationQuota(answer.headers, now);
  return { kind: 'accepted', ...(quota && { quota }) };
};

type Failure = Extract<PatchReply, { kind: 'refused' | 'throttled' | 'unknown' }>;

const failureOf = (answer: Answer, now: Instant): Failure | undefined => {
  if ('failed' in answer) return { kind: 'unknown', cause: answer.failed };
  const { status, headers, json } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return { kind: 'throttled', until: throttledUntil(headers, now) };
  if (status >= 500 || status === 408) return { kind: 'unknown', cause: `Status${status}` };
  return { kind: 'refused', status, code: codeOf(json) };
};

const isSuccess = (json: unknown): boolean => ownField(json, 'status') === 'success';

/**
 * Cal.com's own "no such booking". A 404 from a proxy, a wrong origin or a missing route ("Cannot GET …") must
 * never be taken for it: every booking would count as gone.
 */
const isGone = (json: unknown): boolean => {
  const message = ownField(ownField(json, 'error'), 'message');
  return (
    ownField(json, 'status') === 'error' && !(typeof message === 'string' && /^Cannot [A-Z]+ /.test(message))
  );
};

/** Cal.com's exception name; its messages and details may quote people and stay here. */
const codeOf = (json: unknown): string => {
  const code = ownField(ownField(json, 'error'), 'code');
  return typeof code === 'string' && /^[A-Za-z_]{1,64}$/.test(code) ? code : '';
};

/** The JSON value, or `undefined` where the text is none (an error page, an empty answer). */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The body as text, given up on beyond `LONGEST_ANSWER`. */
const textOf = async (response: globalThis.Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LONGEST_ANSWER) throw new AnswerTooLong('longer than any answer of Cal.com');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
};

class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong';
}
