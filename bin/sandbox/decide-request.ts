import type { BookingRow } from './booking-row.ts';
import { videoMetadata } from './create-booking.ts';
import { scheduleMeeting } from './meetings.ts';
import {
  bookingPayload,
  confirmedPayload,
  paidPayload,
  rejectedPayload,
  rescheduleLink,
} from './webhook-payload.ts';
import type { Trigger } from './webhook-triggers.ts';
import { badRequest, eventTypeOf, rowOf, type World } from './world.ts';

/** The host accepts: the rows are written first, then one BOOKING_CREATED is sent, for a whole series too. */
export const confirm = async (world: World, uid: string): Promise<BookingRow> => {
  const row = pendingRow(world, uid);
  const accepted = pendingSiblings(world, row).map((pending) =>
    world.rows.update(pending.uid, {
      status: 'ACCEPTED',
      hasCalendarReference: true,
      metadata: { ...pending.metadata, ...videoMetadata(world, pending) },
    }),
  );
  for (const each of accepted) scheduleMeeting(world, each);
  world.mailbox.send('confirmed', rowOf(world, uid));
  await announceConfirmed(world, uid);
  return rowOf(world, uid);
};

/** The host declines; a series is declined as a whole and told once. */
export const reject = async (world: World, uid: string, reason: string | null): Promise<BookingRow> => {
  const row = pendingRow(world, uid);
  for (const pending of pendingSiblings(world, row)) {
    world.rows.update(pending.uid, { status: 'REJECTED', rejectionReason: reason });
  }
  world.mailbox.send('rejected', rowOf(world, uid));
  await world.webhooks.send('BOOKING_REJECTED', row, (createdAt) => ({
    triggerEvent: 'BOOKING_REJECTED',
    createdAt,
    payload: rejectedPayload(world.clinic, rowOf(world, uid)),
  }));
  return rowOf(world, uid);
};

/** The patient pays: CREATED (as after an accept) and PAID, unless the host still has to accept. */
export const pay = async (world: World, uid: string): Promise<BookingRow> => {
  const row = rowOf(world, uid);
  const type = eventTypeOf(world, row.eventTypeId);
  if (row.status !== 'PENDING' || row.paid || type.price === 0) throw badRequest('Nothing to pay');
  const accepted = !type.requiresConfirmation;
  const paid = world.rows.update(uid, {
    paid: true,
    status: accepted ? 'ACCEPTED' : 'PENDING',
    hasCalendarReference: accepted,
    metadata: { ...row.metadata, ...(accepted ? videoMetadata(world, row) : {}) },
  });
  world.mailbox.send(accepted ? 'confirmed' : 'requested', paid);
  if (accepted) {
    scheduleMeeting(world, paid);
    await announceConfirmed(world, uid);
  }
  await world.webhooks.send('BOOKING_PAID', paid, (createdAt) => ({
    triggerEvent: 'BOOKING_PAID',
    createdAt,
    payload: paidPayload(world.clinic, rowOf(world, uid)),
  }));
  return rowOf(world, uid);
};

const pendingRow = (world: World, uid: string): BookingRow => {
  const row = rowOf(world, uid);
  if (row.status !== 'PENDING') throw badRequest('Booking is not awaiting confirmation');
  return row;
};

const pendingSiblings = (world: World, row: BookingRow): BookingRow[] => {
  if (row.recurringUid === null) return [row];
  return world.rows.series(row.recurringUid).filter(({ status }) => status === 'PENDING');
};

const announceConfirmed = async (world: World, uid: string): Promise<void> => {
  const row = rowOf(world, uid);
  const old = row.rescheduledFromUid === null ? undefined : world.rows.get(row.rescheduledFromUid);
  const style = world.behaviour.confirmedReschedule;
  const trigger: Trigger =
    old !== undefined && style === 'rescheduled' ? 'BOOKING_RESCHEDULED' : 'BOOKING_CREATED';
  const link = old === undefined || style === 'created' ? {} : rescheduleLink(old, row.rescheduledBy);
  const queued = world.behaviour.webhookMode === 'queued';
  await world.webhooks.send(trigger, row, (createdAt) => {
    const current = rowOf(world, uid);
    const payload = confirmedPayload(world.clinic, current);
    // Only the queue's builder merges the patient's metadata back in.
    const merged = queued ? { metadata: bookingPayload(world.clinic, current).metadata } : {};
    return { triggerEvent: trigger, createdAt, payload: { ...payload, ...merged, ...link } };
  });
};
