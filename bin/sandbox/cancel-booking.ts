import { type BookingRow, isLive } from './booking-row.ts';
import { type Cancellation, cancelledPayload } from './webhook-payload.ts';
import { BareRefusal, eventTypeOf, rowOf, type World } from './world.ts';

export type CancelInput = {
  readonly reason?: string | null | undefined;
  readonly by?: string | undefined;
  /** The host, or who holds a key of theirs, must say why. */
  readonly byHost?: boolean | undefined;
  /** Only this seat; the booking lives on while others remain. */
  readonly seatUid?: string | undefined;
  /** This occurrence and all later ones of its series: one webhook for all of them. */
  readonly subsequent?: boolean | undefined;
  /** The host asks the patient to choose a new time; to a subscriber it is a cancellation. */
  readonly requestReschedule?: boolean | undefined;
};

export const cancel = async (world: World, uid: string, input: CancelInput = {}): Promise<BookingRow> => {
  const row = rowOf(world, uid);
  if (!isLive(row)) throw refusal(400, 'This booking has already been cancelled.');
  if (input.byHost === true && !input.reason)
    throw refusal(400, 'Cancellation reason is required when you are the host');
  assertCancellable(world, row);
  if (input.seatUid !== undefined) return cancelSeat(world, row, input.seatUid, input);
  const rows = input.subsequent === true ? remaining(world, row) : [row];
  const by = input.by ?? row.attendees[0]?.email ?? null;
  const write = (): void => {
    for (const each of rows) {
      world.rows.update(each.uid, {
        status: 'CANCELLED',
        cancellationReason: input.reason ?? null,
        cancelledBy: by,
        rescheduled: input.requestReschedule === true,
        iCalSequence: each.iCalSequence + 1,
      });
    }
  };
  if (!world.behaviour.cancelWritesLast) write();
  const dates = world.behaviour.cancelledDates && rows.length > 1;
  await announce(world, row, {
    reason: input.reason ?? null,
    by,
    requestReschedule: input.requestReschedule === true,
    cancelledDates: dates ? rows.map(({ start }) => start) : undefined,
  });
  if (world.behaviour.cancelWritesLast) write();
  const cancelled = rowOf(world, uid);
  world.mailbox.send(input.requestReschedule === true ? 'reschedule-asked' : 'cancelled', cancelled);
  return cancelled;
};

const refusal = (status: number, message: string): BareRefusal =>
  new BareRefusal(status, status === 404 ? 'NotFoundException' : 'BadRequestException', message);

/** A PATCH has written answers into a row with seats, which has none of its own: cancelling trips over them. */
const assertCancellable = (world: World, row: BookingRow): void => {
  const seated = eventTypeOf(world, row.eventTypeId).seatsPerTimeSlot !== null;
  if (seated && row.locationAnswer !== null && !world.behaviour.cancelsPatchedClasses)
    throw refusal(400, 'Both Phone and Email are missing');
};

const remaining = (world: World, row: BookingRow): BookingRow[] => {
  if (row.recurringUid === null) throw refusal(400, 'Only a recurring booking has subsequent bookings');
  return world.rows.series(row.recurringUid).filter((each) => isLive(each) && each.start >= row.start);
};

const cancelSeat = async (
  world: World,
  row: BookingRow,
  seatUid: string,
  input: CancelInput,
): Promise<BookingRow> => {
  const seat = row.attendees.find((attendee) => attendee.seatUid === seatUid);
  if (seat === undefined) throw refusal(404, `Seat with uid=${seatUid} not found`);
  const attendees = row.attendees.filter((attendee) => attendee !== seat);
  const updated = world.rows.update(row.uid, {
    attendees,
    ...(attendees.length === 0 ? { status: 'CANCELLED' as const, cancelledBy: seat.email } : {}),
  });
  world.mailbox.send('cancelled', updated, { attendees: [seat] });
  await announce(world, row, {
    reason: input.reason ?? null,
    by: input.by ?? seat.email,
    requestReschedule: false,
    // The public source was seen not to say which seat.
    ...(world.behaviour.edition === 'hosted' ? { attendeeSeatId: seatUid } : {}),
    attendees: [seat],
  });
  return rowOf(world, row.uid);
};

const announce = async (world: World, row: BookingRow, cancellation: Cancellation): Promise<void> => {
  const attendees = cancellation.attendees ?? row.attendees;
  await world.webhooks.send('BOOKING_CANCELLED', row, (createdAt) => ({
    triggerEvent: 'BOOKING_CANCELLED',
    createdAt,
    payload: cancelledPayload(world.clinic, rowOf(world, row.uid), { ...cancellation, attendees }),
  }));
};
