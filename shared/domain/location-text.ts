import type { Site } from './catalogue.ts';
import { roomName, type Whereabouts } from './room-name.ts';

/** What stands between the braces of a Site's `locationFormat`. */
export const LOCATION_PLACEHOLDERS = ['room', 'floor', 'building', 'site'] as const;

/** Longest location text we send: it ends up in calendar entries, mails and text messages. */
export const LOCATION_MAX_LENGTH = 200;

/** How a Site that says nothing else tells a room. */
export const DEFAULT_LOCATION_FORMAT = 'Room {room} — Floor {floor}, {building}';

/** The location that a patient reads: the Site's format with the Room's whereabouts filled in. */
export const locationText = (site: Pick<Site, 'name' | 'locationFormat'>, room: Whereabouts): string => {
  const words = { room: roomName(room), floor: room.floor, building: room.building, site: site.name };
  return site.locationFormat.replace(
    /\{(room|floor|building|site)\}/g,
    (_, word: keyof typeof words) => words[word],
  );
};
