import type { Attempt, BookingRecord, OwedTo, Telling } from './booking-record.ts';
import { credentialFor, type Practitioner, type PublishingMode, type Site } from './catalogue.ts';
import type { Instant } from './instant.ts';
import { practitionerOf } from './lifecycle.ts';

const HOUR = 3_600_000;

/** A booking nobody has told Cal.com anything about. */
export const NOTHING_TOLD: Telling = { texts: [], sends: 0 };

/**
 * How long an attempt of unknown outcome is left alone, in milliseconds: Cal.com may still apply it, and sending
 * again before it shows would mail twice. Fifteen seconds more than the latest reply that is provided for.
 */
export const UNKNOWN_OUTCOME_MS = 75_000;

/** Whether the patient may know a room: Cal.com showed it, an attempt was recorded, or in shadow would have been. */
export const isAnnounced = (telling: Telling): boolean =>
  telling.attempt !== undefined ||
  telling.verified !== undefined ||
  telling.owed?.to.startsWith('SHADOW#') === true;

/**
 * Whether a booking is older than its Site's publishing and nobody was ever told of its room: then it is told only once
 * staff have adopted it, for nobody is to get mail by surprise.
 */
export const predatesPublishing = (
  { firstEventAt, telling }: Pick<BookingRecord, 'firstEventAt' | 'telling'>,
  publishingSince: Instant,
): boolean =>
  firstEventAt < publishingSince &&
  telling.adopted !== true &&
  telling.attempt === undefined &&
  telling.verified === undefined;

/** Under which key a booking's telling is owed: `off` keeps them where a later `on` finds them. */
export const owedTo = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'firstEventAt' | 'telling'>,
  { site, practitioners, publishing, publishingSince }: PublishingTerms,
): OwedTo =>
  publishing === 'shadow' || (publishing === 'on' && predatesPublishing(record, publishingSince))
    ? `SHADOW#${site.id}`
    : `CRED#${credentialFor({ practitioners }, site, practitionerOf(record))}`;

/** How a Site publishes. */
export type PublishingTerms = {
  readonly site: Site;
  /** Some may have a key of their own. */
  readonly practitioners: readonly Practitioner[];
  readonly publishing: PublishingMode;
  /** When publishing last went `on`. */
  readonly publishingSince: Instant;
};

/**
 * What is owed after a booking's placement has changed. A roomed confirmed booking owes its room, not before the
 * settle time is over (Cal.com overwrites an earlier PATCH) nor before the Site announces rooms; a waiting one that
 * was announced owes the Site's fallback; a hold, an ended or a remote one owes nothing, and neither does one whose
 * location a person wrote. What staff have to decide about Cal.com stays where they see it.
 */
export const owe = (
  record: Pick<BookingRecord, 'fact' | 'asked' | 'placement' | 'telling' | 'firstEventAt'>,
  terms: PublishingTerms & { now: Instant; settleMs: number },
): Telling => {
  const { owed: before, ...telling } = record.telling;
  if (!isTellable(record, terms.site))
    return before?.to.startsWith('DRIFT#') ? { ...telling, owed: before } : telling;
  const announceAt =
    terms.site.announcing === 'immediately' || record.fact.standing === 'ended'
      ? terms.now
      : record.fact.start - terms.site.announcing.hoursBefore * HOUR;
  return {
    ...telling,
    // What was given up begins anew.
    sends: before?.to.startsWith('PARKED#') ? 0 : telling.sends,
    owed: {
      to: owedTo(record, terms),
      notBefore: Math.max(
        terms.now + terms.settleMs,
        announceAt,
        isUnknown(telling) ? telling.attempt.at + UNKNOWN_OUTCOME_MS : 0,
      ),
    },
  };
};

/** Whether nobody knows if the last attempt arrived. */
export const isUnknown = (telling: Telling): telling is Telling & { attempt: Attempt } =>
  telling.attempt !== undefined && telling.attempt.outcome === undefined;

const isTellable = (
  { fact, placement, telling }: Pick<BookingRecord, 'fact' | 'placement' | 'telling'>,
  site: Site,
) =>
  fact.standing === 'confirmed' &&
  telling.humanEditAt === undefined &&
  (placement.kind === 'roomed' ||
    (placement.kind === 'waiting' && isAnnounced(telling) && site.fallbackLocation !== undefined));
