import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { calUidText as uid, uidText } from '../calcom/booking-fields.ts';
import type { BookingMessage } from '../domain/booking-event.ts';
import { messageOf } from '../stored-words.ts';

const instant = z.int();
const digest = z.string().check(z.regex(/^~[0-9a-f]{32}$/));

const askedEquipment = z.object({
  /** Digests; a tag in full was sent by a release before there were digests. */
  tags: z.array(z.string().check(z.regex(/^(~[0-9a-f]{32}|[a-z0-9-]{1,32})$/))),
  unreadable: z.boolean(),
  ofSeat: z.exactOptional(z.literal(true)),
});

const requirementInputs = z.object({
  eventTypeId: z.exactOptional(z.int()),
  eventTypeSlug: z.exactOptional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  answered: z.exactOptional(askedEquipment),
  metadata: z.exactOptional(askedEquipment),
  linked: z.exactOptional(digest),
  seats: z.exactOptional(z.int().check(z.nonnegative())),
});

const liveFact = z.object({
  uid,
  standing: z.enum(['hold', 'confirmed']),
  createdAt: instant,
  start: instant,
  end: instant,
  practitionerId: z.exactOptional(z.int()),
  place: z.enum(['place', 'video', 'phone', 'elsewhere']),
  address: z.exactOptional(digest),
  inputs: requirementInputs,
  partial: z.exactOptional(z.literal(true)),
});

const endedFact = z.object({
  uid,
  standing: z.literal('ended'),
  createdAt: instant,
  how: z.enum(['cancelled', 'rejected', 'rescheduled']),
  end: z.exactOptional(instant),
});

const delivery = {
  deliveryId: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  trigger: z.string().check(z.regex(/^[A-Z_]{1,64}$/)),
  receivedAt: instant,
};

const notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('look'), uid }),
  z.object({ kind: z.enum(['started', 'ended']), uid, start: instant }),
  z.object({ kind: z.literal('no-show'), uid, noShow: z.boolean(), createdAt: instant }),
]);

/**
 * The messages of the bookings queue. A field that is not listed was put there by a later release, or by no one we know, and may
 * be about a person: it goes no further.
 */
const bookingEvent = z.object({
  ...delivery,
  fact: z.discriminatedUnion('standing', [liveFact, endedFact]),
  replaces: z.exactOptional(uid),
  cameFrom: z.exactOptional(uid),
  bookedAt: z.exactOptional(instant),
  look: z.exactOptional(z.literal(true)),
  walkIn: z.exactOptional(uidText),
});

const bookingNotice = z.object({ ...delivery, notice });

/** The event of a queue message. @throws MalformedMessage, which ends in the dead-letter queue. */
export const fromBookingMessage = (body: string): BookingMessage => {
  try {
    const value: unknown = JSON.parse(body);
    const isNotice = typeof value === 'object' && value !== null && 'notice' in value;
    return messageOf(isNotice ? bookingNotice.parse(value) : bookingEvent.parse(value));
  } catch (cause) {
    const paths = cause instanceof $ZodError ? cause.issues.map((issue) => issue.path.join('.')) : [];
    throw new MalformedMessage(`no booking event, wrong at: ${paths.join(', ') || '(json)'}`);
  }
};

/** Without the `cause`: a parser's message quotes what it parsed. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
