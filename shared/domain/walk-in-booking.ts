import { admit } from './admit.ts';
import type { Booking } from './booking.ts';
import type { BookingUid, LiveFact } from './booking-event.ts';
import { type BookingFacts, factsIn } from './booking-facts.ts';
import { type PractitionerId, type VisitTypeId, WALK_IN_TYPE } from './catalogue.ts';
import { type Instant, MINUTE } from './instant.ts';
import { localDateOf } from './local-time.ts';
import type { SiteState } from './site-state.ts';

/** Someone who stands at the desk. */
export type WalkIn = {
  readonly minutes: number;
  /** Absent: any room will do. */
  readonly visitTypeId?: VisitTypeId;
  readonly practitionerId?: PractitionerId;
};

/** A walk-in as the assigner sees it; `undefined` where the clinic file has no such visit type. */
export const walkInBooking = (
  { site, catalogue }: SiteState,
  uid: BookingUid,
  { minutes, visitTypeId = WALK_IN_TYPE.id, practitionerId }: WalkIn,
  now: Instant,
): { facts: BookingFacts & { readonly fact: LiveFact }; booking: Booking } | undefined => {
  const start = Math.floor(now / MINUTE) * MINUTE;
  const fact: LiveFact = {
    uid,
    status: 'confirmed',
    createdAt: now,
    start,
    end: start + minutes * MINUTE,
    ...(practitionerId === undefined ? {} : { practitionerId }),
    venue: 'on-site',
    inputs: { visitTypeId },
  };
  const facts = { ...factsIn({ fact }).own, fact };
  // Staff see them here: nothing else needs to tell where they belong.
  const placement = { kind: 'waiting', date: localDateOf(start, site.timeZone), since: now } as const;
  const admission = admit({ ...facts, siteId: site.id, placement }, catalogue, now);
  return admission.kind === 'admitted' ? { facts, booking: admission.booking } : undefined;
};
