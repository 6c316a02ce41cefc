/** Wider and narrower letters than most, in parts of the size of the type: semi-bold, as wide as any face of the page draws them. */
const NARROW = /[iljtfrI.,:;'’|!()·\- \u00a0]/;
const WIDE = /[mwMWÄÖÜ@%—]/;
const CAPITAL = /[A-Z0-9]/;
/** Chinese, Japanese, Korean: each is as wide as it is high. */
const SQUARE = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/;
const SPACE = 0.4;

const widthOf = (letter: string): number => {
  if (SQUARE.test(letter)) return 1;
  if (NARROW.test(letter)) return SPACE;
  return WIDE.test(letter) ? 0.92 : CAPITAL.test(letter) ? 0.7 : 0.6;
};

/** The width of a word in parts of the size of its type, where no one has measured it. */
export const estimatedWidth = (word: string): number => {
  let width = 0;
  for (const letter of word) width += widthOf(letter);
  return width;
};

/** A line may end behind each of them. */
export const wordsOf = (text: string): readonly string[] => text.split(/(?<=-)| /).filter(Boolean);

/** In how many lines words are written where none is broken; infinitely many where one is wider than the line. */
export const linesOf = (words: readonly number[], width: number): number => {
  let lines = 0;
  let filled = Number.POSITIVE_INFINITY;
  for (const word of words) {
    if (word > width) return Number.POSITIVE_INFINITY;
    if (filled + SPACE + word <= width) filled += SPACE + word;
    else {
      lines += 1;
      filled = word;
    }
  }
  return lines;
};
