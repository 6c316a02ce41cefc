import type { SiteEntry } from '../../domain/catalogue.ts';
import type { BoardDependencies } from '../run-idempotent.ts';
import { type ManyTerms, resolveMany } from './resolve-many.ts';

export type Adopted = {
  /** Told like all others from now on, at the allowed pace. */
  readonly adopted: number;
  /** Still owed under `shadow`: beyond `most`, or changed by someone at the same time. */
  readonly left: number;
};

/**
 * Staff adopt many bookings that are older than the Site's publishing, the soonest visit first: each as if its
 * `send-shadow` had been pressed. Where publishing is not `on` nothing is adopted. Asked again, it goes on.
 */
export const adoptOlder = async (
  deps: BoardDependencies,
  site: SiteEntry,
  terms: ManyTerms,
): Promise<Adopted> => {
  const { resolved, left } = await resolveMany(
    deps,
    site,
    { kind: 'shadow', siteId: site.id },
    'send-shadow',
    terms,
  );
  return { adopted: resolved, left };
};
