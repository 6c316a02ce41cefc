import type { Announcing, Site } from './catalogue.ts';
import { roomName, type Whereabouts } from './room-name.ts';

/** What stands between the braces of a Site's `locationFormat`. */
export const LOCATION_PLACEHOLDERS = ['room', 'floor', 'building', 'site', 'link'] as const;

/** Longest location text we send: it ends up in calendar entries, mails and text messages. */
export const LOCATION_MAX_LENGTH = 200;

/** How a Site that says nothing else tells a room. */
export const DEFAULT_LOCATION_FORMAT = 'Room {room} — Floor {floor}, {building}';

/** How a Site that says nothing else tells the link: with the building, so that a patient is told of another one. */
export const DEFAULT_LINK_FORMAT = '{site}, {building} — your room: {link}';

/** The location that a patient reads: the Site's format with the Room's whereabouts, and the visit's link, filled in. */
export const locationText = (
  site: Pick<Site, 'name' | 'locationFormat'>,
  room: Whereabouts,
  link = '',
): string => {
  const words = { room: roomName(room), floor: room.floor, building: room.building, site: site.name, link };
  return site.locationFormat.replace(
    /\{(room|floor|building|site|link)\}/g,
    (_, word: keyof typeof words) => words[word],
  );
};

/** Whether patients are told a link in place of the room. */
export const isLinkFirst = (announcing: Announcing): announcing is { readonly link: string } =>
  announcing !== 'immediately' && 'link' in announcing;
