import type { BookingUid } from '../domain/booking-event.ts';
import type { CredentialName } from '../domain/catalogue.ts';
import type { CalApi, CalBooking } from './cal-api.ts';

/** The booking that this one took the place of, if Cal.com says that it is over: one seat may have moved, and others stayed. */
export const endedPredecessor = async (
  cal: Pick<CalApi, 'getBooking'>,
  { rescheduledFromUid, seated }: CalBooking,
  credential: CredentialName,
): Promise<BookingUid | undefined> => {
  if (rescheduledFromUid === undefined || seated) return undefined;
  const old = await cal.getBooking(rescheduledFromUid, credential);
  return old.kind === 'found' && old.booking.status === 'cancelled' ? rescheduledFromUid : undefined;
};
