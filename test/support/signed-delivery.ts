import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { httpEvent } from './http-event.ts';

export const WEBHOOK_SECRET = 'a-secret-of-the-tests';

/** Cal.com's example payload for a trigger, parsed anew each time. */
export const examplePayload = (
  trigger: string,
): { payload: Record<string, unknown> } & Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../bin/sandbox/deliveries/${trigger}.json`, import.meta.url), 'utf8'));

/** The signature that Cal.com would send with these bytes. */
export const signatureOf = (bytes: Uint8Array | string, secret: string = WEBHOOK_SECRET): string =>
  createHmac('sha256', secret).update(bytes).digest('hex');

/** A delivery as HTTP API hands it to the webhook function: rightly signed, unless told otherwise. */
export const signedDelivery = (
  body: unknown,
  but: {
    readonly secret?: string;
    /** Sent in place of the right signature; `null` sends none. */
    readonly signature?: string | null;
    readonly base64?: boolean;
    readonly headers?: Record<string, string>;
  } = {},
): APIGatewayProxyEventV2 => {
  const bytes =
    body instanceof Uint8Array
      ? Buffer.from(body)
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signature = but.signature === undefined ? signatureOf(bytes, but.secret) : but.signature;
  return httpEvent('POST', '/api/webhooks/cal', {
    headers: {
      'content-type': 'application/json',
      'content-length': String(bytes.byteLength),
      'x-cal-webhook-version': '2021-10-20',
      ...(signature !== null && { 'x-cal-signature-256': signature }),
      ...but.headers,
    },
    body: bytes.toString(but.base64 ? 'base64' : 'utf8'),
    isBase64Encoded: but.base64 ?? false,
  });
};
