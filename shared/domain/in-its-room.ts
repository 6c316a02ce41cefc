import type { Admission, LiveBooking } from './admit.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex } from './catalogue.ts';
import { MINUTE } from './instant.ts';
import { inputsOf, practitionerOf } from './lifecycle.ts';

/** Behind all that the clinic has given a priority. */
const LEAST_URGENT = 9;

/**
 * A visit whose event type the clinic file does not know (any more, or in this delivery), in the Room it has: as much time
 * before and after as it had, and nothing more that is known of its needs. `undefined`: it has none.
 */
export const inItsRoom = (
  life: LiveBooking,
  before: BookingRecord | undefined,
  catalogue: CatalogueIndex,
): Extract<Admission, { kind: 'admitted' }> | undefined => {
  const site = catalogue.sites.find(({ id }) => id === before?.siteId);
  if (site === undefined || before?.placement.kind !== 'roomed' || before.fact.standing === 'ended')
    return undefined;
  const { uid, fact, firstEventAt } = life;
  const practitionerId = practitionerOf(life);
  return {
    kind: 'admitted',
    site,
    unknownEquipment: before.unknownEquipment,
    booking: {
      uid,
      start: fact.start,
      end: fact.end,
      ...(practitionerId === undefined ? {} : { practitionerId }),
      standing: fact.standing,
      ...(fact.standing === 'hold' ? { expiresAt: fact.createdAt + site.policy.holdMinutes * MINUTE } : {}),
      inputs: inputsOf(life),
      requirement: {
        visitTypeId: 'unknown',
        equipment: [],
        accessible: false,
        setupMinutes: (before.fact.start - before.placement.from) / MINUTE,
        turnaroundMinutes: (before.placement.to - before.fact.end) / MINUTE,
      },
      priority: LEAST_URGENT,
      firstEventAt,
      currentRoom: before.placement.roomId,
    },
  };
};
