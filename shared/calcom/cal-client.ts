import type { BookingUid } from '../domain/booking-event.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import { ownField } from './booking-fields.ts';

import { byVersion } from './by-version.ts';
import type { BookingReading, CalApi, PatchReply } from './cal-api.ts';
import { calBookingOf } from './cal-booking.ts';
import { type Answer, type CalClientOptions, calHttp, failureOf, isSuccess } from './cal-http.ts';
import { locationQuota } from './throttle-headers.ts';

/** One booking is read, made and cancelled under either, as the edition of Cal.com has it; the newer one is the hosted service's. */
export const ONE_BOOKING_VERSIONS = ['2026-02-25', '2024-08-13'] as const;

/** Cal.com's API over HTTP. Never retries and never waits: its callers keep the pace. */
export const calClient = (options: CalClientOptions): CalApi => {
  const http = calHttp(options);
  const asked = byVersion(ONE_BOOKING_VERSIONS);
  return {
    getBooking: (uid, credential) =>
      asked(credential, async (version) => {
        const requestedAt = options.now();
        const answer = await http.get(bookingPath(uid), credential, version);
        return reading(answer, requestedAt, options.now(), await options.words());
      }),
    patchLocation: async (uid, text, credential, leaveBy) => {
      const body = { location: { type: 'address', address: text } };
      return patchReply(
        await http.send('PATCH', `${bookingPath(uid)}/location`, body, credential, { leaveBy }),
        options.now(),
      );
    },
  };
};

const bookingPath = (uid: BookingUid): string => `/bookings/${encodeURIComponent(uid)}`;

const reading = (answer: Answer, requestedAt: Instant, now: Instant, digest: WordDigest): BookingReading => {
  const failure = failureOf(answer, now);
  if (failure?.kind === 'refused' && failure.status === 404) return { kind: 'gone' };
  if (failure !== undefined) return failure;
  const data = 'json' in answer && isSuccess(answer.json) ? ownField(answer.json, 'data') : undefined;
  if (Array.isArray(data)) {
    const bookings = data
      .map((each) => calBookingOf(each, digest, now))
      .filter((booking) => booking !== undefined);
    return bookings.length === data.length
      ? { kind: 'series', bookings, requestedAt }
      : { kind: 'unknown', cause: 'UnreadableAnswer' };
  }
  const booking = calBookingOf(data, digest, now);
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
