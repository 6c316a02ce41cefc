import { isForWant } from './admit.ts';
import type { BookingRecord } from './booking-record.ts';
import type { SiteId } from './catalogue.ts';
import type { Write } from './ledger.ts';

/** The booking's next record over the one that was read of it, and whose board showed that. */
export const bookingWrite = (
  before: BookingRecord | undefined,
  record: Omit<BookingRecord, 'version'>,
): Extract<Write, { readonly kind: 'booking' }> => {
  const wasShownAt = before && boardShowing(before);
  return {
    kind: 'booking',
    seen: before?.version ?? 0,
    record,
    ...(wasShownAt === undefined ? {} : { wasShownAt }),
  };
};

/** The Site whose board alone shows a booking; `undefined`: that of every Site does, for no one knows whose it is. */
export const boardShowing = ({
  siteId,
  placement,
}: Pick<BookingRecord, 'siteId' | 'placement'>): SiteId | undefined =>
  isForWant(placement) ? undefined : siteId;
