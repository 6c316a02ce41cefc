import type { BookingFacts } from './booking-facts.ts';
import type { AddressId, CatalogueIndex, SiteAddresses, SiteId } from './catalogue.ts';
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

/** Where a booking is by its location; of a class by its own, but where that reads a text of ours by now, by its first seat's. */
export const addressOf = (
  { asked: { address, seatAddress } }: Pick<BookingFacts, 'asked'>,
  { siteAddresses }: Pick<CatalogueIndex, 'siteAddresses'>,
): AddressId | undefined => {
  const isAHouse = address !== undefined && siteAddresses?.siteOf(address.value) !== undefined;
  return (isAHouse ? address : (seatAddress ?? address))?.value;
};

/** The Site among whose own words the text is that `address` stands for: `expected` where it is one of several. */
export const houseInWords = (
  { siteAddresses }: Pick<CatalogueIndex, 'siteAddresses'>,
  words: ReadonlyMap<SiteId, readonly string[]>,
  address: AddressId | undefined,
  expected: SiteId,
): SiteId | undefined => {
  if (address === undefined) return undefined;
  const houses = [...words].flatMap(([id, texts]) =>
    texts.some((text) => siteAddresses?.idOf(text) === address) ? [id] : [],
  );
  return houses.length === 1 ? houses[0] : houses.find((id) => id === expected);
};
