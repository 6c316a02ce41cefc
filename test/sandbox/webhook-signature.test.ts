import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { webhookSignature } from '../../bin/sandbox/webhook-signature.ts';
import { sandboxOnVirtualTime } from './sandbox-on-virtual-time.ts';

test('the contract’s test vector has the contract’s signature', () => {
  const body =
    '{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-10-05T07:00:00.123Z","payload":{"uid":"x1Yz2","location":"Room 3B — Floor 2, North wing","title":"Ultraschall für Zoë"}}';
  expect(Buffer.byteLength(body)).toBe(176);
  expect(webhookSignature('whsec_test', body)).toBe(
    'be6acfe933ed092ee67d628233c15a2a573095ecbfe695028c24344c864f081f',
  );
});

test('a webhook without a secret is sent with the words no-secret-provided', async () => {
  const { book, received } = sandboxOnVirtualTime({
    webhook: { subscriberUrl: 'https://rooms.example', secret: null },
  });
  await book();
  expect(received[0]?.headers['X-Cal-Signature-256']).toBe('no-secret-provided');
});

test('a delivery carries the signature of its exact bytes, its version and JSON', async () => {
  const { book, received } = sandboxOnVirtualTime();
  await book();
  const [delivery] = received;
  expect(delivery?.headers).toEqual({
    'Content-Type': 'application/json',
    'X-Cal-Signature-256': createHmac('sha256', 'whsec_test')
      .update(delivery?.raw ?? '')
      .digest('hex'),
    'X-Cal-Webhook-Version': '2021-10-20',
  });
});

test('text outside ASCII stays UTF-8 in the body and is not escaped', async () => {
  const { sandbox, time, received, book } = sandboxOnVirtualTime();
  const { uid } = await book();
  sandbox.editLocation(uid, 'Raum 3B — Flügel Nord');
  await time.pass(1_000);
  expect(received.at(-1)?.raw).toContain('Raum 3B — Flügel Nord');
});

test('after a rotation the next delivery is signed with the new secret', async () => {
  const { sandbox, received, book } = sandboxOnVirtualTime();
  sandbox.rotateWebhookSecret('whsec_next');
  await book();
  expect(received[0]?.headers['X-Cal-Signature-256']).toBe(
    webhookSignature('whsec_next', received[0]?.raw ?? ''),
  );
});

test('the test button sends a signed ping without uid, booking id, event type or organiser id', async () => {
  const { sandbox, received } = sandboxOnVirtualTime();
  await sandbox.ping();
  expect(received[0]?.trigger).toBe('PING');
  expect(received[0]?.headers['X-Cal-Signature-256']).toMatch(/^[0-9a-f]{64}$/);
  for (const absent of ['uid', 'bookingId', 'eventTypeId'])
    expect(received[0]?.body.payload).not.toHaveProperty(absent);
  expect(received[0]?.body.payload.organizer).not.toHaveProperty('id');
});
