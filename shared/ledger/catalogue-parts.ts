import type { Catalogue, CatalogueIndex, SiteContent, SiteId } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import { type Ledger, LedgerUnavailable, type Write } from '../domain/ledger.ts';
import type { CataloguePart, CataloguePartOf } from '../domain/ledger-records.ts';

/** Characters of one part, of three bytes at most each: an item of DynamoDB holds 400 KB. */
export const PART_LENGTH = 100_000;

const INDEX: CataloguePartOf = { kind: 'index' };
const ofSite = (siteId: SiteId): CataloguePartOf => ({ kind: 'site', siteId });

/** A version of the catalogue as it is stored, all of it or what tells of one thing. */
export const cataloguePartsOf = (catalogue: Catalogue, of?: CataloguePartOf): CataloguePart[] => {
  const { version: catalogueVersion, sites, ...rest } = catalogue;
  const cut = (of: CataloguePartOf, content: unknown): CataloguePart[] =>
    pieces(JSON.stringify(content)).map((text, position, { length: count }) => ({
      catalogueVersion,
      of,
      position,
      count,
      text,
    }));
  const index = () => {
    const entries = sites.map(({ rooms: _rooms, portable: _portable, ...entry }) => entry);
    return cut(INDEX, { version: catalogueVersion, ...rest, sites: entries });
  };
  const content = ({ id, rooms, portable }: Catalogue['sites'][number]) =>
    cut(ofSite(id), { rooms, portable });
  if (of === undefined) return [...index(), ...sites.flatMap(content)];
  return of.kind === 'index' ? index() : sites.filter(({ id }) => id === of.siteId).flatMap(content);
};

/** The text in pieces, no character of which is cut in two. */
const pieces = (text: string): string[] => {
  const found: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = from + PART_LENGTH;
    // Half of a pair of surrogates is no character, and no table keeps it.
    const to = isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
    found.push(text.slice(from, to));
    from = to;
  }
  return found;
};

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The catalogue of one version without what is in its Sites; `undefined` where no such version is stored. */
export const readCatalogueIndex = async (
  ledger: Ledger,
  catalogueVersion: string,
): Promise<CatalogueIndex | undefined> => joinedOf<CatalogueIndex>(ledger, catalogueVersion, INDEX);

/** What one version has in a Site; `undefined` where it has no such Site, or is no longer stored. */
export const readSiteContent = async (
  ledger: Ledger,
  catalogueVersion: string,
  siteId: SiteId,
): Promise<SiteContent | undefined> => joinedOf<SiteContent>(ledger, catalogueVersion, ofSite(siteId));

/** A version never changes: what lags is all of it, or is read as it is. */
const joinedOf = async <T>(
  ledger: Ledger,
  catalogueVersion: string,
  of: CataloguePartOf,
): Promise<T | undefined> =>
  joined<T>(await ledger.readCatalogueParts(catalogueVersion, of, { mayLag: true })) ??
  joined<T>(await ledger.readCatalogueParts(catalogueVersion, of));

/** All of one version; `undefined` where it is not stored whole. */
export const readWholeCatalogue = async (
  ledger: Ledger,
  catalogueVersion: string,
): Promise<Catalogue | undefined> => {
  const parts = await ledger.readCatalogueParts(catalogueVersion);
  const byThing = Map.groupBy(parts, ({ of }) => (of.kind === 'index' ? '' : `site ${of.siteId}`));
  const index = joined<CatalogueIndex>(byThing.get('') ?? []);
  if (index === undefined) return undefined;
  const sites = index.sites.flatMap((entry) => {
    const content = joined<SiteContent>(byThing.get(`site ${entry.id}`) ?? []);
    return content === undefined ? [] : [{ ...entry, ...content }];
  });
  return sites.length === index.sites.length ? { ...index, sites } : undefined;
};

const joined = <T>(parts: readonly CataloguePart[]): T | undefined => {
  const inOrder = [...parts].sort((a, b) => a.position - b.position);
  const [first] = inOrder;
  if (first === undefined || inOrder.length < first.count) return undefined;
  try {
    return JSON.parse(inOrder.map(({ text }) => text).join('')) as T;
  } catch (cause) {
    throw new LedgerUnavailable(`the parts of catalogue ${first.catalogueVersion} do not fit together`, {
      cause,
    });
  }
};

/** All that puts a small catalogue in force at once; a clinic's is imported step by step. */
export const catalogueWrites = (
  catalogue: Catalogue,
  { seen, importedAt }: { seen: number; importedAt: Instant },
): Write[] => [
  ...cataloguePartsOf(catalogue).map((part): Write => ({ kind: 'catalogue-part', part })),
  { kind: 'catalogue', seen, record: { catalogueVersion: catalogue.version, importedAt } },
];
