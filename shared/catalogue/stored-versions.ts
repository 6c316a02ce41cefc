import type { Catalogue } from '../domain/catalogue.ts';
import type { Ledger, Write } from '../domain/ledger.ts';
import type { CataloguePart } from '../domain/ledger-records.ts';
import { cataloguePartsOf } from '../ledger/catalogue-parts.ts';

/**
 * What an import leaves for the next one to know: whichever step it was killed at, that one finishes or clears away.
 * `stored`: versions of which parts may stand in the table. `since`: versions by which someone may still be deciding,
 * until every Room that changed after them is raised and every Day marked.
 */
type StoredVersions = { readonly stored: readonly string[]; readonly since: readonly string[] };

const SCOPE = 'catalogue';
const ID = 'versions';

export const readStoredVersions = async (ledger: Ledger): Promise<StoredVersions & { seen: number }> => {
  const memo = await ledger.readMemo(SCOPE, ID);
  return { stored: [], since: [], ...(memo?.value as StoredVersions | undefined), seen: memo?.version ?? 0 };
};

export const storedVersionsWrite = ({ stored, since }: StoredVersions, seen: number): Write => ({
  kind: 'memo',
  seen,
  record: {
    scope: SCOPE,
    id: ID,
    value: { stored: [...new Set(stored)], since: [...new Set(since)] } satisfies StoredVersions,
  },
});

/** Characters of text in one transaction: of three bytes at most each, and DynamoDB takes four megabytes. */
const TEXT_AT_ONCE = 1_000_000;
/** Parts in one transaction. */
const PARTS_AT_ONCE = 90;

/** Writes a version's parts. No one reads them before their version is in force, so that half of them harms no one. */
export const storeParts = async (
  ledger: Ledger,
  catalogue: Catalogue,
  progress: (line: string) => void,
): Promise<void> => {
  const parts = cataloguePartsOf(catalogue);
  for (let from = 0; from < parts.length; ) {
    const some: CataloguePart[] = [];
    for (let length = 0; some.length < PARTS_AT_ONCE; ) {
      const part = parts[from + some.length];
      length += part?.text.length ?? 0;
      if (part === undefined || length > TEXT_AT_ONCE) break;
      some.push(part);
    }
    await ledger.commit(some.map((part) => ({ kind: 'catalogue-part', part })));
    from += some.length;
    if (parts.length > PARTS_AT_ONCE) progress(`stored ${from} of ${parts.length} parts of the clinic file`);
  }
};

/** Removes the parts of a version that no one reads any more. */
export const removeParts = async (ledger: Ledger, catalogueVersion: string): Promise<void> => {
  const parts = await ledger.readCatalogueParts(catalogueVersion);
  for (let from = 0; from < parts.length; from += PARTS_AT_ONCE)
    await ledger.commit(
      parts.slice(from, from + PARTS_AT_ONCE).map(({ catalogueVersion, of, position }) => ({
        kind: 'uncatalogue-part',
        part: { catalogueVersion, of, position },
      })),
    );
};
