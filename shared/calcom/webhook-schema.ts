import * as z from 'zod';
import { calUidText, instantText, positiveInteger, visitFault } from './booking-fields.ts';

/** What every delivery has, whatever its trigger; MEETING_STARTED and MEETING_ENDED have no `payload`. */
export const envelope = z.object({
  triggerEvent: z.string(),
  createdAt: z.unknown().optional(),
  payload: z.unknown().optional(),
});

/** Cal.com leaves out, nulls or blanks what it does not have. */
const optionalUid = z.preprocess((value) => (value === '' ? undefined : value), calUidText.nullish());

/** Fields of unknown shape, of which `requirementInputs` and `placeOfVisit` pick what is clean. */
const answers = {
  responses: z.unknown().optional(),
  userFieldsResponses: z.unknown().optional(),
  metadata: z.unknown().optional(),
};

/** Above zero where several people share the booking, each with a seat. */
const seatsPerTimeSlot = z.int().positive().nullish().catch(undefined);

/**
 * The allow-list for a booking that stands. Only what is named here exists for us; no name, address, title or note
 * is. Unknown extra fields are the rule at Cal.com and are dropped. `length` is left out on purpose: it may be the
 * event type's instead of the booking's.
 */
export const livePayload = z
  .object({
    uid: calUidText,
    startTime: instantText,
    endTime: instantText,
    status: z.string().nullish().catch(undefined),
    organizer: z.object({ id: positiveInteger.nullish() }).nullish(),
    /** 0: a dynamic group link. */
    eventTypeId: z.literal(0).or(positiveInteger).nullish(),
    /** The event type's slug. */
    type: z.unknown().optional(),
    location: z.string().nullish(),
    rescheduleUid: optionalUid,
    seatsPerTimeSlot,
    requiresConfirmation: z.boolean().nullish().catch(undefined),
    ...answers,
  })
  .superRefine(({ startTime, endTime }, context) => {
    if (visitFault(startTime, endTime) !== undefined)
      context.addIssue({ code: 'custom', path: ['endTime'], message: 'no believable visit' });
  });

/** The allow-list for a booking that is over: its uid is enough, and a wrong time must not keep a room occupied. */
export const endedPayload = z.object({
  uid: calUidText,
  endTime: instantText.nullish().catch(undefined),
  /** Present where only one seat of several was given up. */
  attendeeSeatId: z.unknown().optional(),
  seatsPerTimeSlot,
});

/**
 * Of a delivery about a changed location nothing counts but whose it is, and whether anything has changed at all: Cal.com
 * itself is asked what stands there.
 */
export const changedPayload = z.object({
  uid: calUidText,
  location: z.unknown().optional(),
  previousLocation: z.unknown().optional(),
});

/** BOOKING_NO_SHOW_UPDATED calls the uid by another name, and names everyone by address: only their number counts. */
export const noShowPayload = z.object({
  bookingUid: calUidText,
  attendees: z.array(z.object({ noShow: z.boolean() })).min(1),
});

/** MEETING_STARTED and MEETING_ENDED are the booking's row itself, as it was when the meeting was scheduled. */
export const meetingDelivery = z.object({ uid: calUidText, startTime: instantText });

/** A delivery whose facts are in `payload`: all but the flat ones. */
export const inPayload = <Payload extends z.ZodType>(payload: Payload) => z.object({ payload });

export type LivePayload = z.infer<typeof livePayload>;
export type EndedPayload = z.infer<typeof endedPayload>;

/** `createdAt` of the envelope. */
export const createdAtText = instantText;

/** The test button at Cal.com: signed, under whatever trigger name the page sends, and about no booking. */
export const testPayload = z.object({
  type: z.literal('Test'),
  uid: z.undefined().optional(),
  bookingId: z.undefined().optional(),
});
