import { ownerOf } from './availability.ts';
import { type Attendee, type BookingRow, isLive } from './booking-row.ts';
import type { EventType } from './clinic.ts';
import { followUp, instantOf } from './create-booking.ts';
import { assertAvailable } from './free-time.ts';
import { scheduleMeeting } from './meetings.ts';
import { bookingPayload, rescheduleLink } from './webhook-payload.ts';
import { badRequest, eventTypeOf, notFound, rowOf, type World } from './world.ts';

export type RescheduleInput = {
  readonly start: number | string;
  /** Through API v2 the old text stays; through the booking page the event type's address comes back. */
  readonly via?: 'web' | 'api' | undefined;
  readonly by?: string | undefined;
  /** The host may move a confirmation-required booking without a new request. */
  readonly byHost?: boolean | undefined;
  readonly reason?: string | undefined;
  /** Moves one seat to another or a new booking instead of the whole booking. */
  readonly seatUid?: string | undefined;
};

/** A new row with a new uid replaces the old one; only a whole seated booking keeps its uid. */
export const reschedule = async (world: World, uid: string, input: RescheduleInput): Promise<BookingRow> => {
  const old = rowOf(world, uid);
  if (!isLive(old)) throw badRequest('Cannot reschedule a booking that is cancelled or rejected');
  const type = eventTypeOf(world, old.eventTypeId);
  const start = instantOf(input.start);
  const by = input.by ?? old.attendees[0]?.email ?? null;
  if (type.seatsPerTimeSlot !== null) {
    return input.seatUid === undefined
      ? moveSeatedBooking(world, old, start, by)
      : moveSeat(world, type, old, start, input.seatUid, by);
  }
  const api = input.via === 'api';
  const end = start + (old.end - old.start);
  if (old.hostId === ownerOf(type)) await assertAvailable(world, type, { start, end }, old.uid);
  const needsConfirmation = type.requiresConfirmation && input.byHost !== true;
  const next = world.rows.insert({
    ...old,
    id: world.rows.nextId(),
    uid: world.rows.nextUid(),
    start,
    end,
    status: needsConfirmation
      ? 'PENDING'
      : old.status === 'PENDING' && type.price > 0
        ? 'PENDING'
        : 'ACCEPTED',
    location: api ? old.location : type.location,
    calendarLocation: api ? old.location : type.location,
    locationAnswer: { value: 'inPerson', optionValue: '' },
    plainText: false,
    ...(api ? {} : { placeChosen: type.location }),
    metadata: Object.fromEntries(Object.entries(old.metadata).filter(([name]) => name !== 'videoCallUrl')),
    attendees: old.attendees.map((attendee) => ({ ...attendee, id: world.rows.nextId() })),
    hasCalendarReference: false,
    rescheduledFromUid: old.uid,
    rescheduledToUid: null,
    createdAt: world.now(),
    updatedAt: null,
    iCalSequence: old.iCalSequence + 1,
    source: api ? 'API_V2' : 'WEBAPP',
    reschedulingReason: input.reason ?? null,
    rescheduledBy: by,
  });
  endOld(world, old, next.uid, by, input.reason ?? null);
  return followUp(world, type, next, { mails: true, replaces: old, by });
};

/** The old row goes in the same transaction as the new one comes, and no CANCELLED is ever sent for it. */
const endOld = (
  world: World,
  old: BookingRow,
  nextUid: string,
  by: string | null,
  reason: string | null,
): void => {
  world.rows.update(old.uid, {
    status: 'CANCELLED',
    rescheduled: true,
    rescheduledToUid: nextUid,
    rescheduledBy: by,
    reschedulingReason: reason,
  });
};

const moveSeatedBooking = async (
  world: World,
  old: BookingRow,
  start: number,
  by: string | null,
): Promise<BookingRow> => {
  const moved = world.rows.update(old.uid, {
    start,
    end: start + (old.end - old.start),
    rescheduledBy: by,
    iCalSequence: old.iCalSequence + 1,
  });
  world.mailbox.send('rescheduled', moved);
  scheduleMeeting(world, moved);
  await announceMoved(world, moved, old, by);
  return rowOf(world, moved.uid);
};

const moveSeat = async (
  world: World,
  type: EventType,
  old: BookingRow,
  start: number,
  seatUid: string,
  by: string | null,
): Promise<BookingRow> => {
  const seat = old.attendees.find((attendee) => attendee.seatUid === seatUid);
  if (seat === undefined) throw notFound(`Seat with uid=${seatUid} not found`);
  const there = world.rows
    .all()
    .find(
      (row) => isLive(row) && row.eventTypeId === type.id && row.hostId === old.hostId && row.start === start,
    );
  const target =
    there === undefined
      ? world.rows.insert({
          ...old,
          id: world.rows.nextId(),
          uid: world.rows.nextUid(),
          start,
          end: start + (old.end - old.start),
          attendees: [seat],
          location: type.location,
          calendarLocation: type.location,
          rescheduledFromUid: old.uid,
          createdAt: world.now(),
          updatedAt: null,
        })
      : world.rows.update(there.uid, { attendees: [...there.attendees, seat] });
  const left = old.attendees.filter((attendee) => attendee !== seat);
  if (left.length > 0) world.rows.update(old.uid, { attendees: left });
  else endOld(world, world.rows.update(old.uid, { attendees: [] }), target.uid, by, null);
  world.mailbox.send('rescheduled', target, { attendees: [seat] });
  await announceMoved(world, target, old, by, seat);
  return rowOf(world, target.uid);
};

const announceMoved = async (
  world: World,
  row: BookingRow,
  old: BookingRow,
  by: string | null,
  seat?: Attendee,
): Promise<void> => {
  await world.webhooks.send('BOOKING_RESCHEDULED', row, (createdAt) => ({
    triggerEvent: 'BOOKING_RESCHEDULED',
    createdAt,
    payload: {
      ...bookingPayload(world.clinic, rowOf(world, row.uid), seat === undefined ? {} : { attendees: [seat] }),
      ...rescheduleLink(old, by),
      ...(seat?.seatUid ? { attendeeSeatId: seat.seatUid } : {}),
    },
  }));
};
