import type { Venue } from '../domain/booking-event.ts';
import type { AddressId } from '../domain/catalogue.ts';
import type { WordDigest } from '../domain/equipment-words.ts';
import { addressId } from '../domain/site-addresses.ts';

/**
 * What Cal.com calls its location types where the type itself stands instead of a text, in an answer as
 * `{ value: <type>, optionValue: <what the attendee typed> }`. The attendee's own address and "somewhere else"
 * are told by the type alone: their text looks like any address.
 */
const TYPES: ReadonlyMap<string, Venue> = new Map([
  ['inPerson', 'on-site'],
  ['attendeeInPerson', 'elsewhere'],
  ['attendeeAddress', 'elsewhere'],
  ['somewhereElse', 'elsewhere'],
  ['attendeeDefined', 'elsewhere'],
  ['phone', 'phone'],
  ['attendeePhone', 'phone'],
  ['userPhone', 'phone'],
  ['link', 'video'],
  ['conferencing', 'video'],
]);

const PLAIN_TEXT = ['somewhereElse', 'attendeeDefined'];

const URL_LIKE = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i;
const PHONE_CHARACTERS = /^\+?[\d\s().\-/–]+$/;
/** A room or house number is shorter. */
const PHONE_DIGITS = 7;

/** Whether the text says how to reach someone, not where to go: overwriting it would delete the meeting. */
export const isNoVenue = (text: string): boolean => venueOfText(text) !== 'on-site';

/** Sorts a location text as Cal.com stores or shows it; nothing at all counts as a place (the event type's). */
export const venueOfText = (text: string | null | undefined): Venue => {
  const trimmed = (text ?? '').trim();
  const type = TYPES.get(trimmed);
  if (type !== undefined) return type;
  if (/^integrations:/i.test(trimmed) || URL_LIKE.test(trimmed)) return 'video';
  if (/^(?:tel|sip):/i.test(trimmed) || isPhoneNumber(trimmed)) return 'phone';
  return 'on-site';
};

/**
 * Where a visit takes place, from the location text and the booking's answer to the question `location`
 * (of unknown shape: a string, or `{ value, optionValue }`). Neither text leaves this function.
 */
export const venueOfVisit = (text: string | null | undefined, answer: unknown): Venue => {
  const fromText = venueOfText(text);
  if (fromText !== 'on-site') return fromText;
  return TYPES.get(chosenType(answer) ?? '') === 'elsewhere' ? 'elsewhere' : 'on-site';
};

/** Whether the answer says of the location only that it was given as text, as GET says of each that was. */
export const isPlainText = (answer: unknown): boolean => PLAIN_TEXT.includes(chosenType(answer) ?? '');

const chosenType = (answer: unknown): string | undefined => {
  const chosen = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : answer;
  return typeof chosen === 'string' ? chosen : undefined;
};

/** The place of a visit, and what stands for the address where it is one that the clinic may have listed as its own. */
export const venueAndAddress = (
  text: string | null | undefined,
  answer: unknown,
  digest: WordDigest,
): { readonly venue: Venue; readonly address?: AddressId } => {
  const venue = venueOfVisit(text, answer);
  const address =
    venue === 'on-site' && !TYPES.has((text ?? '').trim()) ? addressId(text, digest) : undefined;
  return { venue, ...(address !== undefined && { address }) };
};

const isPhoneNumber = (text: string): boolean =>
  PHONE_CHARACTERS.test(text) && text.replace(/\D/g, '').length >= PHONE_DIGITS;
