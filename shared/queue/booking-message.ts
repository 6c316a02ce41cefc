import * as z from 'zod';
import { uidText as uid } from '../calcom/booking-fields.ts';
import type { BookingEvent } from '../domain/booking-event.ts';

const instant = z.int();

const askedEquipment = z.strictObject({
  tags: z.array(z.string().regex(/^[a-z0-9-]{1,32}$/)),
  unreadable: z.boolean(),
});

const requirementInputs = z.strictObject({
  eventTypeId: z.int().exactOptional(),
  eventTypeSlug: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .exactOptional(),
  answered: askedEquipment.exactOptional(),
  metadata: askedEquipment.exactOptional(),
});

const liveFact = z.strictObject({
  uid,
  standing: z.enum(['hold', 'confirmed']),
  createdAt: instant,
  start: instant,
  end: instant,
  practitionerId: z.int().exactOptional(),
  place: z.enum(['place', 'video', 'phone', 'elsewhere']),
  inputs: requirementInputs,
});

const endedFact = z.strictObject({
  uid,
  standing: z.literal('ended'),
  createdAt: instant,
  how: z.enum(['cancelled', 'rejected', 'rescheduled']),
  end: instant.exactOptional(),
});

/**
 * A message of the bookings queue. Strict: a field that is not listed was put there by nobody we know, and may
 * be about a person.
 */
const bookingMessage = z.strictObject({
  deliveryId: z.string().regex(/^[0-9a-f]{64}$/),
  trigger: z.string().regex(/^[A-Z_]{1,64}$/),
  receivedAt: instant,
  fact: z.discriminatedUnion('standing', [liveFact, endedFact]),
  replaces: uid.exactOptional(),
});

/** What the webhook puts into the bookings queue. */
export const toBookingMessage = (event: BookingEvent): string => JSON.stringify(event);

/** The event of a queue message. @throws MalformedMessage, which ends in the dead-letter queue. */
export const fromBookingMessage = (body: string): BookingEvent => {
  try {
    return bookingMessage.parse(JSON.parse(body));
  } catch (cause) {
    const paths = cause instanceof z.ZodError ? cause.issues.map((issue) => issue.path.join('.')) : [];
    throw new MalformedMessage(`no booking event, wrong at: ${paths.join(', ') || '(json)'}`);
  }
};

/** Without the `cause`: a parser's message quotes what it parsed. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
