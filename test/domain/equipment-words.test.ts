import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeUpDigests } from '../../bin/simulation/digests.ts';
import { asksForNothing, equipmentWords } from '../../shared/domain/equipment-words.ts';
import { lettersAndDigits } from '../../shared/domain/letters-and-digits.ts';

const { word: digest } = madeUpDigests;
const asked = (text: string): string => digest(lettersAndDigits(text));

describe('what counts of a word that names equipment', () => {
  test.each([
    ['Trolley ECG', 'trolley-ecg'],
    ['ULTRASOUND', 'ultrasound'],
    ['ultra sound', 'ultrasound'],
    ['Ｘ‐Ｒａｙ', 'x-ray'],
    ['Ultraschall (neu)', 'ultraschall neu'],
    ['Gerät', 'Gera\u0308t'],
    ['エコー', 'ｴｺｰ'],
  ])('%s is %s: letters and digits, in any script and width', (one, other) => {
    expect(lettersAndDigits(one)).toBe(lettersAndDigits(other));
  });

  test.each([
    ['ECG 1', 'ECG 2'],
    ['เครื่อง', 'เครอง'],
  ])('%s is not %s', (one, other) => {
    expect(lettersAndDigits(one)).not.toBe(lettersAndDigits(other));
  });

  test('what counts of it is the same the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(lettersAndDigits(lettersAndDigits(text))).toBe(lettersAndDigits(text));
      }),
    );
  });
});

test.each(['', ' ', '-', 'none', 'None.', 'NO', 'n/a', 'No, ', 'Keine', 'nein', 'aucun', 'false', 'なし'])(
  '“%s” asks for nothing',
  (word) => {
    expect(asksForNothing(word)).toBe(true);
  },
);

describe('a clinic’s equipment is asked for', () => {
  const words = equipmentWords(
    {
      equipment: ['laser', 'ecg-trolley', 'ecg'],
      equipmentNames: [
        { tag: 'ecg-trolley', name: 'Trolley ECG', aliases: ['EKG', '心電図', 'none'] },
        { tag: 'ecg', aliases: ['laser', 'EKG'] },
      ],
    },
    digest,
  );

  test.each([
    ['Laser', 'laser'],
    ['ecg trolley', 'ecg-trolley'],
    ['trolley-ecg', 'ecg-trolley'],
    ['ekg', 'ecg-trolley'],
    ['心電図', 'ecg-trolley'],
    ['ECG', 'ecg'],
  ])('by “%s” as %s: by tag, name or alias; a tag before all names, else the first', (said, tag) => {
    expect(words.get(asked(said))).toBe(tag);
  });

  test('and by no word that means nothing, nor by one that it does not go by', () => {
    for (const said of ['none', '', 'ultrasound', 'hiv']) expect(words.get(asked(said))).toBeUndefined();
  });
});
