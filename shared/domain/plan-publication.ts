import { inputsOf, practitionerOf } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import {
  type CatalogueIndex,
  credentialFor,
  type PublishingMode,
  type Site,
  visitTypeOf,
} from './catalogue.ts';
import { hasItsLink } from './has-its-link.ts';
import type { Instant } from './instant.ts';
import { isLinkFirst } from './location-text.ts';
import type { Publication, SendingQueue } from './publication.ts';
import {
  isAnnounced,
  isTold,
  isUnknown,
  mayReadARoom,
  UNKNOWN_OUTCOME_MS,
  withdrawn,
} from './publication.ts';
import { isWalkIn } from './walk-in.ts';

const HOUR = 3_600_000;

/**
 * Whether a booking is older than its Site's publishing and no one was ever told of its room: then it is told only once
 * staff have adopted it, for no one is to get mail by surprise.
 */
export const predatesPublishing = (
  { firstEventAt, publication }: Pick<BookingRecord, 'firstEventAt' | 'publication'>,
  publishingSince: Instant,
): boolean => firstEventAt < publishingSince && publication.adopted !== true && !isTold(publication);

/** Where a booking's publication waits: `off` keeps it where a later `on` finds it. */
export const queueFor = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'firstEventAt' | 'publication'>,
  { site, catalogue, publishing, publishingSince }: PublishingTerms,
): SendingQueue =>
  publishing === 'shadow' || (publishing === 'on' && predatesPublishing(record, publishingSince))
    ? { kind: 'shadow', siteId: site.id }
    : { kind: 'queued', credential: credentialFor(catalogue, site, practitionerOf(record)) };

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
  record: Pick<BookingRecord, 'fact' | 'asked' | 'placement' | 'publication' | 'firstEventAt' | 'link'>,
  terms: PublishingTerms & { now: Instant; settleMs: number },
): Publication => {
  const { publication } = record;
  const { state } = publication;
  if (state.kind === 'manual-edit') return publication;
  if (whatToTell(record, terms) === undefined)
    return state.kind === 'drift' ? publication : withdrawn(publication);
  const { announcing } = terms.site;
  const announceAt =
    announcing === 'immediately' || isLinkFirst(announcing) || record.fact.status === 'ended'
      ? terms.now
      : record.fact.start - announcing.hoursBefore * HOUR;
  return {
    ...publication,
    // What was given up begins anew.
    sends: state.kind === 'parked' ? 0 : publication.sends,
    state: {
      ...queueFor(record, terms),
      notBefore: Math.max(
        terms.now + terms.settleMs,
        announceAt,
        isUnknown(publication) ? publication.attempt.at + UNKNOWN_OUTCOME_MS : 0,
      ),
    },
  };
};

/** What there is to tell Cal.com of a booking: its room, or that there is none at the moment. */
export const whatToTell = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'placement' | 'publication' | 'link'>,
  { site, catalogue }: Pick<PublishingTerms, 'site' | 'catalogue'>,
): 'room' | 'fallback' | undefined => {
  const { fact, placement, publication } = record;
  if (fact.status === 'ended' || isWalkIn(fact.uid)) return undefined;
  if (!isAnnounced(publication) && !seatsMayKnow(record, catalogue)) return undefined;
  if (
    placement.kind === 'waiting' &&
    mayReadARoom(publication) &&
    site.fallbackLocation !== undefined &&
    !hasItsLink(record, site)
  )
    return 'fallback';
  return placement.kind === 'roomed' && fact.status === 'confirmed' ? 'room' : undefined;
};

/**
 * Whether those who share a booking may be told its room; of one without seats always. Once told it stays so: another
 * room must be told, too.
 */
export const seatsMayKnow = (
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
