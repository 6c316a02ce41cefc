import type { SiteEntry } from '../domain/catalogue.ts';
import type { BoardSurroundings } from './once.ts';
import { settleBooking } from './settle-booking.ts';

export type Adopted = {
  /** Told like all others from now on, at the allowed pace. */
  readonly adopted: number;
  /** Still owed under `shadow`: beyond `most`, or changed by somebody at the same time. */
  readonly left: number;
};

/** Entries read at once. */
const PAGE = 1000;

/**
 * Staff adopt many bookings that are older than the Site's publishing, the soonest visit first: each as if its
 * `send-shadow` had been pressed. Where publishing is not `on` nothing is adopted. Asked again, it goes on.
 */
export const adoptOlder = async (
  around: BoardSurroundings,
  site: SiteEntry,
  { by, most, progress }: { by: string; most: number; progress: (adopted: number) => void },
): Promise<Adopted> => {
  const entries = await around.ledger.readOwed(`SHADOW#${site.id}`, { limit: PAGE });
  let adopted = 0;
  for (const { uid } of entries.slice(0, most)) {
    const action = { id: around.newId(), siteId: site.id, by, request: `send-shadow ${uid}` };
    const outcome = await settleBooking(around, action, site, uid, { do: 'send-shadow' });
    if (outcome.kind !== 'landed') continue;
    adopted += 1;
    progress(adopted);
  }
  return { adopted, left: entries.length - adopted };
};
