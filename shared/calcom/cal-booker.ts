import type { CredentialName } from '../domain/catalogue.ts';
import { type Instant, toIso } from '../domain/instant.ts';
import { type CalClientOptions, calHttp, failureOf } from './cal-http.ts';

/** A visit that is to be booked: who it is with no one says, so that it is booked for the clinic itself. */
type BookingWanted = {
  readonly eventTypeId: number;
  readonly start: Instant;
  readonly minutes: number;
  readonly attendee: { readonly name: string; readonly email: string; readonly timeZone: string };
  /** Comes back in what Cal.com says of the booking. */
  readonly walkIn: string;
};

/** `reason`: Cal.com's name for its refusal, or of what went wrong; then it may have been booked all the same. */
export type Booked = { readonly kind: 'booked' } | { readonly kind: 'not-booked'; readonly reason: string };

export type CalBooker = (wanted: BookingWanted, credential: CredentialName) => Promise<Booked>;

/** Books a visit at Cal.com. */
export const calBooker = (options: CalClientOptions): CalBooker => {
  const http = calHttp(options);
  return async ({ eventTypeId, start, minutes, attendee, walkIn }, credential) => {
    const body = {
      eventTypeId,
      start: toIso(start),
      lengthInMinutes: minutes,
      attendee,
      metadata: { walkIn },
    };
    const failure = failureOf(await http.send('POST', '/bookings', body, credential), options.now());
    if (failure === undefined) return { kind: 'booked' };
    switch (failure.kind) {
      case 'refused':
        return { kind: 'not-booked', reason: failure.code || `Status${failure.status}` };
      case 'throttled':
        return { kind: 'not-booked', reason: 'throttled' };
      case 'unknown':
        return { kind: 'not-booked', reason: failure.cause };
    }
  };
};
