import { type LiveBooking, standsAt } from '../domain/admit.ts';
import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { CatalogueIndex } from '../domain/catalogue.ts';
import type { Ledger } from '../domain/ledger.ts';

/** Whether there is anything to tell Sites, or addresses, apart by. */
export const isAskedForSites = ({ sites }: CatalogueIndex): boolean =>
  sites.length > 1 || sites.some(({ addresses = [] }) => addresses.length > 0);

/**
 * The booking that one which has no place yet took the place of, by whatever was ever heard: in a clinic of several houses
 * it tells where the visit is, and not every delivery says what it replaces. Costs a read there alone.
 */
export const formerOf = async (
  ledger: Ledger,
  catalogue: CatalogueIndex,
  own: Pick<LiveBooking, 'siteId' | 'placement'>,
  replaces: readonly BookingUid[],
): Promise<BookingRecord | undefined> => {
  if (replaces.length === 0 || standsAt(own) !== undefined || !isAskedForSites(catalogue)) return undefined;
  return (await ledger.readBookings(replaces)).find(({ siteId }) => siteId !== undefined);
};
