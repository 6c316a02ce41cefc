/** A word as people mean it: in lower case, its letters and digits alone, so that "X-Ray" and "x ray" are one. */
export const lettersAndDigits = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
