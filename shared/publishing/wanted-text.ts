import { boundedText, locationText } from '../calcom/location-text.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { Site } from '../domain/catalogue.ts';
import { isAnnounced } from '../domain/owe.ts';

/** What Cal.com should show for a booking now; `undefined` where there is nothing to say. */
export const wantedText = (record: BookingRecord, site: Site): string | undefined => {
  const { placement, telling } = record;
  if (record.fact.standing !== 'confirmed') return undefined;
  if (placement.kind === 'roomed') {
    const room = site.rooms.find((each) => each.id === placement.roomId);
    return room && locationText(site, room);
  }
  if (placement.kind === 'waiting' && isAnnounced(telling) && site.fallbackLocation !== undefined)
    return boundedText(site.fallbackLocation);
  return undefined;
};
