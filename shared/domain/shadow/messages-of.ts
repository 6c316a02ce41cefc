import type { RoomId, Site } from '../catalogue.ts';
import type { Instant } from '../instant.ts';
import { DEFAULT_LINK_FORMAT, DEFAULT_LOCATION_FORMAT, isLinkFirst, locationText } from '../location-text.ts';
import { LONGEST_TOKEN, pageAddress } from '../visit-link.ts';

/** A way in which a Site could tell rooms. */
type AnnouncingPolicy = Pick<Site, 'announcing' | 'locationFormat'>;

export const POLICY_NAMES = ['immediately', 'hoursBefore', 'link'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

/** Where a Site does not say how many hours before. */
const USUAL_HOURS = 24;
/** Any address will do for a link that no one follows. */
const SOME_LINK = 'https://rooms.example';
const HOUR = 3_600_000;

/** The three ways, each as the Site has it, or would have it if it said no more. */
export const policiesOf = ({
  announcing,
  locationFormat,
}: AnnouncingPolicy): Readonly<Record<PolicyName, AnnouncingPolicy>> => {
  const link = isLinkFirst(announcing);
  const ofRooms = link ? DEFAULT_LOCATION_FORMAT : locationFormat;
  const hours = announcing !== 'immediately' && !link ? announcing : { hoursBefore: USUAL_HOURS };
  return {
    immediately: { announcing: 'immediately', locationFormat: ofRooms },
    hoursBefore: { announcing: hours, locationFormat: ofRooms },
    link: link
      ? { announcing, locationFormat }
      : { announcing: { link: SOME_LINK }, locationFormat: DEFAULT_LINK_FORMAT },
  };
};

/** What has become of a booking, and when: a room, none at the moment, or nothing more to tell. */
export type Turn = { readonly at: Instant; readonly to: { readonly room: RoomId } | 'waiting' | 'over' };

/**
 * How often Cal.com would have been told of a booking, each of which mails its patient: a text leaves after the settle time, and not
 * before the Site announces it; what is overtaken by then, and what Cal.com shows already, is not sent. As if Cal.com took any number
 * a minute. `turns` in order.
 */
export const messagesOf = (
  turns: readonly Turn[],
  visit: { readonly start: Instant; readonly end: Instant },
  site: Pick<Site, 'name' | 'rooms' | 'fallbackLocation'>,
  { announcing, locationFormat }: AnnouncingPolicy,
  settleMs: number,
): number => {
  const link = isLinkFirst(announcing) ? pageAddress(announcing.link, LONGEST_TOKEN) : undefined;
  const earliest =
    announcing !== 'immediately' && 'hoursBefore' in announcing
      ? visit.start - announcing.hoursBefore * HOUR
      : 0;
  const textOf = (roomId: RoomId): string => {
    const room = site.rooms.find(({ id }) => id === roomId);
    return room === undefined ? roomId : locationText({ name: site.name, locationFormat }, room, link);
  };
  let shown: string | undefined;
  let messages = 0;
  for (const [index, { at, to }] of turns.entries()) {
    const leaves = Math.max(at + settleMs, earliest);
    const next = turns[index + 1];
    if (to === 'over' || leaves >= visit.end || (next !== undefined && next.at <= leaves)) continue;
    // The page behind a link says itself that there is no room at the moment.
    const lacksRoom = shown === undefined || link !== undefined ? shown : (site.fallbackLocation ?? shown);
    const text = to === 'waiting' ? lacksRoom : textOf(to.room);
    if (text === shown) continue;
    shown = text;
    messages += 1;
  }
  return messages;
};
