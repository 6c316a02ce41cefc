import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { equipmentWords } from '../../shared/domain/equipment-words.ts';
import { lettersAndDigits } from '../../shared/domain/letters-and-digits.ts';
import { addressId, siteAddresses } from '../../shared/domain/site-addresses.ts';
import { type Digests, digestsOf } from '../../shared/secrets/digests.ts';

const digests = digestsOf('the key of a deployment that is made up');
/** Thousands of starts of simulated functions ask for the same few words: each is digested once. */
const digested = new Map<string, string>();

/** Visit codes and words as a made-up deployment digests them. */
export const madeUpDigests: Digests = {
  visit: digests.visit,
  word: (word) => {
    const known = digested.get(word) ?? digests.word(word);
    digested.set(word, known);
    return known;
  },
};

export const madeUpWords = async () => madeUpDigests.word;

/** Words as they travel: the digest of each, in the order of digests. */
export const asWords = (...said: readonly string[]): string[] =>
  said.map((word) => madeUpDigests.word(lettersAndDigits(word))).sort();

/** What stands for an address. */
export const asAddress = (text: string): string | undefined => addressId(text, madeUpDigests.word);

/** A catalogue as those read it who decide: it knows the digests of what its equipment is called, and of its addresses. */
export const inWords = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  equipmentWords: equipmentWords(catalogue, madeUpDigests.word),
  siteAddresses: siteAddresses(catalogue, madeUpDigests.word),
});
