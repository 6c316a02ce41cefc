import { type LiveBooking, standsAt } from './admit.ts';
import type { BookingUid } from './booking-event.ts';
import type { BookingRecord } from './booking-record.ts';
import type { CatalogueIndex } from './catalogue.ts';
import { lastText, mayReadARoom } from './publication.ts';

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

/**
 * What the successor of a told visit may be showing: a reschedule through the API keeps the old room's text. `undefined`
 * where it has been told something of its own, or knows already.
 */
export const inheritedText = (
  own: BookingRecord | undefined,
  replaced: BookingRecord | undefined,
): string | undefined =>
  replaced === undefined || (own !== undefined && mayReadARoom(own.publication))
    ? undefined
    : lastText(replaced.publication);
