import { expect, test } from 'vitest';
import { postSigner } from '../../shared/queue/aws-signature.ts';

const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

test('signs the plain POST of AWS’s own test suite as it says there', () => {
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
  expect(postSigner('us-east-1', 'service')(KEY, '20150830T123600Z', headers, '')).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
      'SignedHeaders=host;x-amz-date, ' +
      'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  );
});

test('the key of a day is not used on the next, nor that of a secret for another', () => {
  const sign = postSigner('us-east-1', 'service');
  const signed = (time: string, secretAccessKey: string, by = sign): string =>
    by({ ...KEY, secretAccessKey }, time, { 'x-amz-date': time }, 'body');
  for (const [time, secret] of [
    ['20150830T235959Z', 'one'],
    ['20150831T000000Z', 'one'],
    ['20150831T000000Z', 'two'],
  ] as const)
    expect(signed(time, secret)).toBe(signed(time, secret, postSigner('us-east-1', 'service')));
});
