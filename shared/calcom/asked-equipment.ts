import type { AskedEquipment } from '../domain/booking-event.ts';
import { asksForNothing, type WordDigest } from '../domain/equipment-words.ts';
import { lettersAndDigits } from '../domain/letters-and-digits.ts';

/** More letters and digits than this are no name of equipment. */
const LONGEST_WORD = 80;
/** More words than this are no list of equipment. */
const MANY_WORDS = 16;

/**
 * Reads an answer to "which equipment?": a list parted by commas, semicolons or lines, an array, a select's `{ label, value }`.
 * People type anything here, a diagnosis or a name too, and no one here knows the clinic's equipment: so of each word nothing
 * but a digest comes out, sorted. What is no list of words becomes `unreadable`, so that staff look at Cal.com themselves.
 * Nothing chosen (blank, "none", `[]`, an unticked box) is no answer: `undefined`.
 */
export const askedEquipment = (answer: unknown, digest: WordDigest): AskedEquipment | undefined => {
  const parts = partsOf(answer, 3);
  if (parts.length === 0) return undefined;
  const words = new Set(parts.filter((part) => part !== UNREADABLE));
  const readable = [...words].filter((word) => word.length <= LONGEST_WORD).sort();
  return {
    tags: readable.slice(0, MANY_WORDS).map(digest).sort(),
    unreadable: parts.includes(UNREADABLE) || readable.length < words.size || readable.length > MANY_WORDS,
  };
};

/** Stands for a part that is no text; no word, since words hold letters and digits only. */
const UNREADABLE = ' ';

/** The words of an answer, as letters and digits. */
const partsOf = (answer: unknown, depth: number): string[] => {
  if (answer === undefined || answer === null || answer === false) return [];
  if (typeof answer === 'string')
    return answer
      .normalize('NFKC')
      .split(/[,;、\r\n]/u)
      .filter((part) => !asksForNothing(part))
      .map(lettersAndDigits);
  if (depth > 0 && Array.isArray(answer)) return answer.flatMap((each) => partsOf(each, depth - 1));
  if (depth > 0 && typeof answer === 'object' && 'value' in answer) return partsOf(answer.value, depth - 1);
  return [UNREADABLE];
};
