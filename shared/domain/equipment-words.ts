import type { CatalogueIndex, EquipmentTag } from './catalogue.ts';
import { lettersAndDigits } from './letters-and-digits.ts';

/** Stands for one asked word where the word itself may not be shown: always the same for the same word, `~` and hex digits. */
export type WordDigest = (word: string) => string;

/** Which tag is asked for by which digest. */
type EquipmentWords = ReadonlyMap<string, EquipmentTag>;

/** Said by those who want nothing, and by unticked boxes; as letters and digits, in the languages that clinics met so far speak. */
const NOTHING: ReadonlySet<string> = new Set(
  `none no nothing na notneeded notrequired false off
   kein keine keiner keines nein nichts aucun aucune non rien ninguno ninguna ningún nada nessuno nessuna niente
   geen nee niets brak nie ingen inget nej nenhum nenhuma não yok hayır なし 无 無 нет`.split(/\s+/),
);

/** Whether a word asks for nothing. */
export const asksForNothing = (word: string): boolean => {
  const said = lettersAndDigits(word);
  return said === '' || NOTHING.has(said);
};

/** Every word that a clinic's equipment goes by (tag, name, aliases), by its digest. Of two that share a word the first has it. */
export const equipmentWords = (
  { equipment, equipmentNames = [] }: Pick<CatalogueIndex, 'equipment' | 'equipmentNames'>,
  digest: WordDigest,
): EquipmentWords => {
  const words = new Map<string, EquipmentTag>();
  const add = (word: string | undefined, tag: EquipmentTag): void => {
    if (word === undefined || asksForNothing(word)) return;
    const key = digest(lettersAndDigits(word));
    if (!words.has(key)) words.set(key, tag);
  };
  // A tag's own spelling is before all names: no one's alias takes it away.
  for (const tag of equipment) add(tag, tag);
  for (const { tag, name, aliases = [] } of equipmentNames)
    for (const word of [name, ...aliases]) add(word, tag);
  return words;
};
