import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature, as HTTP API hands it over. */
export const SIGNATURE_HEADER = 'x-cal-signature-256';

/** The secrets a webhook may be signed with; two of them while one replaces the other. */
export type WebhookSecrets = { readonly current: string; readonly previous?: string };

/** SHA-256 in hex and nothing else: no prefix, no list. Without a secret Cal.com sends `no-secret-provided`. */
const HEX = /^[0-9a-f]{64}$/i;

/** Whether the header could be a signature at all. */
export const isSignature = (header: string | undefined): header is string =>
  header !== undefined && HEX.test(header);

/**
 * Whether Cal.com signed exactly these bytes: hex HMAC-SHA256 of the raw body under one of the secrets, compared in
 * constant time. It covers no time: a replay is as good as the original, so what follows must be idempotent.
 */
export const isSignedBy = (
  body: Uint8Array,
  header: string | undefined,
  secrets: WebhookSecrets,
): boolean => {
  if (!isSignature(header)) return false;
  const claimed = Buffer.from(header, 'hex');
  const matches = [secrets.current, secrets.previous ?? '']
    .filter((secret) => secret !== '') // anyone can sign with an empty one
    .map((secret) => timingSafeEqual(claimed, createHmac('sha256', secret).update(body).digest()));
  return matches.includes(true);
};
