import * as z from 'zod/mini';
import { believedInstant } from '../domain/believed-instant.ts';
import type { AskedEquipment, RequirementInputs } from '../domain/booking-event.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import {
  calUidText,
  instantText,
  ownField,
  positiveInteger,
  requirementInputs,
  visitFault,
  walkInNamed,
} from './booking-fields.ts';
import type { CalBooking } from './cal-api.ts';
import { isPlainText, venueAndAddress } from './venue-of-visit.ts';

const anything = z.optional(z.unknown());
/** What is wrong is as if it were not there. */
const dropped = <Field extends z.ZodMiniType>(field: Field) => z.catch(z.nullish(field), undefined);
const list = <Field extends z.ZodMiniType>(field: Field) => z.catch(z.optional(z.array(field)), undefined);

/** The slice of a booking on `GET /v2/bookings…` (2024-08-13) that rooms need. Unknown fields are the rule. */
const bookingOnGet = z.object({
  uid: calUidText,
  status: z.enum(['accepted', 'pending', 'cancelled', 'rejected']),
  start: instantText,
  end: instantText,
  location: z.nullish(z.string()),
  createdAt: dropped(instantText),
  updatedAt: dropped(instantText),
  /** One entry: the booking's owner; its id is the string "unknown" where there is none. */
  hosts: list(z.object({ id: z.catch(z.optional(positiveInteger), undefined) })),
  eventType: dropped(z.object({ id: z.nullish(positiveInteger), slug: anything })),
  eventTypeId: dropped(positiveInteger),
  rescheduledToUid: dropped(calUidText),
  rescheduledFromUid: dropped(calUidText),
  recurringBookingUid: dropped(z.string()),
  metadata: anything,
  bookingFieldsResponses: anything,
  /** Where the booking has seats, each attendee has a seat, and answers of their own. */
  attendees: list(z.object({ seatUid: anything, metadata: anything, bookingFieldsResponses: anything })),
});

/**
 * A booking of Cal.com's answer, stripped of everything about persons; `undefined` where it is not one.
 * `location` is the one free text that gets through: the publisher compares it, and forgets it.
 */
export const calBookingOf = (value: unknown, digest: WordDigest, readAt: Instant): CalBooking | undefined => {
  const parsed = bookingOnGet.safeParse(value);
  if (!parsed.success || visitFault(parsed.data.start, parsed.data.end) !== undefined) return undefined;
  const raw = parsed.data;
  const practitionerId = raw.hosts?.[0]?.id;
  const seats = (raw.attendees ?? []).filter(({ seatUid }) => seatUid != null && seatUid !== '');
  const isLive = raw.status === 'accepted' || raw.status === 'pending';
  // Who is no admin is shown no one in a booking with seats; any other has someone.
  const seated = seats.length > 0 || (isLive && raw.attendees?.length === 0);
  const answer = ownField(raw.bookingFieldsResponses, 'location');
  const walkIn = walkInNamed(raw.metadata);
  return {
    uid: raw.uid,
    status: raw.status,
    start: raw.start,
    end: raw.end,
    ...(raw.location != null && { shown: raw.location }),
    ...venueAndAddress(raw.location, answer, digest),
    ...(isPlainText(answer) && { plainText: true }),
    ...(practitionerId !== undefined && { practitionerId }),
    inputs: [raw, ...seats]
      .map((each) =>
        requirementInputs({
          eventTypeId: raw.eventType?.id ?? raw.eventTypeId,
          slug: raw.eventType?.slug,
          answer: ownField(each.bookingFieldsResponses, 'equipment'),
          metadata: ownField(each.metadata, 'equipment'),
          // A class is no one patient's.
          linked: seated
            ? []
            : [ownField(each.bookingFieldsResponses, 'linked'), ownField(each.metadata, 'linked')],
          digest,
        }),
      )
      .map((inputs) => ({ ...inputs, ...(seated && { seats: 0 }) }))
      .reduce(ofAllSeats),
    ...(seated && { seated: true }),
    ...(seats.length > 0 && { seatUids: seats.map(({ seatUid }) => String(seatUid)) }),
    ...(raw.createdAt != null && { createdAt: believedInstant(raw.createdAt, readAt) }),
    ...(raw.updatedAt != null && { updatedAt: believedInstant(raw.updatedAt, readAt) }),
    ...(walkIn !== undefined && { walkIn }),
    ...(raw.rescheduledToUid != null && { rescheduledToUid: raw.rescheduledToUid }),
    ...(raw.rescheduledFromUid != null && { rescheduledFromUid: raw.rescheduledFromUid }),
    ...(raw.recurringBookingUid != null && { recurringBookingUid: raw.recurringBookingUid }),
  };
};

/** What any seat asks for the room must have. */
const ofAllSeats = (a: RequirementInputs, b: RequirementInputs): RequirementInputs => {
  const answered = bothAsked(a.answered, b.answered);
  const metadata = bothAsked(a.metadata, b.metadata);
  return { ...a, ...(answered && { answered }), ...(metadata && { metadata }) };
};

const bothAsked = (
  a: AskedEquipment | undefined,
  b: AskedEquipment | undefined,
): AskedEquipment | undefined =>
  a || b
    ? {
        tags: [...new Set([...(a?.tags ?? []), ...(b?.tags ?? [])])].sort(),
        unreadable: a?.unreadable === true || b?.unreadable === true,
        ofSeat: true,
      }
    : undefined;
