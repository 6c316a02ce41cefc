/** What no decomposition makes of these letters. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
/** How these are written where the keyboard has none. */
const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** The words of a text without case or accents: `O’Brien-Łąck` is `obrien` and `lack`. */
const foldedWords = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ`´]/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const spelledOut = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => SPELLED_OUT[letter] ?? letter);

/** Each word, and how it is written without umlauts where that is another. */
const spellings = (text: string): string[][] => {
  const words = foldedWords(text);
  const others = foldedWords(spelledOut(text));
  return words.map((word, at) => [word, others[at] ?? word]);
};

/**
 * Of a text, whether each word that is asked for begins a word of it, without case or accents, umlauts as `ü`, `u` or `ue`.
 * Who asks for no word finds nothing.
 */
export const begunBy = (asked: string): ((text: string) => boolean) => {
  const wanted = spellings(asked);
  if (wanted.length === 0) return () => false;
  return (text) => {
    const there = spellings(text).flat();
    return wanted.every((either) => either.some((word) => there.some((each) => each.startsWith(word))));
  };
};
