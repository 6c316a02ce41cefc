import type { SiteEntry } from '../domain/catalogue.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Lets the publisher try a Site's credential again, after somebody has renewed the key that Cal.com refused. */
export const renewCredential = async (
  ledger: Ledger,
  site: SiteEntry,
): Promise<'renewed' | 'not-refused' | 'contended'> => {
  for (let tries = 0; tries < 5; tries += 1) {
    const record = await ledger.readCredential(site.credential);
    if (record?.refused === undefined) return 'not-refused';
    const { version: seen, refused: _refused, ...rest } = record;
    const result = await ledger.commit([{ kind: 'credential', seen, record: rest }]);
    if (result.kind === 'committed') return 'renewed';
  }
  return 'contended';
};
