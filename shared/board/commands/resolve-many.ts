import type { BookingRecord } from '../../domain/booking-record.ts';
import type { SiteEntry } from '../../domain/catalogue.ts';
import type { PublicationQueue } from '../../domain/publication.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { resolveBooking } from './resolve-booking.ts';

/** Entries read at once. */
const PAGE = 1000;

export type ManyTerms = {
  readonly by: string;
  readonly most: number;
  readonly progress: (resolved: number) => void;
};

/**
 * Presses one button for many bookings that are owed in one queue, the soonest visit first; `only` says for which. Answers how
 * many it was done for, and how many are left: beyond `most`, or changed by someone at the same time. Asked again, it goes on.
 */
export const resolveMany = async (
  deps: BoardDependencies,
  site: SiteEntry,
  from: PublicationQueue,
  press: 'send-shadow' | 'retry-publication',
  { by, most, progress }: ManyTerms,
  only: (record: BookingRecord) => boolean = () => true,
): Promise<{ readonly resolved: number; readonly left: number }> => {
  const entries = await deps.ledger.readOwed(from, { limit: PAGE });
  const records = await deps.ledger.readBookings(entries.map(({ uid }) => uid));
  const meant = new Set(records.filter(only).map(({ uid }) => uid));
  const uids = entries.map(({ uid }) => uid).filter((uid) => meant.has(uid));
  let resolved = 0;
  for (const uid of uids.slice(0, most)) {
    const action = { id: deps.newId(), siteId: site.id, by, request: `${press} ${uid}` };
    const outcome = await resolveBooking(deps, action, site, uid, { do: press });
    if (outcome.kind !== 'landed') continue;
    resolved += 1;
    progress(resolved);
  }
  return { resolved, left: uids.length - resolved };
};
