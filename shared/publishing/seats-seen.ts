import type { CalBooking } from '../calcom/cal-api.ts';
import { locationDigest } from '../calcom/location-classifier.ts';
import type { Publication, SeatsSeen } from '../domain/publication.ts';

/** Keyed digests of the seats: enough to know one again, and no key to the booking. */
export const seatDigests = ({ seatUids }: Pick<CalBooking, 'seatUids'>, digestKey: string): string[] =>
  (seatUids ?? []).map((uid) => locationDigest(uid, digestKey)).sort();

/**
 * Who shares a booking, by a reading: how many, and how many of them came after the room was told. `undefined` where the
 * booking has no seats, or the key is shown none.
 */
export const seatsSeen = (
  { seats, attempt, verified }: Publication,
  booking: Pick<CalBooking, 'seatUids'>,
  digestKey: string,
): SeatsSeen | undefined => {
  if (booking.seatUids === undefined) return seats;
  const present = seatDigests(booking, digestKey);
  // Told before we counted: all who are there know it, as far as anyone can say.
  const told =
    seats?.told ??
    (attempt === undefined && verified === undefined ? undefined : (attempt?.seats ?? present));
  return {
    taken: present.length,
    ...(told === undefined ? {} : { told }),
    late: told === undefined ? 0 : present.filter((each) => !told.includes(each)).length,
  };
};

/** The publication after Cal.com has mailed all of an attempt's seats. */
export const withSeatsTold = (publication: Publication): Publication => {
  const { seats, attempt } = publication;
  if (seats === undefined || attempt?.seats === undefined) return publication;
  const told = attempt.seats;
  const late = seats.told === undefined ? 0 : Math.max(0, seats.taken - told.length);
  return { ...publication, seats: { ...seats, told, late } };
};
