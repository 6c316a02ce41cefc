import fc from 'fast-check';
import { expect, test } from 'vitest';
import { begunBy } from '../../shared/domain/folded-words.ts';

test.each([
  ['xyl', 'Wilhelmina Xylander'],
  ['wil xyl', 'Wilhelmina Xylander'],
  ['xyl wil', 'Wilhelmina Xylander'],
  ['MÜLL', 'Anna Müller'],
  ['mull', 'Anna Müller'],
  ['mueller', 'Anna Müller'],
  ['müller', 'Anna Mueller'],
  ['strass', 'Ernst Straßmann'],
  ['lukasz', 'Łukasz Nowak'],
  ['obr', 'Sinéad O’Brien'],
  ["o'b", 'Sinéad O’Brien'],
  ['sinead', 'Sine\u0301ad O’Brien'],
  ['soren', 'Søren'],
  ['soeren', 'Søren'],
  ['schmidt', 'Karla Vogel-Schmidt'],
])('“%s” finds %s', (asked, name) => {
  expect(begunBy(asked)(name)).toBe(true);
});

test.each([
  ['lander', 'Wilhelmina Xylander'],
  ['wil abc', 'Wilhelmina Xylander'],
  ['', 'Wilhelmina Xylander'],
  [' -', 'Wilhelmina Xylander'],
  ['xylanders', 'Wilhelmina Xylander'],
])('“%s” does not find %s', (asked, name) => {
  expect(begunBy(asked)(name)).toBe(false);
});

test('whatever a name is, the beginning of any word of it finds it, in capitals or not', () => {
  const word = fc.stringMatching(/^[a-zA-ZäöüÄÖÜéèñçß]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(),
      (words, which, length) => {
        const one = words[which % words.length] ?? '';
        const asked = one.slice(0, 1 + (length % one.length));
        const name = words.join(' ');
        expect(begunBy(asked)(name)).toBe(true);
        expect(begunBy(asked.toLowerCase())(name)).toBe(true);
      },
    ),
  );
});
