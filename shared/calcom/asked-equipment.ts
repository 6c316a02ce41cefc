import type { AskedEquipment } from '../domain/booking-event.ts';

const TAG = /^[a-z0-9-]{1,32}$/;
/** A telephone, insurance or birth number typed into the wrong field has more digits than any equipment's name. */
const MANY_DIGITS = 5;
/** More tags than this are no list of equipment. */
const MANY_TAGS = 16;

/**
 * Reads an answer to "which equipment?": a comma list, an array, a select's `{ label, value }`. Only clean tags come
 * out, sorted; anything else becomes `unreadable`, so that staff look at Cal.com themselves.
 * Nothing chosen (blank, `[]`, an unticked box) is no answer: `undefined`.
 */
export const askedEquipment = (answer: unknown): AskedEquipment | undefined => {
  const parts = partsOf(answer, 3);
  if (parts.length === 0) return undefined;
  const tags = [...new Set(parts.filter((part) => part !== UNREADABLE))];
  const readable = tags.filter(isTag);
  return {
    tags: readable.slice(0, MANY_TAGS).sort(),
    unreadable: parts.includes(UNREADABLE) || readable.length < tags.length || readable.length > MANY_TAGS,
  };
};

/** Whether the text may stand for equipment in a queue, a table or a log. */
export const isTag = (text: string): boolean =>
  TAG.test(text) && /[a-z]/.test(text) && text.replace(/\D/g, '').length < MANY_DIGITS;

/** Stands for a part that is no text; not a possible tag itself. */
const UNREADABLE = ' ';

const partsOf = (answer: unknown, depth: number): string[] => {
  if (answer === undefined || answer === null || answer === false) return [];
  if (typeof answer === 'string')
    return answer
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== '');
  if (depth > 0 && Array.isArray(answer)) return answer.flatMap((each) => partsOf(each, depth - 1));
  if (depth > 0 && typeof answer === 'object' && 'value' in answer) return partsOf(answer.value, depth - 1);
  return [UNREADABLE];
};
