import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asWords, madeUpDigests } from '../../bin/simulation/digests.ts';
import { askedEquipment as read } from '../../shared/calcom/asked-equipment.ts';

const askedEquipment = (answer: unknown) => read(answer, madeUpDigests.word);

test.each<[string, unknown, string[]]>([
  ['a string', 'ultrasound', ['ultrasound']],
  ['an option’s label', 'Ultrasound Machine', ['ultrasound machine']],
  ['a comma list', 'Ultrasound, ECG ,laser', ['ecg', 'laser', 'ultrasound']],
  [
    'a list by semicolons and lines',
    'Ultrasound; ECG\nlaser\r\nlift',
    ['ecg', 'laser', 'lift', 'ultrasound'],
  ],
  ['an array', ['ultrasound', 'ecg'], ['ecg', 'ultrasound']],
  ['a select', { label: 'Ultrasound machine', value: 'ultrasound' }, ['ultrasound']],
  [
    'several selects',
    [
      { label: 'A', value: 'ecg' },
      { label: 'B', value: 'laser' },
    ],
    ['ecg', 'laser'],
  ],
  ['a repetition', 'ecg,ECG, e-c-g', ['ecg']],
  ['something beside nothing', 'none, ecg', ['ecg']],
  ['a sentence', 'the machine with the gel', ['themachinewiththegel']],
])('equipment answered as %s is read, and of each word its digest comes out', (_, answer, words) => {
  expect(askedEquipment(answer)).toEqual({ tags: asWords(...words), unreadable: false });
});

test.each([
  [undefined],
  [null],
  [''],
  [' , '],
  [';\n'],
  ['none'],
  ['No'],
  ['n/a'],
  ['Keine'],
  [[]],
  [false],
  [['']],
  [['none']],
  [{ label: 'None', value: '' }],
  [{ label: 'Equipment', value: 'no' }],
])('%j is no answer', (answer) => {
  expect(askedEquipment(answer)).toBeUndefined();
});

test.each<[string, unknown, string[]]>([
  ['a ticked box', true, []],
  ['a number', 7, []],
  ['an object', { equipment: 'ultrasound' }, []],
  ['an overlong word beside one', `ecg,${'x'.repeat(81)}`, ['ecg']],
  ['arrays in arrays in arrays', [[[['ultrasound']]]], []],
])('%s instead of equipment is unreadable', (_, answer, words) => {
  expect(askedEquipment(answer)).toEqual({ tags: asWords(...words), unreadable: true });
});

test('whatever is answered, nothing but sixteen digests comes out', () => {
  fc.assert(
    fc.property(fc.anything(), (answer) => {
      const asked = askedEquipment(answer);
      expect(asked?.tags.length ?? 0).toBeLessThanOrEqual(16);
      for (const tag of asked?.tags ?? []) expect(tag).toMatch(/^~[0-9a-f]{32}$/);
    }),
  );
});

test('a word can be told from its digest by no one who has not the key', () => {
  const other = read('hiv', (word) => `~${word.length}`);
  expect(JSON.stringify(askedEquipment('hiv'))).not.toContain('hiv');
  expect(askedEquipment('hiv')).not.toEqual(other);
});

test('the order of the answers makes no difference', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['ecg', 'laser', 'lift', 'a b', 'ultrasound']), (answer) => {
      expect(askedEquipment(answer)).toEqual(askedEquipment(answer.toReversed()));
    }),
  );
});
