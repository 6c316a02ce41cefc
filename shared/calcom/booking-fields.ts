import * as z from 'zod/mini';
import type { BookingUid, RequirementInputs } from '../domain/booking-event.ts';
import { asksForNothing, type WordDigest } from '../domain/equipment-words.ts';
import type { Instant } from '../domain/instant.ts';
import { lettersAndDigits } from '../domain/letters-and-digits.ts';
import { isWalkIn } from '../domain/walk-in.ts';
import { askedEquipment } from './asked-equipment.ts';

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * A moment as Cal.com writes it: `…:00Z`, `…:00.000Z` or `…:00+00:00`, depending on who built the payload. Only
 * the instant counts. Dates outside this century are mistakes.
 */
export const instantText = z
  .pipe(
    z.iso.datetime({ offset: true }),
    z.transform((text: string): Instant => Date.parse(text)),
  )
  .check(z.refine((at) => at >= EARLIEST && at < LATEST, { error: 'out of range' }));

/** A booking's uid, fit to be a key anywhere: no path, no name that every object already has. */
export const uidText = z.string().check(
  z.regex(/^[A-Za-z0-9_-]{1,128}$/),
  z.refine((uid) => !(uid in {}), { error: 'reserved' }),
);

/** A uid that Cal.com gives: whatever it sends about one of ours is about nothing that it knows. */
export const calUidText = uidText.check(z.refine((uid) => !isWalkIn(uid), { error: 'reserved' }));

const walkInText = uidText.check(z.refine(isWalkIn));

/** The walk-in that a booking was made for, by its metadata: no one else knows its uid. */
export const walkInNamed = (metadata: unknown): BookingUid | undefined =>
  walkInText.safeParse(ownField(metadata, 'walkIn')).data;

export const positiveInteger = z.int().check(z.positive());

const SLUG = /^[A-Za-z0-9_-]{1,64}$/;

/** An event type's slug; anything else in its place (PAID sends the title there) is dropped. */
const slugOf = (text: unknown): string | undefined =>
  typeof text === 'string' && SLUG.test(text) ? text : undefined;

/** The key under `start … end` that makes the visit none at all, if any; one that is too long is for staff to see. */
export const visitFault = (start: Instant, end: Instant): 'end' | undefined =>
  end <= start ? 'end' : undefined;

/** What decides about rooms, out of an event type, an answer and metadata of unknown shape. */
export const requirementInputs = (from: {
  eventTypeId?: number | null | undefined;
  slug: unknown;
  answer: unknown;
  metadata: unknown;
  /** Where visits that belong together may bear something alike, an answer or the metadata: the first that says anything counts. */
  linked: readonly unknown[];
  digest: WordDigest;
}): RequirementInputs => {
  const eventTypeSlug = slugOf(from.slug);
  const answered = askedEquipment(from.answer, from.digest);
  const metadata = typeof from.metadata === 'string' ? askedEquipment(from.metadata, from.digest) : undefined;
  return {
    ...(from.eventTypeId != null && { eventTypeId: from.eventTypeId }),
    ...(eventTypeSlug !== undefined && { eventTypeSlug }),
    ...(answered !== undefined && { answered }),
    ...(metadata !== undefined && { metadata }),
    ...linkOf(from.linked, from.digest),
  };
};

/** More letters and digits than this are no number of an order. */
const LONGEST_LINK = 80;

/**
 * Anything may stand there, a patient's number too: only which visits bear the same is known from here on. Those who answer "none" have
 * that alike, and nothing to do with one another.
 */
const linkOf = (texts: readonly unknown[], digest: WordDigest): Pick<RequirementInputs, 'linked'> => {
  const words = texts.map((text) =>
    typeof text === 'string' && !asksForNothing(text) ? lettersAndDigits(text) : '',
  );
  const word = words.find((each) => each !== '' && each.length <= LONGEST_LINK);
  return word === undefined ? {} : { linked: digest(`linked:${word}`) };
};

/** `container[key]` of a value of unknown shape, own properties only. */
export const ownField = (container: unknown, key: string): unknown =>
  typeof container === 'object' && container !== null && Object.hasOwn(container, key)
    ? (container as Record<string, unknown>)[key]
    : undefined;
