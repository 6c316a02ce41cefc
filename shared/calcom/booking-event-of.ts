import type * as z from 'zod/mini';
import { believedInstant } from '../domain/believed-instant.ts';
import type {
  AskedEquipment,
  BookingEvent,
  BookingMessage,
  BookingUid,
  EndedFact,
  LiveFact,
  Notice,
  RequirementInputs,
} from '../domain/booking-event.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import { ownField, requirementInputs, walkInNamed } from './booking-fields.ts';
import { venueAndAddress } from './venue-of-visit.ts';
import {
  changedPayload,
  createdAtText,
  type EndedPayload,
  endedPayload,
  envelope,
  inPayload,
  type LivePayload,
  livePayload,
  meetingDelivery,
  noShowPayload,
  testPayload,
} from './webhook-schema.ts';

/** Why a rightly signed delivery changes nothing. */
type IgnoredReason =
  | 'test-delivery'
  | 'trigger-not-used'
  /** A group link made by putting names together in its address: there is no event type (its id is 0). */
  | 'dynamic-group-link';

/** What a rightly signed delivery means. `paths` are names of our own schema, never anything of the delivery's. */
export type DeliveryReading =
  | {
      readonly outcome: 'accepted';
      readonly event: BookingMessage;
      /** Cal.com has just mailed patient and practitioner a location that it showed already. */
      readonly mailedAgain?: true;
    }
  | { readonly outcome: 'ignored'; readonly trigger: string; readonly reason: IgnoredReason }
  | { readonly outcome: 'quarantined'; readonly trigger: string; readonly paths: readonly string[] };

/** Where a delivery comes from: the hash of its bytes, and when they arrived. */
type DeliveryOrigin = { readonly deliveryId: string; readonly receivedAt: Instant };

/** Normalises the parsed JSON of a delivery to our fact, or says why there is none. Nothing else of it survives. */
export const bookingEventOf = (
  body: unknown,
  origin: DeliveryOrigin,
  digest: WordDigest,
): DeliveryReading => {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { outcome: 'quarantined', trigger: 'unknown', paths: pathsOf(parsed.error) };
  const trigger = triggerName(parsed.data.triggerEvent);
  if (testPayload.safeParse(parsed.data.payload).success)
    return { outcome: 'ignored', trigger, reason: 'test-delivery' };
  const row = ROWS.get(trigger);
  if (row === undefined) return { outcome: 'ignored', trigger, reason: 'trigger-not-used' };
  const createdAt = createdAtText.safeParse(parsed.data.createdAt);
  if (!createdAt.success) return { outcome: 'quarantined', trigger, paths: ['createdAt'] };
  // A queued delivery may be old, so the past has no limit.
  const meaning = row.read(body, { createdAt: believedInstant(createdAt.data, origin.receivedAt), digest });
  switch (meaning.kind) {
    case 'fact': {
      const { kind: _kind, ...event } = meaning;
      return { outcome: 'accepted', event: { ...origin, trigger, ...event } };
    }
    case 'notice':
      return {
        outcome: 'accepted',
        event: { ...origin, trigger, notice: meaning.notice },
        ...(meaning.mailedAgain && { mailedAgain: true }),
      };
    case 'ignored':
      return { outcome: 'ignored', trigger, reason: meaning.reason };
    case 'unreadable':
      return { outcome: 'quarantined', trigger, paths: meaning.paths };
  }
};

/** A trigger's name as far as it may be repeated in a log: Cal.com's are all capitals. */
const triggerName = (name: string): string => (/^[A-Z_]{1,64}$/.test(name) ? name : 'unknown');

type Meaning =
  | ({ readonly kind: 'fact' } & Pick<BookingEvent, 'fact' | 'replaces' | 'recheck' | 'walkIn'>)
  | { readonly kind: 'notice'; readonly notice: Notice; readonly mailedAgain?: boolean }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  | { readonly kind: 'unreadable'; readonly paths: readonly string[] };

/** What else a reading needs: when Cal.com said it, and what stands for the words in it. */
type Said = { readonly createdAt: Instant; readonly digest: WordDigest };

/** A row of the table below: what a delivery under this trigger means. */
type ReadTrigger = (delivery: unknown, said: Said) => Meaning;

const reading =
  <Delivery>(
    schema: z.ZodMiniType<Delivery>,
    meaning: (delivery: Delivery, said: Said) => Meaning,
  ): ReadTrigger =>
  (delivery, said) => {
    const parsed = schema.safeParse(delivery);
    return parsed.success ? meaning(parsed.data, said) : { kind: 'unreadable', paths: pathsOf(parsed.error) };
  };

const DYNAMIC_GROUP: Meaning = { kind: 'ignored', reason: 'dynamic-group-link' };

const live = (status: LiveFact['status']): ReadTrigger =>
  reading(inPayload(livePayload), ({ payload }, said) => {
    if (payload.eventTypeId === 0) return DYNAMIC_GROUP;
    const replaces = replacedBy(payload);
    const walkIn = walkInNamed(payload.metadata);
    return {
      kind: 'fact',
      fact: endedMeanwhile(payload, said.createdAt) ?? liveFact(payload, said, status),
      ...(replaces !== undefined && { replaces }),
      ...(walkIn !== undefined && { walkIn }),
      // One word for a whole series that was requested: its siblings have to be read. And one seat of several is told of
      // here: only a reading tells of all.
      ...(((status === 'confirmed' && payload.requiresConfirmation === true) ||
        (payload.seatsPerTimeSlot ?? 0) > 0) && { recheck: true }),
    };
  });

/** Paid: certain, or still to be confirmed. The answers are gone, and a title stands where the slug belongs. */
const paid: ReadTrigger = reading(inPayload(livePayload), ({ payload }, said) => {
  if (payload.eventTypeId === 0) return DYNAMIC_GROUP;
  const ended = endedMeanwhile(payload, said.createdAt);
  if (ended !== undefined) return { kind: 'fact', fact: ended };
  const { inputs, ...fact } = liveFact(payload, said, 'confirmed');
  const { eventTypeId } = inputs;
  return {
    kind: 'fact',
    fact: { ...fact, inputs: eventTypeId === undefined ? {} : { eventTypeId }, partial: true },
  };
});

const ended = (reason: EndedFact['reason']): ReadTrigger =>
  reading(inPayload(endedPayload), ({ payload }, { createdAt }) =>
    isOfOneSeat(payload)
      ? { kind: 'notice', notice: { kind: 'recheck', uid: payload.uid } }
      : { kind: 'fact', fact: endedFact(payload, createdAt, reason), recheck: true },
  );

/** The room goes when the last seat goes, and only Cal.com knows which one was the last. */
const isOfOneSeat = ({ attendeeSeatId, seatsPerTimeSlot }: EndedPayload): boolean =>
  (attendeeSeatId != null && attendeeSeatId !== '') || (seatsPerTimeSlot ?? 0) > 0;

const changed: ReadTrigger = reading(inPayload(changedPayload), ({ payload }) => {
  const { uid, location, previousLocation } = payload;
  return {
    kind: 'notice',
    notice: { kind: 'recheck', uid },
    mailedAgain: typeof location === 'string' && location === previousLocation,
  };
});

const noShow: ReadTrigger = reading(inPayload(noShowPayload), ({ payload }, { createdAt }) => ({
  kind: 'notice',
  notice: {
    kind: 'no-show',
    uid: payload.bookingUid,
    // One of several who stayed away leaves the others in the room.
    noShow: payload.attendees.every((attendee) => attendee.noShow),
    createdAt,
  },
}));

const meeting = (kind: 'started' | 'ended'): ReadTrigger =>
  reading(meetingDelivery, ({ uid, startTime: start }) => ({
    kind: 'notice',
    notice: { kind, uid, start },
  }));

type Row = {
  /** Left out = every Cal.com sends it; a self-hosted one refuses a webhook that names what it does not know. */
  readonly hostedOnly?: true;
  /** The list of what changed shows the same, two minutes later: it may be left to that. */
  readonly isListed?: true;
  readonly read: ReadTrigger;
};

/**
 * The triggers that say something about rooms, one row each; all others are acknowledged and ignored by name. What Cal.com is
 * asked to send follows from this table.
 */
const TRIGGERS = {
  BOOKING_CREATED: { read: live('confirmed') },
  BOOKING_REQUESTED: { read: live('tentative') },
  BOOKING_REJECTED: { read: ended('rejected') },
  BOOKING_RESCHEDULED: { read: live('confirmed') },
  BOOKING_CANCELLED: { read: ended('cancelled') },
  // Says ACCEPTED, though no one has paid yet.
  BOOKING_PAYMENT_INITIATED: { read: live('tentative') },
  BOOKING_PAID: { read: paid },
  BOOKING_NO_SHOW_UPDATED: { read: noShow },
  MEETING_STARTED: { read: meeting('started') },
  MEETING_ENDED: { read: meeting('ended') },
  BOOKING_LOCATION_UPDATED: { hostedOnly: true, isListed: true, read: changed },
  BOOKING_REASSIGNED: { hostedOnly: true, read: live('confirmed') },
} satisfies Record<string, Row>;

type RoomTrigger = keyof typeof TRIGGERS;

const ROWS = new Map(Object.entries<Row>(TRIGGERS));

/** All of them, as the hosted service knows them. */
export const ROOM_TRIGGERS = [...ROWS.keys()] as readonly RoomTrigger[];

/** Those that every Cal.com knows. */
export const TRIGGERS_EVERYWHERE = ROOM_TRIGGERS.filter((name) => !ROWS.get(name)?.hostedOnly);

/** Those that no list makes up for in time. */
export const TRIGGERS_NOT_LISTED = ROOM_TRIGGERS.filter((name) => !ROWS.get(name)?.isListed);

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

const liveFact = (
  payload: LivePayload,
  { createdAt, digest }: Said,
  status: LiveFact['status'],
): LiveFact => ({
  uid: payload.uid,
  status: payload.status === 'PENDING' ? 'tentative' : status,
  createdAt,
  start: payload.startTime,
  end: payload.endTime,
  ...(payload.organizer?.id != null && { practitionerId: payload.organizer.id }),
  ...venueAndAddress(payload.location, answerTo(payload, 'location'), digest),
  inputs: inputsOfSeat(
    payload,
    requirementInputs({
      eventTypeId: payload.eventTypeId,
      slug: payload.type,
      answer: answerTo(payload, 'equipment'),
      metadata: ownField(payload.metadata, 'equipment'),
      linked: [answerTo(payload, 'linked'), ownField(payload.metadata, 'linked')],
      digest,
    }),
  ),
});

/** Where a booking has seats, each delivery tells of one: what it asks for is added to what the others did. */
const inputsOfSeat = (payload: LivePayload, inputs: RequirementInputs): RequirementInputs => {
  if ((payload.seatsPerTimeSlot ?? 0) === 0) return inputs;
  const ofSeat = (asked: AskedEquipment): AskedEquipment => ({ ...asked, ofSeat: true });
  // A class is no one patient's.
  const { linked: _, ...others } = inputs;
  return {
    ...others,
    seats: payload.seatsPerTimeSlot ?? 0,
    ...(inputs.answered && { answered: ofSeat(inputs.answered) }),
    ...(inputs.metadata && { metadata: ofSeat(inputs.metadata) }),
  };
};

const endedFact = (
  payload: Pick<EndedPayload, 'uid' | 'endTime'>,
  createdAt: Instant,
  reason: EndedFact['reason'],
): EndedFact => ({
  uid: payload.uid,
  status: 'ended',
  createdAt,
  reason,
  ...(payload.endTime != null && { end: payload.endTime }),
});

/** The attendee's answer to a booking field, from whichever of the two lists has one. */
const answerTo = (payload: LivePayload, field: string): unknown =>
  ownField(ownField(payload.responses, field), 'value') ??
  ownField(ownField(payload.userFieldsResponses, field), 'value');

const pathsOf = (error: z.core.$ZodError): string[] => [
  ...new Set(error.issues.map((issue) => issue.path.join('.') || '(body)')),
];
