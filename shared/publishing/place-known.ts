import type { CalBooking } from '../calcom/cal-api.ts';
import { isOurs } from '../calcom/room-named.ts';
import type { VisitPlace } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Site } from '../domain/catalogue.ts';
import { isAnnounced } from '../domain/publication.ts';

/**
 * Where the visit is, as far as a reading and what is known say together. A reading knows less than a delivery: it shows the
 * attendee's own address like any place, and calls everything "somewhere else" that was given as plain text. So the text
 * counts as well as the type of an answer, and who has been told a room, or reads words of ours, comes to the clinic.
 */
export const placeKnown = (
  { place, plainText, shown }: Pick<CalBooking, 'place' | 'plainText' | 'shown'>,
  record: BookingRecord | undefined,
  site: Site | undefined,
): VisitPlace => {
  if (place !== 'place' && place !== 'elsewhere') return place;
  if (site !== undefined && isOurs(shown, site)) return 'place';
  if (record === undefined || record.fact.standing === 'ended') return place;
  if (place === 'place') return record.fact.place === 'elsewhere' ? 'elsewhere' : 'place';
  const heard = record.fact.place;
  return heard === 'place' && (plainText === true || isAnnounced(record.publication)) ? 'place' : 'elsewhere';
};
