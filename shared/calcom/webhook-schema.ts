import * as z from 'zod/mini';
import { calUidText, instantText, positiveInteger, visitFault } from './booking-fields.ts';

const anything = z.optional(z.unknown());

/** What every delivery has, whatever its trigger; MEETING_STARTED and MEETING_ENDED have no `payload`. */
export const envelope = z.object({
  triggerEvent: z.string(),
  createdAt: anything,
  payload: anything,
});

/** Cal.com leaves out, nulls or blanks what it does not have. */
const optionalUid = z.pipe(
  z.transform((value: unknown) => (value === '' ? undefined : value)),
  z.nullish(calUidText),
);

/** Fields of unknown shape, of which `requirementInputs` and `placeOfVisit` pick what is clean. */
const answers = {
  responses: anything,
  userFieldsResponses: anything,
  metadata: anything,
};

/** Above zero where several people share the booking, each with a seat. */
const seatsPerTimeSlot = z.catch(z.nullish(positiveInteger), undefined);

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
    status: z.catch(z.nullish(z.string()), undefined),
    organizer: z.nullish(z.object({ id: z.nullish(positiveInteger) })),
    /** 0: a dynamic group link. */
    eventTypeId: z.nullish(z.union([z.literal(0), positiveInteger])),
    /** The event type's slug. */
    type: anything,
    location: z.nullish(z.string()),
    rescheduleUid: optionalUid,
    seatsPerTimeSlot,
    requiresConfirmation: z.catch(z.nullish(z.boolean()), undefined),
    ...answers,
  })
  .check(
    z.refine(({ startTime, endTime }) => visitFault(startTime, endTime) === undefined, {
      path: ['endTime'],
      error: 'no believable visit',
    }),
  );

/** The allow-list for a booking that is over: its uid is enough, and a wrong time must not keep a room occupied. */
export const endedPayload = z.object({
  uid: calUidText,
  endTime: z.catch(z.nullish(instantText), undefined),
  /** Present where only one seat of several was given up. */
  attendeeSeatId: anything,
  seatsPerTimeSlot,
});

/**
 * Of a delivery about a changed location nothing counts but whose it is, and whether anything has changed at all: Cal.com
 * itself is asked what stands there.
 */
export const changedPayload = z.object({
  uid: calUidText,
  location: anything,
  previousLocation: anything,
});

/** BOOKING_NO_SHOW_UPDATED calls the uid by another name, and names everyone by address: only their number counts. */
export const noShowPayload = z.object({
  bookingUid: calUidText,
  attendees: z.array(z.object({ noShow: z.boolean() })).check(z.minLength(1)),
});

/** MEETING_STARTED and MEETING_ENDED are the booking's row itself, as it was when the meeting was scheduled. */
export const meetingDelivery = z.object({ uid: calUidText, startTime: instantText });

/** A delivery whose facts are in `payload`: all but the flat ones. */
export const inPayload = <Payload extends z.ZodMiniType>(payload: Payload) => z.object({ payload });

export type LivePayload = z.infer<typeof livePayload>;
export type EndedPayload = z.infer<typeof endedPayload>;

/** `createdAt` of the envelope. */
export const createdAtText = instantText;

/** The test button at Cal.com: signed, under whatever trigger name the page sends, and about no booking. */
export const testPayload = z.object({
  type: z.literal('Test'),
  uid: z.optional(z.undefined()),
  bookingId: z.optional(z.undefined()),
});
