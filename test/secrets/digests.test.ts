import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestsOf, storedDigests, VISIT_CODE } from '../../shared/secrets/digests.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';

const { visit, word } = digestsOf('a'.repeat(64));

test('a visit code is two groups of four signs that no one confuses, and always the same for a booking', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (uid) => {
      expect(visit(uid)).toMatch(VISIT_CODE);
      expect(visit(uid)).toBe(visit(uid));
    }),
  );
  for (const confused of ['I', 'L', 'O', 'U']) expect(`AAAA-AAA${confused}`).not.toMatch(VISIT_CODE);
});

test('of ten thousand bookings no two have the same code', () => {
  const codes = Array.from({ length: 10_000 }, (_, each) => visit(`uid-${each}`));
  expect(new Set(codes).size).toBe(codes.length);
});

test('another key makes other codes, and a word’s digest is no visit code of it', () => {
  const other = digestsOf('b'.repeat(64));
  expect(other.visit('u')).not.toBe(visit('u'));
  expect(other.word('hiv')).not.toBe(word('hiv'));
  expect(word('hiv')).toMatch(/^~[0-9a-f]{32}$/);
});

test.each(['{}', '{"key":"short"}', 'key'])('a key of another shape (%s) is none', async (text) => {
  await expect(storedDigests('id', async () => text, Date.now)()).rejects.toThrow(SecretUnavailable);
});
