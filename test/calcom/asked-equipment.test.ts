import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askedEquipment } from '../../shared/calcom/asked-equipment.ts';

test.each<[string, unknown, string[]]>([
  ['a string', 'ultrasound', ['ultrasound']],
  ['a comma list', 'Ultrasound, ECG ,laser', ['ecg', 'laser', 'ultrasound']],
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
  ['a repetition', 'ecg,ECG, ecg', ['ecg']],
])('equipment answered as %s is read', (_, answer, tags) => {
  expect(askedEquipment(answer)).toEqual({ tags, unreadable: false });
});

test.each([[undefined], [null], [''], [' , '], [[]], [false], [['']], [{ label: 'None', value: '' }]])(
  '%j is no answer',
  (answer) => {
    expect(askedEquipment(answer)).toBeUndefined();
  },
);

test.each<[string, unknown, string[]]>([
  ['a ticked box', true, []],
  ['a number', 7, []],
  ['an object', { equipment: 'ultrasound' }, []],
  ['a sentence', 'the machine with the gel', []],
  ['a sentence beside a tag', 'ultrasound, please be gentle', ['ultrasound']],
  ['a telephone number', '03012345678', []],
  ['a telephone number with a word', 'tel030123456', []],
  ['a date of birth', 'ecg,1957-03-29', ['ecg']],
  ['a mail address', 'zoe@mail.example', []],
  ['an overlong word', 'x'.repeat(33), []],
  ['arrays in arrays in arrays', [[[['ultrasound']]]], []],
])('%s instead of equipment is unreadable, and only clean tags travel', (_, answer, tags) => {
  expect(askedEquipment(answer)).toEqual({ tags, unreadable: true });
});

test('whatever is answered, nothing but sixteen short tags comes out', () => {
  fc.assert(
    fc.property(fc.anything(), (answer) => {
      const asked = askedEquipment(answer);
      expect(asked?.tags.length ?? 0).toBeLessThanOrEqual(16);
      for (const tag of asked?.tags ?? []) expect(tag).toMatch(/^[a-z0-9-]{1,32}$/);
    }),
  );
});

test('the order of the answers makes no difference', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['ecg', 'laser', 'lift', 'a b', 'ultrasound']), (answer) => {
      expect(askedEquipment(answer)).toEqual(askedEquipment(answer.toReversed()));
    }),
  );
});
