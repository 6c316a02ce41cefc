import type { ApiKey } from './api-message.ts';
import type { Attendee, BookingRow, Metadata } from './booking-row.ts';
import type { Clinic } from './clinic.ts';
import { findEventType, findHost } from './webhook-payload.ts';
import { millisecondTime } from './webhook-times.ts';

/** One value that is not a string makes the whole metadata look empty. */
const shownMetadata = (metadata: Metadata): Metadata => {
  return Object.values(metadata).every((value) => typeof value === 'string') ? metadata : {};
};

const shownAttendee = (attendee: Attendee): Record<string, unknown> => {
  return {
    name: attendee.name,
    email: attendee.email,
    displayEmail: attendee.email,
    timeZone: attendee.timeZone,
    language: attendee.locale,
    absent: attendee.noShow,
    ...(attendee.phoneNumber === null ? {} : { phoneNumber: attendee.phoneNumber }),
    ...(attendee.seatUid === null
      ? {}
      : {
          seatUid: attendee.seatUid,
          bookingFieldsResponses: { name: attendee.name, email: attendee.email, ...attendee.answers },
          metadata: shownMetadata(attendee.metadata),
        }),
  };
};

/** A booking as GET, list, PATCH and create show it; a caller who is no admin sees no one in a seated one. */
export const bookingOutput = (clinic: Clinic, row: BookingRow, key?: ApiKey): Record<string, unknown> => {
  const type = findEventType(clinic, row);
  const host = findHost(clinic, row);
  const videoUrl = row.metadata.videoCallUrl;
  const location = typeof videoUrl === 'string' ? videoUrl : row.location;
  const seated = type.seatsPerTimeSlot !== null;
  const first = row.attendees[0];
  return {
    id: row.id,
    uid: row.uid,
    title: row.title,
    description: '',
    hosts: [
      host === undefined
        ? {
            id: 'unknown',
            name: 'unknown',
            email: 'unknown',
            displayEmail: 'unknown',
            username: 'unknown',
            timeZone: 'unknown',
          }
        : {
            id: host.id,
            name: host.name,
            email: host.email,
            displayEmail: host.email,
            username: host.username,
            timeZone: host.timeZone,
          },
    ],
    status: row.status.toLowerCase(),
    start: millisecondTime(row.start),
    end: millisecondTime(row.end),
    duration: (row.end - row.start) / 60_000,
    eventTypeId: type.id,
    eventType: { id: type.id, slug: type.slug },
    location,
    meetingUrl: location,
    absentHost: false,
    attendees:
      seated && key !== undefined && key.eventTypeIds !== 'all' ? [] : row.attendees.map(shownAttendee),
    guests: [],
    ...(seated
      ? {}
      : {
          bookingFieldsResponses: {
            name: first?.name,
            email: first?.email,
            ...row.answers,
            ...(row.plainText ? { location: { value: 'somewhereElse', optionValue: row.location } } : {}),
          },
          metadata: shownMetadata(row.metadata),
        }),
    createdAt: millisecondTime(row.createdAt),
    updatedAt: row.updatedAt === null ? null : millisecondTime(row.updatedAt),
    rating: null,
    icsUid: row.iCalUid,
    ...(row.rescheduledFromUid === null ? {} : { rescheduledFromUid: row.rescheduledFromUid }),
    ...(row.rescheduledToUid === null ? {} : { rescheduledToUid: row.rescheduledToUid }),
    ...(row.cancellationReason === null ? {} : { cancellationReason: row.cancellationReason }),
    ...(row.cancelledBy === null ? {} : { cancelledByEmail: row.cancelledBy }),
    ...(row.rescheduledBy === null ? {} : { rescheduledByEmail: row.rescheduledBy }),
    ...(row.reschedulingReason === null ? {} : { reschedulingReason: row.reschedulingReason }),
    ...(row.recurringUid === null ? {} : { recurringBookingUid: row.recurringUid }),
  };
};
