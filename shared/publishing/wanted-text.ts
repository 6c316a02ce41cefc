import { boundedText, toldText } from '../calcom/location-text.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { type PublishingTerms, whatToTell } from '../domain/plan-publication.ts';

/**
 * What Cal.com should show for a booking now; `undefined` where there is nothing to say, or the link in it is not drawn yet. What
 * a patient was told before the Site told links stands until there is something to tell.
 */
export const wantedText = (
  record: BookingRecord,
  terms: Pick<PublishingTerms, 'site' | 'catalogue'>,
): string | undefined => {
  const { site } = terms;
  switch (whatToTell(record, terms)) {
    case 'room': {
      const { placement, publication, link } = record;
      if (isLinkFirst(site.announcing) && link === undefined)
        return publication.state.kind === 'nothing' ? publication.verified?.text : undefined;
      const room = site.rooms.find((each) => placement.kind === 'roomed' && each.id === placement.roomId);
      return room && toldText(site, room, link);
    }
    case 'fallback':
      return boundedText(site.fallbackLocation ?? '');
    default:
      return undefined;
  }
};
