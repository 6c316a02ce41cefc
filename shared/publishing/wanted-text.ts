import { boundedText, locationText } from '../calcom/location-text.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type PublishingTerms, whatToTell } from '../domain/plan-publication.ts';

/** What Cal.com should show for a booking now; `undefined` where there is nothing to say. */
export const wantedText = (
  record: BookingRecord,
  terms: Pick<PublishingTerms, 'site' | 'catalogue'>,
): string | undefined => {
  const { site } = terms;
  switch (whatToTell(record, terms)) {
    case 'room': {
      const { placement } = record;
      const room = site.rooms.find((each) => placement.kind === 'roomed' && each.id === placement.roomId);
      return room && locationText(site, room);
    }
    case 'fallback':
      return boundedText(site.fallbackLocation ?? '');
    default:
      return undefined;
  }
};
