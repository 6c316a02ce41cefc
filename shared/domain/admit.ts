import type { Booking } from './booking.ts';
import type { LiveFact } from './booking-event.ts';
import type { IgnoreReason } from './booking-record.ts';
import { type CatalogueIndex, type RoomId, type SiteEntry, siteOf, visitTypeOf } from './catalogue.ts';
import { type Instant, MINUTE } from './instant.ts';
import { inputsOf, type Life } from './lifecycle.ts';
import { requirementOf } from './room-requirement.ts';

/** What a live booking is to the assigner: one that wants a room at a Site, or one that takes none. */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly site: SiteEntry;
      readonly booking: Booking;
      /** Asked tags that the catalogue does not know: for staff to look at. */
      readonly unknownEquipment: readonly string[];
    }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason; readonly site?: SiteEntry };

/**
 * Reads a live booking against the catalogue: its Site (visit type, else practitioner, else the only one), its
 * requirement, whether it takes a room at all.
 */
export const admit = (
  life: Life & { fact: LiveFact },
  catalogue: CatalogueIndex,
  now: Instant,
  wishes: { currentRoom?: RoomId; preferredRoom?: RoomId } = {},
): Admission => {
  const { fact } = life;
  const inputs = inputsOf(life);
  const visitType = visitTypeOf(catalogue, inputs);
  if (visitType === undefined) return { kind: 'ignored', reason: 'event-type-unmapped' };
  const site = siteOf(catalogue, visitType, fact.practitionerId);
  if (site === undefined) return { kind: 'ignored', reason: 'no-site' };
  if (fact.place !== 'place') return { kind: 'ignored', reason: 'takes-no-room', site };
  if (fact.end <= now) return { kind: 'ignored', reason: 'past', site };
  const expiresAt = fact.createdAt + site.policy.holdMinutes * MINUTE;
  if (fact.standing === 'hold' && expiresAt <= now) return { kind: 'ignored', reason: 'hold-expired', site };
  const { requirement, unknownEquipment } = requirementOf(inputs, visitType, catalogue);
  const booking: Booking = {
    uid: life.uid,
    start: fact.start,
    end: fact.end,
    ...(fact.practitionerId === undefined ? {} : { practitionerId: fact.practitionerId }),
    standing: fact.standing,
    ...(fact.standing === 'hold' ? { expiresAt } : {}),
    inputs,
    requirement,
    priority: visitType.priority,
    firstEventAt: life.firstEventAt,
    ...wishes,
  };
  return { kind: 'admitted', site, booking, unknownEquipment };
};
