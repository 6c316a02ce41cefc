import { ownerOf } from './availability.ts';
import type { Answers, Attendee, BookingRow, Metadata } from './booking-row.ts';
import { isLive } from './booking-row.ts';
import type { EventType } from './clinic.ts';
import { demoPatient } from './demo-clinic.ts';
import { assertAvailable } from './free-time.ts';
import { scheduleMeeting } from './meetings.ts';
import { bookingPayload, requestedPayload, rescheduleLink } from './webhook-payload.ts';
import type { Trigger } from './webhook-triggers.ts';
import { badRequest, eventTypeOf, rowOf, sleep, type World } from './world.ts';

export type Patient = {
  readonly name: string;
  readonly email: string;
  readonly timeZone?: string | undefined;
  readonly phoneNumber?: string | null | undefined;
};

export type BookInput = {
  /** Id or slug. */
  readonly eventType: number | string;
  /** Milliseconds since the epoch, or an ISO instant. */
  readonly start: number | string;
  /** The first host of the event type unless given. */
  readonly hostId?: number | undefined;
  /** Minutes really booked; the event type's length unless given. */
  readonly minutes?: number | undefined;
  readonly attendee?: Patient | undefined;
  readonly answers?: Answers | undefined;
  readonly metadata?: Metadata | undefined;
  /** A location the patient chose instead of the event type's. */
  readonly location?: string | undefined;
  /** A location as plain text (`POST /v2/bookings`, `location: "…"`): it stands, and GET calls it somewhere else. */
  readonly plainText?: string | undefined;
  /** The visit is at the patient's: this address, which GET shows like any other. */
  readonly attendeeAddress?: string | undefined;
  readonly via?: 'web' | 'api' | undefined;
};

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

export const instantOf = (start: number | string): number => {
  const at = typeof start === 'number' ? start : Date.parse(start);
  if (Number.isNaN(at)) throw badRequest(`${start} is no instant`);
  return at;
};

/**
 * The patient books one visit. Resolves when Cal.com's own request handler would have answered: after the
 * webhooks were answered and the final write was made.
 */
export const book = async (world: World, input: BookInput): Promise<BookingRow> => {
  return bookOccurrence(world, input, { recurringUid: null, mails: true });
};

/** N visits one week apart: N rows, N webhooks one after another, mails for the first only. */
export const bookSeries = async (world: World, input: BookInput, count: number): Promise<BookingRow[]> => {
  const recurringUid = world.rows.nextUid();
  const start = instantOf(input.start);
  const rows: BookingRow[] = [];
  for (let index = 0; index < count; index += 1) {
    const occurrence = { ...input, start: start + index * week };
    rows.push(await bookOccurrence(world, occurrence, { recurringUid, mails: index === 0 }));
  }
  return rows;
};

type Occurrence = { readonly recurringUid: string | null; readonly mails: boolean };

const bookOccurrence = async (
  world: World,
  input: BookInput,
  occurrence: Occurrence,
): Promise<BookingRow> => {
  const type = eventTypeOf(world, input.eventType);
  const start = instantOf(input.start);
  const hostId = input.hostId ?? type.hostIds[0];
  const host = world.clinic.hosts.find(({ id }) => id === hostId);
  if (host === undefined) throw badRequest(`No host ${hostId} for ${type.slug}`);
  const attendee = newAttendee(world, type, input);
  if (type.seatsPerTimeSlot !== null) {
    const taken = world.rows
      .all()
      .find(
        (row) => isLive(row) && row.eventTypeId === type.id && row.hostId === hostId && row.start === start,
      );
    if (taken !== undefined) return takeSeat(world, type, taken, attendee);
  }
  const visit = { start, end: start + (input.minutes ?? type.length) * minute };
  if (host.id === ownerOf(type)) await assertAvailable(world, type, visit);
  const uid = world.rows.nextUid();
  const location = input.attendeeAddress ?? input.plainText ?? input.location ?? type.location;
  const row = world.rows.insert({
    id: world.rows.nextId(),
    uid,
    eventTypeId: type.id,
    hostId: host.id,
    title: `${type.title} between ${host.name} and ${attendee.name}`,
    ...visit,
    status: type.requiresConfirmation || type.price > 0 ? 'PENDING' : 'ACCEPTED',
    location,
    locationAnswer:
      type.seatsPerTimeSlot !== null
        ? null
        : input.attendeeAddress === undefined
          ? { value: location, optionValue: '' }
          : { value: 'attendeeInPerson', optionValue: location },
    plainText: input.plainText !== undefined,
    placeChosen: location,
    answers: input.answers ?? {},
    metadata: input.metadata ?? {},
    attendees: [attendee],
    hasCalendarReference: false,
    calendarLocation: location,
    paid: false,
    paymentId: type.price > 0 ? world.rows.nextId() : null,
    rescheduled: false,
    rescheduledFromUid: null,
    rescheduledToUid: null,
    recurringUid: occurrence.recurringUid,
    createdAt: world.now(),
    updatedAt: null,
    iCalUid: `${uid}@cal.example`,
    iCalSequence: 0,
    source: input.via === 'api' ? 'API_V2' : 'WEBAPP',
    cancellationReason: null,
    cancelledBy: null,
    rejectionReason: null,
    reschedulingReason: null,
    rescheduledBy: null,
  });
  return followUp(world, type, row, { mails: occurrence.mails });
};

const newAttendee = (
  world: World,
  type: EventType,
  input: Omit<BookInput, 'start' | 'eventType'>,
): Attendee => {
  const patient: Patient = input.attendee ?? demoPatient;
  const seated = type.seatsPerTimeSlot !== null;
  return {
    id: world.rows.nextId(),
    name: patient.name,
    email: patient.email,
    timeZone: patient.timeZone ?? world.clinic.timeZone,
    phoneNumber: patient.phoneNumber ?? null,
    locale: world.clinic.locale,
    noShow: false,
    seatUid: seated ? world.rows.nextUuid() : null,
    answers: seated ? (input.answers ?? {}) : {},
    metadata: seated ? (input.metadata ?? {}) : {},
  };
};

/** What follows the new row, by whether the visit is confirmed, to be confirmed or to be paid. */
export const followUp = async (
  world: World,
  type: EventType,
  row: BookingRow,
  about: { mails: boolean; replaces?: BookingRow; by?: string | null },
): Promise<BookingRow> => {
  const link = about.replaces === undefined ? {} : rescheduleLink(about.replaces, about.by ?? null);
  const announce = (trigger: Trigger, override: Record<string, unknown> = {}): Promise<void> =>
    world.webhooks.send(trigger, row, (createdAt) => ({
      triggerEvent: trigger,
      createdAt,
      payload: { ...bookingPayload(world.clinic, rowOf(world, row.uid)), ...link, ...override },
    }));
  const { requestedReschedule } = world.behaviour;

  if (row.status === 'PENDING' && type.price > 0 && !row.paid) {
    if (about.mails) world.mailbox.send('awaiting-payment', row);
    // Not paid, and says ACCEPTED all the same.
    await announce('BOOKING_PAYMENT_INITIATED', { status: 'ACCEPTED', paymentId: row.paymentId });
    return rowOf(world, row.uid);
  }
  if (row.status === 'PENDING') {
    if (about.mails) world.mailbox.send('requested', row);
    // For requests the newer copy of the source writes first and tells afterwards.
    world.rows.update(row.uid, { location: row.location });
    await world.webhooks.send('BOOKING_REQUESTED', row, (createdAt) => ({
      triggerEvent: 'BOOKING_REQUESTED',
      createdAt,
      payload: {
        ...requestedPayload(world.clinic, rowOf(world, row.uid)),
        // Only GET tells what a request replaces.
        ...(requestedReschedule === 'with-link' ? link : {}),
      },
    }));
    return rowOf(world, row.uid);
  }
  const withVideo = world.rows.update(row.uid, {
    metadata: { ...row.metadata, ...videoMetadata(world, row) },
    updatedAt: row.updatedAt,
  });
  if (about.mails) world.mailbox.send(about.replaces === undefined ? 'confirmed' : 'rescheduled', withVideo);
  await announce(about.replaces === undefined ? 'BOOKING_CREATED' : 'BOOKING_RESCHEDULED');
  await sleep(world, world.behaviour.finalWriteMs);
  // Cal.com's own last word on the row: whatever was PATCHed since is gone.
  const written = world.rows.update(row.uid, {
    location: withVideo.location,
    metadata: withVideo.metadata,
    hasCalendarReference: true,
  });
  scheduleMeeting(world, written);
  return written;
};

export const videoMetadata = (world: World, row: Pick<BookingRow, 'uid' | 'location'>): Metadata => {
  if (!row.location.startsWith('integrations:')) return {};
  return { videoCallUrl: `${world.clinic.bookerUrl}/video/${row.uid}` };
};

/**
 * One more person on the same row: CREATED again, same uid, naming this seat only. Mail and webhook are made of the event
 * type's address, whatever location the row has got meanwhile.
 */
const takeSeat = async (
  world: World,
  type: EventType,
  row: BookingRow,
  attendee: Attendee,
): Promise<BookingRow> => {
  if (row.attendees.length >= (type.seatsPerTimeSlot ?? 1)) throw badRequest('booking_seats_full');
  const updated = world.rows.update(row.uid, { attendees: [...row.attendees, attendee] });
  const asJoined = (now: BookingRow): BookingRow => ({ ...now, location: type.location });
  world.mailbox.send('confirmed', asJoined(updated), { attendees: [attendee] });
  await world.webhooks.send('BOOKING_CREATED', updated, (createdAt) => ({
    triggerEvent: 'BOOKING_CREATED',
    createdAt,
    payload: bookingPayload(world.clinic, asJoined(rowOf(world, row.uid)), { attendees: [attendee] }),
  }));
  return rowOf(world, row.uid);
};
