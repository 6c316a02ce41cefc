import type { CatalogueIndex, SiteId } from './catalogue.ts';
import type { WordDigest } from './equipment-words.ts';
import { lettersAndDigits } from './letters-and-digits.ts';

/** Stands for a location text that reads like a place: nothing else of it travels past the webhook. */
export type AddressId = string;

/** What stands for an address, whatever its commas and capitals; blank is none. */
export const addressId = (text: string | null | undefined, digest: WordDigest): AddressId | undefined => {
  const said = lettersAndDigits(text ?? '');
  return said === '' ? undefined : digest(`address ${said}`);
};

/** Which Site an address at Cal.com belongs to, and what stands for a text. */
export type SiteAddresses = {
  readonly siteOf: (address: AddressId) => SiteId | undefined;
  readonly idOf: (text: string) => AddressId | undefined;
};

export const siteAddresses = (
  { sites }: Pick<CatalogueIndex, 'sites'>,
  digest: WordDigest,
): SiteAddresses => {
  const known = new Map(
    sites.flatMap(({ id, addresses = [] }) =>
      addresses.map((text) => [addressId(text, digest), id] as const),
    ),
  );
  return { siteOf: (address) => known.get(address), idOf: (text) => addressId(text, digest) };
};
