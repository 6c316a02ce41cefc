import { createHmac } from 'node:crypto';

/** What Cal.com puts into `X-Cal-Signature-256`: lower-case hex HMAC-SHA256 over the body's UTF-8 bytes. */
export const webhookSignature = (secret: string | null, body: string): string => {
  // Without a secret the header is there all the same, with these literal words.
  if (secret === null || secret === '') return 'no-secret-provided';
  return createHmac('sha256', secret).update(body, 'utf8').digest('hex');
};
