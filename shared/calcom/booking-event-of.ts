import type * as z from 'zod';
import type { BookingEvent, BookingUid, EndedFact, LiveFact } from '../domain/booking-event.ts';
import { type Instant, MINUTE } from '../domain/instant.ts';
import { ownField, requirementInputs } from './booking-fields.ts';
import { placeOfVisit } from './place-of-visit.ts';
import {
  createdAtText,
  type EndedPayload,
  endedPayload,
  envelope,
  inPayload,
  type LivePayload,
  livePayload,
  testPayload,
} from './webhook-schema.ts';

/** Why a rightly signed delivery changes nothing. */
export type IgnoredBecause = 'test-delivery' | 'trigger-not-used' | 'one-seat-of-several';

/** What a rightly signed delivery means. `paths` are names of our own schema, never anything of the delivery's. */
export type DeliveryReading =
  | { readonly outcome: 'accepted'; readonly event: BookingEvent }
  | { readonly outcome: 'ignored'; readonly trigger: string; readonly reason: IgnoredBecause }
  | { readonly outcome: 'quarantined'; readonly trigger: string; readonly paths: readonly string[] };

/** Where a delivery comes from: the hash of its bytes, and when they arrived. */
export type DeliveryOrigin = { readonly deliveryId: string; readonly receivedAt: Instant };

/** Clocks differ; a day ahead is no clock any more. A queued delivery may be old, so the past has no limit. */
const FURTHEST_AHEAD = 24 * 60 * MINUTE;

/** Normalises the parsed JSON of a delivery to our fact, or says why there is none. Nothing else of it survives. */
export const bookingEventOf = (body: unknown, origin: DeliveryOrigin): DeliveryReading => {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { outcome: 'quarantined', trigger: 'unknown', paths: pathsOf(parsed.error) };
  const trigger = triggerName(parsed.data.triggerEvent);
  if (testPayload.safeParse(parsed.data.payload).success)
    return { outcome: 'ignored', trigger, reason: 'test-delivery' };
  const read = TRIGGERS.get(trigger);
  if (read === undefined) return { outcome: 'ignored', trigger, reason: 'trigger-not-used' };
  const createdAt = createdAtText.safeParse(parsed.data.createdAt);
  if (!createdAt.success || createdAt.data > origin.receivedAt + FURTHEST_AHEAD)
    return { outcome: 'quarantined', trigger, paths: ['createdAt'] };
  const meaning = read(body, createdAt.data);
  switch (meaning.kind) {
    case 'fact': {
      const { fact, replaces } = meaning;
      const event = { ...origin, trigger, fact, ...(replaces !== undefined && { replaces }) };
      return { outcome: 'accepted', event };
    }
    case 'nothing':
      return { outcome: 'ignored', trigger, reason: meaning.reason };
    case 'unreadable':
      return { outcome: 'quarantined', trigger, paths: meaning.paths };
  }
};

/** A trigger's name as far as it may be repeated in a log: Cal.com's are all capitals. */
export const triggerName = (name: string): string => (/^[A-Z_]{1,64}$/.test(name) ? name : 'unknown');

type Meaning =
  | ({ readonly kind: 'fact' } & Pick<BookingEvent, 'fact' | 'replaces'>)
  | { readonly kind: 'nothing'; readonly reason: IgnoredBecause }
  | { readonly kind: 'unreadable'; readonly paths: readonly string[] };

/** A row of the table below: what a delivery under this trigger means. */
type ReadTrigger = (delivery: unknown, createdAt: Instant) => Meaning;

const reading =
  <Delivery>(
    schema: z.ZodType<Delivery>,
    meaning: (delivery: Delivery, createdAt: Instant) => Meaning,
  ): ReadTrigger =>
  (delivery, createdAt) => {
    const parsed = schema.safeParse(delivery);
    return parsed.success
      ? meaning(parsed.data, createdAt)
      : { kind: 'unreadable', paths: pathsOf(parsed.error) };
  };

const live = (standing: LiveFact['standing']): ReadTrigger =>
  reading(inPayload(livePayload), ({ payload }, createdAt) => {
    const replaces = replacedBy(payload);
    return {
      kind: 'fact',
      fact: endedMeanwhile(payload, createdAt) ?? liveFact(payload, createdAt, standing),
      ...(replaces !== undefined && { replaces }),
    };
  });

const ended = (how: EndedFact['how']): ReadTrigger =>
  reading(inPayload(endedPayload), ({ payload }, createdAt) =>
    payload.attendeeSeatId != null && payload.attendeeSeatId !== ''
      ? { kind: 'nothing', reason: 'one-seat-of-several' }
      : { kind: 'fact', fact: endedFact(payload, createdAt, how) },
  );

/** The triggers that say something about rooms; all others are acknowledged and ignored by name. */
const TRIGGERS: ReadonlyMap<string, ReadTrigger> = new Map([
  ['BOOKING_CREATED', live('confirmed')],
  ['BOOKING_RESCHEDULED', live('confirmed')],
  ['BOOKING_REQUESTED', live('hold')],
  ['BOOKING_CANCELLED', ended('cancelled')],
  ['BOOKING_REJECTED', ended('rejected')],
]);

/**
 * The booking that this one takes the place of. A seated booking that moves as a whole keeps its uid: a change of time,
 * no successor. Where one seat of it moved to another uid, those who stay keep their room.
 */
const replacedBy = ({ uid, rescheduleUid, seatsPerTimeSlot }: LivePayload): BookingUid | undefined =>
  rescheduleUid == null || rescheduleUid === uid || (seatsPerTimeSlot ?? 0) > 0 ? undefined : rescheduleUid;

/** Cal.com's queued webhooks are built when they are sent: the booking may have ended between the two. */
const endedMeanwhile = (payload: LivePayload, createdAt: Instant): EndedFact | undefined => {
  const { uid, endTime } = payload;
  if (payload.status === 'CANCELLED') return endedFact({ uid, endTime }, createdAt, 'cancelled');
  if (payload.status === 'REJECTED') return endedFact({ uid, endTime }, createdAt, 'rejected');
  return undefined;
};

const liveFact = (payload: LivePayload, createdAt: Instant, standing: LiveFact['standing']): LiveFact => ({
  uid: payload.uid,
  standing: payload.status === 'PENDING' ? 'hold' : standing,
  createdAt,
  start: payload.startTime,
  end: payload.endTime,
  ...(payload.organizer?.id != null && { practitionerId: payload.organizer.id }),
  place: placeOfVisit(payload.location, answerTo(payload, 'location')),
  inputs: requirementInputs({
    eventTypeId: payload.eventTypeId,
    slug: payload.type,
    answer: answerTo(payload, 'equipment'),
    metadata: ownField(payload.metadata, 'equipment'),
  }),
});

const endedFact = (
  payload: Pick<EndedPayload, 'uid' | 'endTime'>,
  createdAt: Instant,
  how: EndedFact['how'],
): EndedFact => ({
  uid: payload.uid,
  standing: 'ended',
  createdAt,
  how,
  ...(payload.endTime != null && { end: payload.endTime }),
});

/** The attendee's answer to a booking field, from whichever of the two lists has one. */
const answerTo = (payload: LivePayload, field: string): unknown =>
  ownField(ownField(payload.responses, field), 'value') ??
  ownField(ownField(payload.userFieldsResponses, field), 'value');

const pathsOf = (error: z.ZodError): string[] => [
  ...new Set(error.issues.map((issue) => issue.path.join('.') || '(body)')),
];
