import type { BookingRow } from './booking-row.ts';
import { bookingPayload, noShowPayload } from './webhook-payload.ts';
import { badRequest, eventTypeOf, notFound, rowOf, type World } from './world.ts';

/**
 * A new location, from the API or by a person at Cal.com. In this order: calendar, row, mails, echo. Nothing is
 * compared and nothing is checked, neither the old text nor the status nor the time: every call mails everyone.
 */
export const changeLocation = (world: World, uid: string, location: string): BookingRow => {
  const row = rowOf(world, uid);
  const metadata = Object.fromEntries(
    Object.entries(row.metadata).filter(([name]) => name !== 'videoCallUrl'),
  );
  const changed = world.rows.update(uid, {
    // Without a reference the calendar sync finds no event and silently does nothing.
    calendarLocation: row.hasCalendarReference ? location : row.calendarLocation,
    location,
    locationAnswer:
      row.plainText && world.behaviour.answerAfterPatch === 'kept'
        ? row.locationAnswer
        : { value: 'inPerson', optionValue: '' },
    plainText: row.plainText && world.behaviour.answerAfterPatch === 'kept',
    metadata,
  });
  world.mailbox.send('location-changed', changed, { sms: true });
  if (world.behaviour.edition === 'hosted') {
    world.later(world.behaviour.echoMs, () => void echo(world, changed, row.location));
  }
  return changed;
};

const echo = async (world: World, changed: BookingRow, previousLocation: string): Promise<void> => {
  await world.webhooks.send('BOOKING_LOCATION_UPDATED', changed, (createdAt) => ({
    triggerEvent: 'BOOKING_LOCATION_UPDATED',
    createdAt,
    // A queued echo is built when its turn comes and can already tell of a later change.
    payload: {
      ...bookingPayload(
        world.clinic,
        world.behaviour.webhookMode === 'queued' ? rowOf(world, changed.uid) : changed,
      ),
      previousLocation,
    },
  }));
};

/** The location falls back to what it was booked with, without a mail or a webhook: the race, seen from outside. */
export const revertLocation = (world: World, uid: string): BookingRow => {
  const row = rowOf(world, uid);
  return world.rows.update(uid, {
    location: row.placeChosen ?? eventTypeOf(world, row.eventTypeId).location,
  });
};

/** Same uid, another host; only for round robin, and only the hosted service tells anyone. */
export const reassign = async (world: World, uid: string, hostId: number): Promise<BookingRow> => {
  const row = rowOf(world, uid);
  const type = eventTypeOf(world, row.eventTypeId);
  if (type.schedulingType !== 'ROUND_ROBIN') throw badRequest('Only round robin bookings can be reassigned');
  const host = world.clinic.hosts.find(({ id }) => id === hostId && type.hostIds.includes(id));
  if (host === undefined) throw badRequest(`User ${hostId} is not a host of ${type.slug}`);
  const changed = world.rows.update(uid, {
    hostId,
    title: `${type.title} between ${host.name} and ${row.attendees[0]?.name ?? ''}`,
    iCalSequence: row.iCalSequence + 1,
  });
  world.mailbox.send('reassigned', changed);
  if (world.behaviour.edition === 'public') return changed;
  await world.webhooks.send('BOOKING_REASSIGNED', changed, (createdAt) => ({
    triggerEvent: 'BOOKING_REASSIGNED',
    createdAt,
    payload: {
      ...bookingPayload(world.clinic, rowOf(world, uid)),
      addedHostUserIds: [hostId],
      removedHostUserIds: row.hostId === null ? [] : [row.hostId],
    },
  }));
  return rowOf(world, uid);
};

/** Staff mark (or unmark) one attendee, or all of them, as not having come. */
export const markNoShow = async (
  world: World,
  uid: string,
  { email, noShow = true }: { email?: string | undefined; noShow?: boolean | undefined } = {},
): Promise<BookingRow> => {
  const row = rowOf(world, uid);
  const marked = row.attendees
    .filter((attendee) => email === undefined || attendee.email === email)
    .map((attendee) => ({ ...attendee, noShow }));
  if (marked.length === 0) throw notFound(`No attendee ${email} in ${uid}`);
  const changed = world.rows.update(uid, {
    attendees: row.attendees.map((attendee) => marked.find(({ id }) => id === attendee.id) ?? attendee),
  });
  await world.webhooks.send('BOOKING_NO_SHOW_UPDATED', changed, (createdAt) => ({
    triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
    createdAt,
    payload: noShowPayload(changed, marked),
  }));
  return changed;
};
