import type { CalBooking } from '../calcom/cal-api.ts';
import { isOurs } from '../calcom/room-named.ts';
import type { Venue } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Site } from '../domain/catalogue.ts';
import { isAnnounced } from '../domain/publication.ts';

/**
 * Where the visit is, as far as a reading and what is known say together. A reading knows less than a delivery: it shows the
 * attendee's own address like any place, and calls everything "somewhere else" that was given as plain text. So the text
 * counts as well as the type of an answer, and who has been told a room, or reads words of ours, comes to the clinic.
 */
export const venueKnown = (
  { venue, plainText, shown }: Pick<CalBooking, 'venue' | 'plainText' | 'shown'>,
  record: BookingRecord | undefined,
  site: Site | undefined,
): Venue => {
  if (venue !== 'on-site' && venue !== 'elsewhere') return venue;
  if (site !== undefined && isOurs(shown, site)) return 'on-site';
  if (record === undefined || record.fact.status === 'ended') return venue;
  if (venue === 'on-site') return record.fact.venue === 'elsewhere' ? 'elsewhere' : 'on-site';
  const heard = record.fact.venue;
  return heard === 'on-site' && (plainText === true || isAnnounced(record.publication))
    ? 'on-site'
    : 'elsewhere';
};
