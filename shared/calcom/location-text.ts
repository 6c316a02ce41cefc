import type { Site } from '../domain/catalogue.ts';
import { LOCATION_MAX_LENGTH, locationText as locationWords } from '../domain/location-text.ts';
import type { Whereabouts } from '../domain/room-name.ts';

/** What Cal.com is told of a Room: the Site's words, bounded. */
export const locationText = (site: Pick<Site, 'name' | 'locationFormat'>, room: Whereabouts): string =>
  boundedText(locationWords(site, room));

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
