import {
  type ApiKey,
  bodyOf,
  type Fields,
  isFields,
  mayTouch,
  type SandboxRequest,
  type SandboxResponse,
  success,
  text,
  whole,
} from './api-message.ts';
import { bookingOutput } from './booking-output.ts';
import type { BookingRow, Metadata } from './booking-row.ts';
import { cancel } from './cancel-booking.ts';
import { type BookInput, book, bookSeries, instantOf } from './create-booking.ts';
import { confirm, reject } from './decide-request.ts';
import { locationFromBody } from './location-body.ts';
import { reschedule } from './reschedule-booking.ts';
import { badRequest, eventTypeOf, notFound, Refusal, rowOf, type World } from './world.ts';

/** `GET /v2/bookings/{uid}`: a booking, or an array when the uid is a series'. The uid itself opens it: no key is needed. */
export const getBooking = (world: World, key: ApiKey | undefined, uid: string): SandboxResponse => {
  const one = world.rows.get(uid);
  const series = one === undefined ? world.rows.series(uid) : [];
  const rows = series.length > 0 ? series : [rowOf(world, uid)];
  if (key !== undefined) for (const row of rows) assertMayTouch(key, row);
  const shown = rows.map((row) => {
    const { broken, bytes = 0 } = world.oddRows.get(row.uid) ?? {};
    if (broken) throw new Refusal(500, 'InternalServerErrorException', 'Internal server error');
    return { ...bookingOutput(world.clinic, row, key), ...(bytes > 0 && { description: 'x'.repeat(bytes) }) };
  });
  return success(one === undefined ? shown : shown[0]);
};

export const assertMayTouch = (key: ApiKey, row: BookingRow): void => {
  if (!mayTouch(key, row)) {
    throw new Refusal(403, 'ForbiddenException', 'user is not authorized to manage this event type');
  }
};

/** Cal.com's rules for metadata given with a booking. */
const metadataFromBody = (value: unknown): Metadata => {
  if (value === undefined) return {};
  if (!isFields(value)) throw badRequest('metadata must be an object');
  const entries = Object.entries(value);
  if (entries.length > 50) throw badRequest('metadata must have at most 50 keys');
  return Object.fromEntries(
    entries.map(([name, content]) => {
      if (name.length > 40) throw badRequest('metadata keys must have at most 40 characters');
      // The documents allow it, and a running one fails.
      if (typeof content === 'number') throw serverError();
      if (typeof content === 'boolean') return [name, content];
      if (typeof content !== 'string' || content.length > 500) {
        throw badRequest('metadata values must be strings of at most 500 characters, numbers or booleans');
      }
      return [name, content];
    }),
  );
};

const attendeeFromBody = (body: Fields): BookInput['attendee'] => {
  const { attendee } = body;
  if (!isFields(attendee)) throw badRequest('attendee must be an object');
  const name = text(attendee, 'name');
  const email = text(attendee, 'email');
  const timeZone = text(attendee, 'timeZone');
  if (!name || !email || !timeZone) throw badRequest('attendee needs name, email and timeZone');
  return { name, email, timeZone, phoneNumber: text(attendee, 'phoneNumber') };
};

const futureStart = (world: World, body: Fields): number => {
  const start = instantOf(text(body, 'start') ?? '');
  if (start <= world.now()) throw badRequest('Attempting to book a meeting in the past.');
  return start;
};

/** A text stands as it is; an address given as an object is ignored in favour of the event type's. */
const locationAsked = (body: Fields): Pick<BookInput, 'location' | 'plainText'> => {
  const { location } = body;
  if (location === undefined) return {};
  if (typeof location === 'string') return { plainText: location };
  const read = locationFromBody(body);
  return isFields(location) && location.type === 'address' ? {} : { location: read };
};

const serverError = (): Refusal => new Refusal(500, 'InternalServerErrorException', 'Internal server error');

/** `POST /v2/bookings`: answers only when the webhooks were answered, as the real one does. */
export const createBooking = async (world: World, request: SandboxRequest): Promise<SandboxResponse> => {
  const body = bodyOf(request);
  const type = eventTypeOf(world, whole(body, 'eventTypeId') ?? text(body, 'eventTypeSlug') ?? '');
  const answers = body.bookingFieldsResponses;
  if (answers !== undefined && !isFields(answers))
    throw badRequest('bookingFieldsResponses must be an object');
  const input: BookInput = {
    eventType: type.id,
    start: futureStart(world, body),
    minutes: whole(body, 'lengthInMinutes'),
    attendee: attendeeFromBody(body),
    answers: answers ?? {},
    metadata: metadataFromBody(body.metadata),
    ...locationAsked(body),
    via: 'api',
  };
  const count = whole(body, 'recurrenceCount');
  if (type.recurrence === null) {
    if (count !== undefined) throw badRequest(`${type.slug} is not a recurring event type`);
    return success(bookingOutput(world.clinic, await book(world, input)), 201);
  }
  const rows = await bookSeries(world, input, count ?? type.recurrence.count);
  return success(
    rows.map((row) => bookingOutput(world.clinic, row)),
    201,
  );
};

type Act = (
  world: World,
  request: SandboxRequest,
  key: ApiKey | undefined,
  uid: string,
) => Promise<SandboxResponse>;

const needed = (key: ApiKey | undefined): ApiKey => {
  if (key === undefined) throw new Refusal(401, 'UnauthorizedException', 'No authentication method provided');
  return key;
};

/** `POST /v2/bookings/{uid}/…`. A patient may cancel or reschedule without a key; deciding takes one. */
export const bookingActs: Record<string, Act> = {
  cancel: async (world, request, key, uid) => {
    const body = bodyOf(request);
    const series = world.rows
      .series(uid)
      .filter(({ status }) => status === 'ACCEPTED' || status === 'PENDING');
    const first = series[0];
    const cancelled = await cancel(world, first?.uid ?? uid, {
      reason: text(body, 'cancellationReason'),
      byHost: key !== undefined,
      seatUid: text(body, 'seatUid'),
      subsequent: first !== undefined || body.cancelSubsequentBookings === true,
    });
    const shown = series.map((row) => bookingOutput(world.clinic, rowOf(world, row.uid)));
    return success(first === undefined ? bookingOutput(world.clinic, cancelled) : shown);
  },
  reschedule: async (world, request, _key, uid) => {
    const body = bodyOf(request);
    const row = await reschedule(world, uid, {
      start: futureStart(world, body),
      via: 'api',
      by: text(body, 'rescheduledBy'),
      reason: text(body, 'reschedulingReason'),
      seatUid: text(body, 'seatUid'),
    });
    return success(bookingOutput(world.clinic, row), 201);
  },
  confirm: async (world, _request, key, uid) => {
    assertMayTouch(needed(key), rowOf(world, uid));
    return success(bookingOutput(world.clinic, await confirm(world, uid)));
  },
  decline: async (world, request, key, uid) => {
    assertMayTouch(needed(key), rowOf(world, uid));
    return success(
      bookingOutput(world.clinic, await reject(world, uid, text(bodyOf(request), 'reason') ?? null)),
    );
  },
};

export const assertBookingExists = (world: World, uid: string): void => {
  if (world.rows.get(uid) === undefined && world.rows.series(uid).length === 0) {
    throw notFound(`Booking with uid=${uid} was not found in the database`);
  }
};
