import type { BookingUid } from '../../domain/booking-event.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import type { LocalDate } from '../../domain/local-time.ts';
import type { BoardDependencies } from '../run-idempotent.ts';

/** What was asked for; never what it was. */
export type Sought = 'patient-name' | 'own-words';

/** A line of history for each visit that someone is about to be shown the person of; one of the date where it is of none. */
export const noteLookUp = async (
  { ledger, now, newId }: BoardDependencies,
  {
    site,
    date,
    by,
    sought,
    uids,
  }: {
    readonly site: SiteEntry;
    readonly date: LocalDate;
    readonly by: string;
    readonly sought: Sought;
    readonly uids: readonly BookingUid[];
  },
): Promise<void> => {
  const about = uids.length === 0 ? [{}] : uids.map((bookingUid) => ({ bookingUid }));
  await ledger.commit(
    about.map((each) => ({
      kind: 'change',
      change: {
        siteId: site.id,
        date,
        id: newId(),
        at: now(),
        what: 'looked-up',
        by,
        reason: sought,
        ...each,
      },
    })),
  );
};
