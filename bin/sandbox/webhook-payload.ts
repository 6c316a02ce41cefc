import type { Attendee, BookingRow } from './booking-row.ts';
import type { Clinic, EventType, Host } from './clinic.ts';
import { millisecondTime, offsetTime, plainTime, utcOffset } from './webhook-times.ts';

type Fields = Record<string, unknown>;

export const findEventType = (clinic: Clinic, row: BookingRow): EventType => {
  const found = clinic.eventTypes.find(({ id }) => id === row.eventTypeId);
  if (found === undefined) throw new Error(`no event type ${row.eventTypeId} in the sandbox`);
  return found;
};

export const findHost = (clinic: Clinic, row: BookingRow): Host | undefined =>
  clinic.hosts.find(({ id }) => id === row.hostId);

const organizer = (clinic: Clinic, row: BookingRow): Fields => {
  const host = findHost(clinic, row);
  if (host === undefined) return { name: 'Nameless', email: '', timeZone: clinic.timeZone };
  return {
    id: host.id,
    name: host.name,
    email: host.email,
    username: host.username,
    usernameInOrg: host.username.replace(/^dr-/, ''),
    timeZone: host.timeZone,
    language: { locale: clinic.locale },
    timeFormat: 'HH:mm',
    utcOffset: utcOffset(host.timeZone, row.start),
  };
};

const freshPerson = (row: BookingRow, attendee: Attendee): Fields => ({
  email: attendee.email,
  name: attendee.name,
  firstName: attendee.name.split(' ')[0] ?? '',
  lastName: attendee.name.split(' ').slice(1).join(' '),
  timeZone: attendee.timeZone,
  language: { locale: attendee.locale },
  utcOffset: utcOffset(attendee.timeZone, row.start),
  ...(attendee.phoneNumber === null ? {} : { phoneNumber: attendee.phoneNumber }),
});

const storedPerson = (row: BookingRow, attendee: Attendee): Fields => ({
  name: attendee.name,
  email: attendee.email,
  timeZone: attendee.timeZone,
  phoneNumber: attendee.phoneNumber,
  language: { locale: attendee.locale },
  utcOffset: utcOffset(attendee.timeZone, row.start),
});

/** Custom questions with their labels; on the cancel path the label is only the slug. */
const customAnswers = (
  type: EventType,
  attendee: Attendee | undefined,
  row: BookingRow,
): [string, Fields][] => {
  const answers = attendee?.seatUid ? attendee.answers : row.answers;
  return Object.entries(answers).map(([slug, value]) => [
    slug,
    { label: type.bookingFields.find((field) => field.slug === slug)?.label ?? slug, value },
  ]);
};

/** Who the payload is about: all seats, or one of them. */
type PayloadScope = { readonly attendees?: readonly Attendee[] };

const responses = (type: EventType, row: BookingRow, attendees: readonly Attendee[]): Fields => {
  const first = attendees[0];
  const shown = (label: string, value: unknown): Fields => ({ label, value, isHidden: false });
  return {
    name: shown('your_name', first?.name),
    email: shown('email_address', first?.email),
    attendeePhoneNumber: first?.phoneNumber
      ? shown('phone_number', first.phoneNumber)
      : { label: 'phone_number', isHidden: true },
    // Of a location given as plain text a webhook says no more than the text.
    location: shown(
      'location',
      row.plainText || row.locationAnswer === null
        ? { value: row.location, optionValue: '' }
        : row.locationAnswer,
    ),
    ...Object.fromEntries(
      customAnswers(type, first, row).map(([slug, answer]) => [slug, { ...answer, isHidden: false }]),
    ),
    notes: { label: 'additional_notes', isHidden: false },
    guests: shown('additional_guests', []),
    rescheduleReason: { label: 'reason_for_reschedule', isHidden: false },
  };
};

/** The payload of CREATED, REQUESTED, RESCHEDULED, PAYMENT_INITIATED, LOCATION_UPDATED and REASSIGNED. */
export const bookingPayload = (clinic: Clinic, row: BookingRow, scope: PayloadScope = {}): Fields => {
  const type = findEventType(clinic, row);
  const attendees = scope.attendees ?? row.attendees;
  const team = clinic.teams.find(({ id }) => id === type.teamId);
  const videoUrl = row.metadata.videoCallUrl;
  return {
    bookerUrl: clinic.bookerUrl,
    title: row.title,
    startTime: plainTime(row.start),
    endTime: plainTime(row.end),
    additionalNotes: '',
    type: type.slug,
    description: '',
    eventTypeId: type.id,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    hideOrganizerEmail: false,
    schedulingType: type.schedulingType,
    seatsPerTimeSlot: type.seatsPerTimeSlot,
    seatsShowAttendees: true,
    seatsShowAvailabilityCount: true,
    customReplyToEmail: null,
    disableRescheduling: false,
    disableCancelling: false,
    organizer: organizer(clinic, row),
    attendees: attendees.map((attendee) => freshPerson(row, attendee)),
    customInputs: {},
    responses: responses(type, row, attendees),
    userFieldsResponses: Object.fromEntries(customAnswers(type, attendees[0], row)),
    location: row.location,
    destinationCalendar: null,
    iCalUID: row.iCalUid,
    iCalSequence: row.iCalSequence,
    requiresConfirmation: type.requiresConfirmation,
    oneTimePassword: null,
    organizationId: clinic.organizationId,
    hashedLink: null,
    uid: row.uid,
    appsStatus: [
      { appName: 'google-calendar', type: 'google_calendar', success: 1, failures: 0, errors: [] },
    ],
    eventTitle: type.title,
    eventDescription: '',
    price: type.price,
    currency: type.currency,
    // What was booked; several other builders put the event type's length there, so that only the end counts.
    length: (row.end - row.start) / 60_000,
    bookingId: row.id,
    metadata: seatMetadata(row, scope),
    status: row.status,
    ...(team === undefined ? {} : { team: { ...team, members: [] } }),
    ...(typeof videoUrl === 'string'
      ? { videoCallData: { type: 'daily_video', id: row.uid, password: '', url: videoUrl } }
      : {}),
  };
};

/** A seat's delivery shows that seat's metadata and no one else's. */
const seatMetadata = (row: BookingRow, scope: PayloadScope): Fields => {
  const only = scope.attendees?.length === 1 ? scope.attendees[0] : undefined;
  return only?.seatUid ? { ...only.metadata } : { ...row.metadata };
};

const without = (fields: Fields, ...names: string[]): Fields => {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
};

/** A request writes its times with milliseconds. */
export const requestedPayload = (clinic: Clinic, row: BookingRow): Fields => ({
  ...bookingPayload(clinic, row),
  startTime: millisecondTime(row.start),
  endTime: millisecondTime(row.end),
});

/** After a host's accept or a payment, the patient's metadata is gone: only a video link is left, or nothing. */
export const confirmedPayload = (clinic: Clinic, row: BookingRow): Fields => {
  const videoCallUrl = row.metadata.videoCallUrl;
  return {
    ...without(requestedPayload(clinic, row), 'metadata', 'hashedLink', 'oneTimePassword', 'appsStatus'),
    attendees: row.attendees.map((attendee) => storedPerson(row, attendee)),
    destinationCalendar: [],
    ...(videoCallUrl === undefined ? {} : { metadata: { videoCallUrl } }),
  };
};

export const rejectedPayload = (clinic: Clinic, row: BookingRow): Fields => {
  return {
    ...without(bookingPayload(clinic, row), 'metadata', 'hashedLink', 'oneTimePassword', 'appsStatus'),
    startTime: millisecondTime(row.start),
    endTime: millisecondTime(row.end),
    attendees: row.attendees.map((attendee) => storedPerson(row, attendee)),
    destinationCalendar: [],
    status: row.status,
    rejectionReason: row.rejectionReason,
  };
};

export type Cancellation = {
  readonly reason: string | null;
  readonly by: string | null;
  readonly requestReschedule: boolean;
  readonly attendeeSeatId?: string | undefined;
  readonly cancelledDates?: readonly number[] | undefined;
  readonly attendees?: readonly Attendee[];
};

export const cancelledPayload = (clinic: Clinic, row: BookingRow, cancellation: Cancellation): Fields => {
  const attendees = cancellation.attendees ?? row.attendees;
  const type = findEventType(clinic, row);
  const { attendeeSeatId, cancelledDates } = cancellation;
  const answers = customAnswers(type, attendees[0], row);
  const ordinary = bookingPayload(clinic, row, { attendees });
  return {
    ...without(
      ordinary,
      ...['hideCalendarNotes', 'hideCalendarEventDetails', 'schedulingType', 'seatsShowAvailabilityCount'],
      ...['disableRescheduling', 'disableCancelling', 'oneTimePassword', 'hashedLink', 'appsStatus'],
      ...['metadata', 'videoCallData'],
    ),
    startTime: offsetTime(row.start),
    endTime: offsetTime(row.end),
    responses: {
      name: { label: 'name', value: attendees[0]?.name },
      email: { label: 'email', value: attendees[0]?.email },
      ...Object.fromEntries(answers),
    },
    attendees: attendees.map((attendee) => storedPerson(row, attendee)),
    destinationCalendar: [],
    cancellationReason: cancellation.reason,
    cancelledBy: cancellation.by,
    seatsShowAttendees: false,
    eventDescription: null,
    requiresConfirmation: null,
    price: null,
    status: 'CANCELLED',
    requestReschedule: cancellation.requestReschedule,
    ...(attendeeSeatId === undefined ? {} : { attendeeSeatId }),
    ...(cancelledDates === undefined ? {} : { cancelledDates: cancelledDates.map(millisecondTime) }),
  };
};

/** The slug field holds the title here, the answers are missing and the metadata is the payment provider's. */
export const paidPayload = (clinic: Clinic, row: BookingRow): Fields => {
  const type = findEventType(clinic, row);
  const ordinary = bookingPayload(clinic, row);
  const host = findHost(clinic, row);
  return {
    ...without(
      ordinary,
      ...['bookerUrl', 'hideCalendarEventDetails', 'hideOrganizerEmail', 'seatsPerTimeSlot', 'responses'],
      ...['customReplyToEmail', 'disableRescheduling', 'disableCancelling', 'userFieldsResponses'],
      ...['oneTimePassword', 'organizationId', 'hashedLink', 'appsStatus', 'videoCallData'],
    ),
    type: type.title,
    startTime: millisecondTime(row.start),
    endTime: millisecondTime(row.end),
    organizer: {
      ...without(organizer(clinic, row), 'usernameInOrg', 'utcOffset'),
      ...(host === undefined ? {} : { timeFormat: 24 }),
    },
    attendees: row.attendees.map((attendee) =>
      without(storedPerson(row, attendee), 'phoneNumber', 'utcOffset'),
    ),
    currency: type.currency.toUpperCase(),
    paymentId: row.paymentId,
    metadata: {
      identifier: 'cal.com',
      bookingId: row.id,
      eventTypeId: row.eventTypeId,
      bookerEmail: row.attendees[0]?.email,
      eventTitle: type.title,
      externalId: `pi_${row.id}`,
    },
    status: row.status,
  };
};

/** The reschedule link, in the style of the CREATED family. */
export const rescheduleLink = (old: BookingRow, by: string | null): Fields => {
  return {
    rescheduleId: old.id,
    rescheduleUid: old.uid,
    rescheduleStartTime: plainTime(old.start),
    rescheduleEndTime: plainTime(old.end),
    ...(by === null ? {} : { rescheduledBy: by }),
  };
};

export const noShowPayload = (row: BookingRow, attendees: readonly Attendee[]): Fields => {
  const names = attendees.map(({ email }) => email).join(', ');
  const noShow = attendees.every((attendee) => attendee.noShow);
  return {
    message: `${names} ${noShow ? 'marked as no-show' : 'unmarked as no-show'}`,
    attendees: attendees.map((attendee) => ({ email: attendee.email, noShow: attendee.noShow })),
    bookingUid: row.uid,
    bookingId: row.id,
  };
};

/** MEETING_STARTED and MEETING_ENDED: the database row itself, flat, as it was when the meeting was scheduled. */
export const meetingBody = (clinic: Clinic, row: BookingRow, trigger: string): Fields => {
  const host = findHost(clinic, row);
  const type = findEventType(clinic, row);
  return {
    triggerEvent: trigger,
    id: row.id,
    uid: row.uid,
    idempotencyKey: `${row.id}-${row.start}`,
    userId: row.hostId,
    userPrimaryEmail: host?.email ?? null,
    eventTypeId: row.eventTypeId,
    title: row.title,
    description: '',
    customInputs: {},
    responses: responses(type, row, row.attendees),
    startTime: millisecondTime(row.start),
    endTime: millisecondTime(row.end),
    location: row.location,
    // The booking's creation, not the delivery's.
    createdAt: millisecondTime(row.createdAt),
    updatedAt: row.updatedAt === null ? null : millisecondTime(row.updatedAt),
    status: row.status,
    paid: row.paid,
    destinationCalendarId: null,
    cancellationReason: null,
    rejectionReason: null,
    reassignReason: null,
    reassignById: null,
    dynamicEventSlugRef: null,
    dynamicGroupSlugRef: null,
    rescheduled: null,
    fromReschedule: row.rescheduledFromUid,
    recurringEventId: row.recurringUid,
    smsReminderNumber: null,
    scheduledJobs: [],
    metadata: { ...row.metadata },
    isRecorded: false,
    iCalUID: row.iCalUid,
    iCalSequence: row.iCalSequence,
    rating: null,
    ratingFeedback: null,
    noShowHost: false,
    oneTimePassword: null,
    cancelledBy: null,
    rescheduledBy: row.rescheduledBy,
    creationSource: row.source,
    user: {
      email: host?.email,
      name: host?.name,
      timeZone: host?.timeZone,
      username: host?.username,
    },
    attendees: row.attendees.map((attendee) => ({
      id: attendee.id,
      email: attendee.email,
      name: attendee.name,
      timeZone: attendee.timeZone,
      phoneNumber: attendee.phoneNumber,
      locale: attendee.locale,
      bookingId: row.id,
      noShow: attendee.noShow,
    })),
    payment: [],
    references: [],
  };
};

/** What the "ping test" button sends: no uid, no booking id, no event type, an organiser without an id. */
export const pingPayload = (now: number): Fields => {
  const person = {
    timeZone: 'Europe/London',
    language: { locale: 'en' },
    utcOffset: utcOffset('Europe/London', now),
  };
  return {
    type: 'Test',
    title: 'Test trigger event',
    description: '',
    startTime: millisecondTime(now),
    endTime: millisecondTime(now),
    attendees: [{ email: 'someone@mail.example', name: 'Test Attendee', ...person }],
    organizer: { name: 'Cal', email: 'no-reply@cal.example', ...person },
  };
};
