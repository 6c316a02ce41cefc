import type { Instant } from '../domain/instant.ts';
import type { Quota } from './cal-api.ts';

/** Cal.com blocks for a minute; so long do we wait where no header says otherwise, in seconds. */
const BLOCK_SECONDS = 60;
/** No header makes us wait longer than this, in seconds. */
const LONGEST_WAIT_SECONDS = 3600;
/** A bigger number of seconds is a date (seconds since 1970). */
const EPOCH_FROM = 1_000_000_000;

const BUCKET = 'booking_location_update';

/** Until when nothing may be sent after a 429: the latest of the reset headers and `Retry-After`, else a minute on. */
export const throttledUntil = (headers: Headers, now: Instant): Instant => {
  const waits = [...headers]
    .filter(([name]) => name === 'retry-after' || name.startsWith('x-ratelimit-reset'))
    .map(([, value]) => secondsFrom(value, now))
    .filter((seconds) => seconds !== undefined);
  const wait = waits.length === 0 ? BLOCK_SECONDS : Math.max(1, ...waits);
  return now + Math.min(wait, LONGEST_WAIT_SECONDS) * 1000;
};

/** What is left of the location PATCHes, where the headers say so. */
export const locationQuota = (headers: Headers, now: Instant): Quota | undefined => {
  const remaining = wholeNumber(headers.get(`x-ratelimit-remaining-${BUCKET}`));
  const reset = secondsFrom(headers.get(`x-ratelimit-reset-${BUCKET}`), now);
  if (remaining === undefined || reset === undefined) return undefined;
  return { remaining, resetsAt: now + Math.min(reset, LONGEST_WAIT_SECONDS) * 1000 };
};

/** Seconds from `now`: given as such, as an epoch, or (Retry-After) as an HTTP date. */
const secondsFrom = (value: string | null, now: Instant): number | undefined => {
  const number = wholeNumber(value);
  if (number !== undefined) return number > EPOCH_FROM ? Math.max(0, Math.ceil(number - now / 1000)) : number;
  const date = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
};

const wholeNumber = (value: string | null): number | undefined =>
  value !== null && /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
