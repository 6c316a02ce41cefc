import { type LiveBooking, standsAt } from './admit.ts';
import type { BookingUid } from './booking-event.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex } from './catalogue.ts';

/** Whether there is anything to tell Sites, or addresses, apart by. */
export const isAskedForSites = ({ sites }: CatalogueIndex): boolean =>
  sites.length > 1 || sites.some(({ addresses = [] }) => addresses.length > 0);

/**
 * The bookings that one which has no place yet took the place of, by whatever was ever heard: in a clinic of several houses
 * they tell where the visit is, and not every delivery says what it replaces. Costs a read there alone.
 */
export const formersOf = (
  catalogue: CatalogueIndex,
  own: Pick<LiveBooking, 'siteId' | 'placement'>,
  replaces: readonly BookingUid[],
): readonly BookingUid[] => (standsAt(own) === undefined && isAskedForSites(catalogue) ? replaces : []);

/** The one of them that says where it was. */
export const formerOf = (formers: readonly BookingRecord[]): BookingRecord | undefined =>
  formers.find(({ siteId }) => siteId !== undefined);
