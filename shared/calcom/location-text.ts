import type { Site } from '../domain/catalogue.ts';
import { isLinkFirst, LOCATION_MAX_LENGTH, locationText as locationWords } from '../domain/location-text.ts';
import type { Whereabouts } from '../domain/room-name.ts';
import { type LinkToken, pageAddress } from '../domain/visit-link.ts';

/** What Cal.com is told of a Room: the Site's words, bounded; `undefined` where they need a link and none is drawn yet. */
export const toldText = (
  site: Pick<Site, 'name' | 'locationFormat' | 'announcing'>,
  room: Whereabouts,
  token: LinkToken | undefined,
): string | undefined => {
  if (!isLinkFirst(site.announcing)) return locationText(site, room);
  return token === undefined ? undefined : locationText(site, room, pageAddress(site.announcing.link, token));
};

/** A Site's words for a Room, bounded. */
export const locationText = (
  site: Pick<Site, 'name' | 'locationFormat'>,
  room: Whereabouts,
  link?: string,
): string => boundedText(locationWords(site, room, link));

/** One line, trimmed, without control or invisible direction characters, at most `LOCATION_MAX_LENGTH` code points. */
export const boundedText = (text: string): string => {
  const line = text
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, '')
    .normalize('NFC')
    .replace(/ +/g, ' ')
    .trim();
  return Array.from(line).slice(0, LOCATION_MAX_LENGTH).join('').trim();
};
