import * as z from 'zod';
import {
  instantText,
  ownField,
  positiveInteger,
  requirementInputs,
  uidText,
  visitFault,
} from './booking-fields.ts';
import type { CalBooking } from './cal-api.ts';
import { placeOfVisit } from './place-of-visit.ts';

/** The slice of a booking on `GET /v2/bookings…` (2024-08-13) that rooms need. Unknown fields are the rule. */
const bookingOnGet = z.object({
  uid: uidText,
  status: z.enum(['accepted', 'pending', 'cancelled', 'rejected']),
  start: instantText,
  end: instantText,
  location: z.string().nullish(),
  createdAt: instantText.nullish().catch(undefined),
  updatedAt: instantText.nullish().catch(undefined),
  /** One entry: the booking's owner; its id is the string "unknown" where there is none. */
  hosts: z
    .array(z.object({ id: positiveInteger.optional().catch(undefined) }))
    .optional()
    .catch(undefined),
  eventType: z
    .object({ id: positiveInteger.nullish(), slug: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  eventTypeId: positiveInteger.nullish().catch(undefined),
  rescheduledToUid: uidText.nullish().catch(undefined),
  rescheduledFromUid: uidText.nullish().catch(undefined),
  recurringBookingUid: z.string().nullish().catch(undefined),
  metadata: z.unknown().optional(),
  bookingFieldsResponses: z.unknown().optional(),
});

/**
 * A booking of Cal.com's answer, stripped of everything about persons; `undefined` where it is not one.
 * `location` is the one free text that gets through: the publisher compares it, and forgets it.
 */
export const calBookingOf = (value: unknown): CalBooking | undefined => {
  const parsed = bookingOnGet.safeParse(value);
  if (!parsed.success || visitFault(parsed.data.start, parsed.data.end) !== undefined) return undefined;
  const raw = parsed.data;
  const practitionerId = raw.hosts?.[0]?.id;
  return {
    uid: raw.uid,
    status: raw.status,
    start: raw.start,
    end: raw.end,
    ...(raw.location != null && { shown: raw.location }),
    place: placeOfVisit(raw.location, ownField(raw.bookingFieldsResponses, 'location')),
    ...(practitionerId !== undefined && { practitionerId }),
    inputs: requirementInputs({
      eventTypeId: raw.eventType?.id ?? raw.eventTypeId,
      slug: raw.eventType?.slug,
      answer: ownField(raw.bookingFieldsResponses, 'equipment'),
      metadata: ownField(raw.metadata, 'equipment'),
    }),
    ...(raw.createdAt != null && { createdAt: raw.createdAt }),
    ...(raw.updatedAt != null && { updatedAt: raw.updatedAt }),
    ...(raw.rescheduledToUid != null && { rescheduledToUid: raw.rescheduledToUid }),
    ...(raw.rescheduledFromUid != null && { rescheduledFromUid: raw.rescheduledFromUid }),
    ...(raw.recurringBookingUid != null && { recurringBookingUid: raw.recurringBookingUid }),
  };
};
