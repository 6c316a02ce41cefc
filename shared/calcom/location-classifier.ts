import { createHmac } from 'node:crypto';
import { isNoVenue } from './venue-of-visit.ts';

/**
 * What stands at Cal.com as a booking's location:
 * - `wanted`: exactly what we would send; nothing to do.
 * - `ours`: a text once sent for this uid or an ancestor; to be replaced.
 * - `default`: what was there before anyone told it otherwise; to be replaced, and again after a revert.
 * - `manual-edit`: someone's own words; never overwritten, staff decide.
 * - `not-a-place`: a URL, a phone number, an integration; never overwritten, for that would delete the meeting.
 */
export type LocationOrigin = 'wanted' | 'ours' | 'default' | 'manual-edit' | 'not-a-place';

export type LocationReading = {
  /** `location` as GET shows it; absent, null and blank are alike. */
  readonly shown: string | null | undefined;
  /** What we would send now; absent where nothing is to be said. */
  readonly wanted?: string | undefined;
  /** Every text sent for this uid and, through `replaces`, for its ancestors. */
  readonly sent: readonly string[];
  /** `locationDigest` of what this uid's first GET showed, where that was the default. */
  readonly defaultDigest?: string | undefined;
  /** Whether a PATCH was ever attempted for this uid, or our text seen: what stands there from then on is no first reading. */
  readonly attempted: boolean;
  /** The booking is older than we are at this clinic: an unfamiliar text may be someone's work. */
  readonly predatesUs: boolean;
  readonly digestKey: string;
};

/**
 * THE classification of what Cal.com shows: the publisher, echoes of our own PATCHes and reconciliation all ask here.
 * Where it answers `default` and no `defaultDigest` is known yet, the caller stores `locationDigest(shown)`.
 */
export const classifyLocation = (reading: LocationReading): LocationOrigin => {
  const shown = canonicalText(reading.shown);
  if (shown === '') return reading.wanted === undefined ? 'wanted' : 'default'; // no one's words are lost
  if (reading.wanted !== undefined && shown === canonicalText(reading.wanted)) return 'wanted';
  if (reading.sent.some((text) => canonicalText(text) === shown)) return 'ours';
  if (isNoVenue(shown)) return 'not-a-place';
  if (reading.defaultDigest !== undefined)
    return locationDigest(shown, reading.digestKey) === reading.defaultDigest ? 'default' : 'manual-edit';
  return reading.attempted || reading.predatesUs ? 'manual-edit' : 'default';
};

/** 96 bits of HMAC-SHA256, hex: enough to recognise a text again, too little to have it back. */
export const locationDigest = (text: string | null | undefined, key: string): string =>
  createHmac('sha256', key).update(canonicalText(text)).digest('hex').slice(0, 24);

/** Cal.com does not trim, mail programmes and people do: white space and Unicode composition make no difference. */
export const canonicalText = (text: string | null | undefined): string =>
  (text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim();
