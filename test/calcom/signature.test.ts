import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSignedBy } from '../../shared/calcom/signature.ts';
import { signatureOf } from '../support/signed-delivery.ts';

const body = Buffer.from('{"triggerEvent":"BOOKING_CREATED","payload":{"title":"Ultraschall für Zoë"}}');
const secrets = { current: 'now', previous: 'before' };
const right = signatureOf(body, 'now');

describe('a delivery is believed', () => {
  test('by the documented test vector', () => {
    const vector = Buffer.from(
      '{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-10-05T07:00:00.123Z","payload":{"uid":"x1Yz2","location":"Room 3B — Floor 2, North wing","title":"Ultraschall für Zoë"}}',
    );
    const signature = 'be6acfe933ed092ee67d628233c15a2a573095ecbfe695028c24344c864f081f';
    expect(vector.byteLength).toBe(176);
    expect(isSignedBy(vector, signature, { current: 'whsec_test' })).toBe(true);
  });

  test.each([
    ['signed with the current secret', right],
    ['signed with the previous secret', signatureOf(body, 'before')],
    ['with the signature in capitals', right.toUpperCase()],
  ])('when it is %s', (_, header) => {
    expect(isSignedBy(body, header, secrets)).toBe(true);
  });
});

describe('a delivery is not believed', () => {
  test.each<[string, string | undefined]>([
    ['has no signature', undefined],
    ['has an empty signature', ''],
    ['was sent by a webhook without a secret', 'no-secret-provided'],
    ['is signed with another secret', signatureOf(body, 'guess')],
    ['is signed with an empty secret', signatureOf(body, '')],
    ['has a signature of odd length', right.slice(1)],
    ['has a truncated signature', right.slice(0, 62)],
    ['has a signature with something after it', `${right}00`],
    ['has a signature that is not hex', `${right.slice(0, 62)}zz`],
    ['has a prefixed signature', `sha256=${right}`],
    ['has its signature twice', `${right},${right}`],
    ['has its signature twice with a space', `${right}, ${right}`],
    ['has a signature in white space', ` ${right}`],
    ['has a line break after its signature', `${right}\n`],
  ])('when it %s', (_, header) => {
    expect(isSignedBy(body, header, secrets)).toBe(false);
  });

  test('when secrets are empty, anyone who signs with nothing', () => {
    expect(isSignedBy(body, signatureOf(body, ''), { current: '', previous: '' })).toBe(false);
  });

  test('when it was parsed and written again on the way', () => {
    const spaced = Buffer.from('{ "price": 1.0, "title": "Zo\\u00eb" }');
    const again = Buffer.from(JSON.stringify(JSON.parse(spaced.toString())));
    expect(isSignedBy(spaced, signatureOf(spaced, 'now'), secrets)).toBe(true);
    expect(isSignedBy(again, signatureOf(spaced, 'now'), secrets)).toBe(false);
  });

  test('when any one bit of body or signature is flipped', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.nat(7),
        fc.nat(63),
        (bytes, at, bit, digit) => {
          const signature = signatureOf(bytes, 'now');
          expect(isSignedBy(bytes, signature, secrets)).toBe(true);
          const flipped = Uint8Array.from(bytes);
          const index = at % bytes.length;
          flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
          expect(isSignedBy(flipped, signature, secrets)).toBe(false);
          const other = signature[digit] === '0' ? '1' : '0';
          const changed = signature.slice(0, digit) + other + signature.slice(digit + 1);
          expect(isSignedBy(bytes, changed, secrets)).toBe(false);
        },
      ),
    );
  });

  test('when its bytes are not UTF-8 and were replaced on the way', () => {
    const raw = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d);
    const replaced = Buffer.from(Buffer.from(raw).toString('utf8'));
    expect(isSignedBy(raw, signatureOf(raw, 'now'), secrets)).toBe(true);
    expect(isSignedBy(replaced, signatureOf(raw, 'now'), secrets)).toBe(false);
  });
});
