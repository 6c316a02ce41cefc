import { inputsOf, practitionerOf } from './booking-facts.ts';
import type { Attempt, BookingRecord, OwedTo, Publication } from './booking-record.ts';
import {
  type CatalogueIndex,
  credentialFor,
  type PublishingMode,
  type Site,
  visitTypeOf,
} from './catalogue.ts';
import type { Instant } from './instant.ts';

const HOUR = 3_600_000;

/** A booking nobody has told Cal.com anything about. */
export const NOTHING_PUBLISHED: Publication = { texts: [], sends: 0 };

/**
 * How long an attempt of unknown outcome is left alone, in milliseconds: Cal.com may still apply it, and sending
 * again before it shows would mail twice. Fifteen seconds more than the latest reply that is provided for.
 */
export const UNKNOWN_OUTCOME_MS = 75_000;

/** Whether the patient may know a room: Cal.com showed it, an attempt was recorded, or in shadow would have been. */
export const isAnnounced = (publication: Publication): boolean =>
  publication.attempt !== undefined ||
  publication.verified !== undefined ||
  publication.owed?.to.startsWith('SHADOW#') === true;

/** Whether Cal.com may show a room for the booking: its own, or what another text of ours said of it. */
export const mayReadARoom = (publication: Publication): boolean =>
  isAnnounced(publication) || publication.reads !== undefined;

/** What Cal.com shows of our texts, as far as anybody knows. */
export const lastText = ({ attempt, verified, reads, humanEditAt }: Publication): string | undefined => {
  if (humanEditAt !== undefined) return undefined;
  const arrived = attempt !== undefined && attempt.outcome !== 'refused' && attempt.outcome !== 'unsent';
  if (arrived && attempt.at >= (verified?.at ?? 0)) return attempt.text;
  return verified?.text ?? reads;
};

/**
 * Whether a booking is older than its Site's publishing and nobody was ever told of its room: then it is told only once
 * staff have adopted it, for nobody is to get mail by surprise.
 */
export const predatesPublishing = (
  { firstEventAt, publication }: Pick<BookingRecord, 'firstEventAt' | 'publication'>,
  publishingSince: Instant,
): boolean =>
  firstEventAt < publishingSince &&
  publication.adopted !== true &&
  publication.attempt === undefined &&
  publication.verified === undefined;

/** Under which key a booking's publication is owed: `off` keeps them where a later `on` finds them. */
export const owedTo = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'firstEventAt' | 'publication'>,
  { site, catalogue, publishing, publishingSince }: PublishingTerms,
): OwedTo =>
  publishing === 'shadow' || (publishing === 'on' && predatesPublishing(record, publishingSince))
    ? `SHADOW#${site.id}`
    : `CRED#${credentialFor(catalogue, site, practitionerOf(record))}`;

/** How a Site publishes. */
export type PublishingTerms = {
  readonly site: Site;
  /** Some practitioners may have a key of their own; classes are told when it says so. */
  readonly catalogue: CatalogueIndex;
  readonly publishing: PublishingMode;
  /** When publishing last went `on`. */
  readonly publishingSince: Instant;
};

/**
 * What is owed after a booking's placement has changed. A roomed confirmed booking owes its room, not before the
 * settle time is over (Cal.com overwrites an earlier PATCH) nor before the Site announces rooms; a waiting one that
 * may read a room owes the Site's fallback, a hold too; any other hold, an ended or a remote one owes nothing, and neither
 * does one whose location a person wrote. What staff have to decide about Cal.com stays where they see it.
 */
export const planPublication = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'placement' | 'publication' | 'firstEventAt'>,
  terms: PublishingTerms & { now: Instant; settleMs: number },
): Publication => {
  const { owed: before, ...publication } = record.publication;
  if (whatToTell(record, terms) === undefined || publication.humanEditAt !== undefined)
    return before?.to.startsWith('DRIFT#') ? { ...publication, owed: before } : publication;
  const announceAt =
    terms.site.announcing === 'immediately' || record.fact.standing === 'ended'
      ? terms.now
      : record.fact.start - terms.site.announcing.hoursBefore * HOUR;
  return {
    ...publication,
    // What was given up begins anew.
    sends: before?.to.startsWith('PARKED#') ? 0 : publication.sends,
    owed: {
      to: owedTo(record, terms),
      notBefore: Math.max(
        terms.now + terms.settleMs,
        announceAt,
        isUnknown(publication) ? publication.attempt.at + UNKNOWN_OUTCOME_MS : 0,
      ),
    },
  };
};

/** Whether nobody knows if the last attempt arrived. */
export const isUnknown = (publication: Publication): publication is Publication & { attempt: Attempt } =>
  publication.attempt !== undefined && publication.attempt.outcome === undefined;

/** What there is to tell Cal.com of a booking: its room, or that there is none at the moment. */
export const whatToTell = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'placement' | 'publication'>,
  { site, catalogue }: Pick<PublishingTerms, 'site' | 'catalogue'>,
): 'room' | 'fallback' | undefined => {
  const { fact, placement, publication } = record;
  if (fact.standing === 'ended') return undefined;
  if (!isAnnounced(publication) && !seatsMayKnow(record, catalogue)) return undefined;
  if (placement.kind === 'waiting' && mayReadARoom(publication) && site.fallbackLocation !== undefined)
    return 'fallback';
  return placement.kind === 'roomed' && fact.standing === 'confirmed' ? 'room' : undefined;
};

/**
 * Whether those who share a booking may be told its room; of one without seats always. Once told it stays so: another
 * room must be told, too.
 */
const seatsMayKnow = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'publication'>,
  catalogue: CatalogueIndex,
): boolean => {
  const seats = record.asked.seats?.value;
  if (seats === undefined) return true;
  switch (visitTypeOf(catalogue, inputsOf(record))?.tellSeats ?? 'never') {
    case 'never':
      return false;
    case 'afterLastSeat':
      return seats > 0 && (record.publication.seats?.taken ?? 0) >= seats;
    case 'always':
      return true;
  }
};

/** The publication as if nobody had written a location of their own. */
export const withoutHuman = ({
  humanEditAt: _at,
  humanEditSeenAt: _seen,
  humanDigest: _digest,
  humanRoom: _room,
  reassert: _reassert,
  ...publication
}: Publication): Publication => publication;
