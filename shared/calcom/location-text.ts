import type { Room, Site } from '../domain/catalogue.ts';

/** Cal.com sets no limit; calendars, mails and SMS do. In code points. */
export const LOCATION_TEXT_LIMIT = 200;

/** How a Site that says nothing else tells a room. */
export const DEFAULT_LOCATION_FORMAT = 'Room {room} — Floor {floor}, {building}';

/** What Cal.com is told of a Room, by the Site's format with `{room}`, `{floor}`, `{building}` and `{site}`. */
export const locationText = (
  site: Pick<Site, 'name' | 'locationFormat'>,
  room: Pick<Room, 'id' | 'floor' | 'building'>,
): string => {
  const values = new Map([
    ['{room}', room.id],
    ['{floor}', room.floor],
    ['{building}', room.building],
    ['{site}', site.name],
  ]);
  const format = site.locationFormat.trim() === '' ? DEFAULT_LOCATION_FORMAT : site.locationFormat;
  return boundedText(format.replace(/\{\w+\}/g, (name) => values.get(name) ?? name));
};

/** One line, trimmed, without control or invisible direction characters, at most `LOCATION_TEXT_LIMIT` code points. */
export const boundedText = (text: string): string => {
  const line = text
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}]/gu, '')
    .normalize('NFC')
    .replace(/ +/g, ' ')
    .trim();
  return Array.from(line).slice(0, LOCATION_TEXT_LIMIT).join('').trim();
};
