/** What counts of a word that people write: its letters and digits, in any script and width, large and small alike (`Trolley-ECG` is `trolley ecg`). */
export const lettersAndDigits = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
