import { type LiveBooking, standsAt } from './admit.ts';
import { inputsOf, practitionerOf } from './booking-facts.ts';
import type { BookingRecord } from './booking-record.ts';
import { type CatalogueIndex, visitTypeOf } from './catalogue.ts';
import { addressOf } from './site-addresses.ts';
import { siteOfVisit } from './site-of-visit.ts';
import { isWalkIn } from './walk-in.ts';

/** What the clinic file does not say, or says otherwise, about a visit that has its place already. */
export const DOUBTS = [
  /** Its event type is in no visit type: what it needs is unknown. */
  'event-type-unmapped',
  /** Nothing tells where its host works. */
  'practitioner-unknown',
  /** By the file it would be at another Site. */
  'at-another-site',
] as const;
export type Doubt = (typeof DOUBTS)[number];

/**
 * Why staff should look at a visit that has a room or waits for one; a pin decides it. Until they have, it stays as it is: to
 * know less than before, or otherwise, takes no room away.
 */
export const doubtAbout = (
  facts: LiveBooking & Pick<BookingRecord, 'pinned' | 'siteByStaff'>,
  catalogue: CatalogueIndex,
): Doubt | undefined => {
  const here = standsAt(facts);
  if (here === undefined || facts.pinned) return undefined;
  const visitType = visitTypeOf(catalogue, inputsOf(facts));
  if (visitType === undefined) return 'event-type-unmapped';
  // Staff have seen it walk in, or have said that it is here.
  if (isWalkIn(facts.uid) || facts.siteByStaff) return undefined;
  const site = siteOfVisit(catalogue, {
    visitType,
    practitionerId: practitionerOf(facts),
    start: facts.fact.start,
    address: addressOf(facts, catalogue),
    // Where addresses tell houses apart, one that has none of its own has come from a visit in this house.
    ...(catalogue.sites.find(({ id }) => id === here)?.addresses?.length && { cameFrom: here }),
  });
  if (site === undefined) return 'practitioner-unknown';
  return site.id === here ? undefined : 'at-another-site';
};
