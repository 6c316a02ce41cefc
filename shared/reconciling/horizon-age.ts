import { sitesByCredential } from '../domain/catalogue.ts';
import type { ReconcileDependencies } from './compare-booking.ts';
import { readProgress } from './progress.ts';

/**
 * How long ago the whole horizon was last read at Cal.com, in milliseconds: by the credential that is furthest behind, and
 * no longer than its Sites are known. One whose Sites are all switched off does not count.
 */
export const horizonAgeMs = async ({
  ledger,
  clinic,
  now,
}: Pick<ReconcileDependencies, 'ledger' | 'clinic' | 'now'>): Promise<number> => {
  let oldest = 0;
  for (const [credential, served] of sitesByCredential(await clinic.catalogue())) {
    const states = await Promise.all(served.map((site) => clinic.site(site)));
    if (states.every(({ publishing }) => publishing === 'off')) continue;
    const { progress } = await readProgress(ledger, credential);
    const knownSince = Math.min(...states.map(({ record }) => record?.knownSince ?? now()));
    oldest = Math.max(oldest, now() - Math.max(progress.horizonDone, knownSince));
  }
  return oldest;
};
