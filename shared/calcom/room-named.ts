import type { Room, Site } from '../domain/catalogue.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { roomName } from '../domain/room-name.ts';
import { LONGEST_TOKEN, tokenIn } from '../domain/visit-link.ts';
import { canonicalText } from './location-classifier.ts';
import { boundedText, locationText, toldText } from './location-text.ts';

/**
 * The Room that a person's location text names: by our own words for it, perhaps with more around them, or by the room's
 * name or id with at most one word before it ("2A", "Room 2A"). `undefined` where it names none or several: an address with
 * a house number must not be taken for a room.
 */
export const roomNamed = (text: string | undefined, site: Site): Room | undefined => {
  const shown = canonicalText(text).toLowerCase();
  const named = site.rooms.filter((room) => {
    const called = [room.id, roomName(room)].map((each) => canonicalText(each).toLowerCase());
    return isInWords(shown, site, room) || called.some((each) => isCalled(shown, each));
  });
  return named.length === 1 ? named[0] : undefined;
};

/** Whether the text is one that we might have sent: a Room in our own words, or the Site's fallback. */
export const isOurs = (text: string | undefined, site: Site): boolean => {
  const words = canonicalWords.get(site) ?? new Set(textsOf(site).map(canonicalText));
  canonicalWords.set(site, words);
  return words.has(withoutToken(canonicalText(text), site));
};

/** In our words for it; those of a Site that tells a link name none. */
const isInWords = (shown: string, site: Site, room: Room): boolean =>
  !isLinkFirst(site.announcing) && shown.includes(canonicalText(locationText(site, room)).toLowerCase());

/** A visit's link as any other visit's. */
const withoutToken = (text: string, { announcing }: Site): string => {
  const token = isLinkFirst(announcing) ? tokenIn(text, announcing.link) : undefined;
  return token === undefined ? text : text.replace(token, LONGEST_TOKEN);
};

/** What each Site in hand might be shown as: every booking of a clinic is held against the same few texts. */
const canonicalWords = new WeakMap<Site, ReadonlySet<string>>();

/** All that we might send of a Site, of its links but one. */
export const textsOf = (site: Site): string[] => {
  const { fallbackLocation } = site;
  const ours = site.rooms.flatMap((room) => toldText(site, room, LONGEST_TOKEN) ?? []);
  return [...ours, ...(fallbackLocation === undefined ? [] : [boundedText(fallbackLocation)])];
};

const isCalled = (shown: string, name: string): boolean =>
  shown === name || (shown.endsWith(` ${name}`) && /^[\p{L}.]+$/u.test(shown.slice(0, -name.length - 1)));
