import type { AddressId, CatalogueIndex, SiteAddresses } from './catalogue.ts';
import type { WordDigest } from './equipment-words.ts';
import { lettersAndDigits } from './letters-and-digits.ts';

/** What stands for an address, whatever its commas and capitals; blank is none. */
export const addressId = (text: string | null | undefined, digest: WordDigest): AddressId | undefined => {
  const said = lettersAndDigits(text ?? '');
  return said === '' ? undefined : digest(`address ${said}`);
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
