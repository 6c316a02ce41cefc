import { sitesByCredential } from '../domain/catalogue.ts';
import { sideBySide } from '../sweeping/side-by-side.ts';
import { isOf, type SweepGroup } from '../sweeping/sweep-group.ts';
import type { ReconcileDependencies } from './compare-booking.ts';
import { readProgress } from './progress.ts';

/** Keys that are looked at side by side: each waits for a few answers of the Ledger. */
const KEYS_AT_ONCE = 10;

/**
 * How long ago the whole horizon was last read at Cal.com, in milliseconds: by the group's credential that is furthest behind, and
 * no longer than its Sites are known. One whose Sites are all switched off does not count.
 */
export const horizonAgeMs = async (
  { ledger, clinic, now }: Pick<ReconcileDependencies, 'ledger' | 'clinic' | 'now'>,
  group: SweepGroup,
): Promise<number> => {
  let oldest = 0;
  const keys = [...sitesByCredential(await clinic.catalogue())].filter(([key]) => isOf(group, key));
  await sideBySide(keys, KEYS_AT_ONCE, async ([credential, served]) => {
    const states = await Promise.all(served.map((site) => clinic.site(site)));
    if (states.every(({ publishing }) => publishing === 'off')) return;
    const { progress } = await readProgress(ledger, credential, { mayLag: true });
    const knownSince = Math.min(...states.map(({ record }) => record?.knownSince ?? now()));
    oldest = Math.max(oldest, now() - Math.max(progress.horizonDone, knownSince));
  });
  return oldest;
};
