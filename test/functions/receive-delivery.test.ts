import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { type ReceiveDependencies, receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import type { WebhookSecrets } from '../../shared/calcom/signature.ts';
import type { BookingMessage } from '../../shared/domain/booking-event.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';
import { plantedDelivery, plantedIn, plantedStrings } from '../support/planted-delivery.ts';
import { examplePayload, signatureOf, signedDelivery, WEBHOOK_SECRET } from '../support/signed-delivery.ts';

/** Everything that leaves the function: the queue's messages, the log, the counts. */
const left = { messages: [] as string[], lines: [] as string[], counts: [] as string[] };
beforeEach(() => {
  left.messages = [];
  left.lines = [];
  left.counts = [];
});

const line = (level: string) => (sentence: string, fields: object) =>
  void left.lines.push(JSON.stringify({ level, sentence, ...fields }));

const secrets = (known: WebhookSecrets, fresh = known): ReceiveDependencies['secrets'] => ({
  get: async () => known,
  refetched: async () => fresh,
});

const deps = (but: Partial<ReceiveDependencies> = {}): ReceiveDependencies => ({
  secrets: secrets({ current: WEBHOOK_SECRET }),
  words: madeUpWords,
  enqueue: async (event) => void left.messages.push(toBookingMessage(event)),
  log: { info: line('info'), warn: line('warn'), error: line('error') },
  count: (metric) => void left.counts.push(metric),
  now: () => Date.UTC(2026, 9, 20),
  ...but,
});

/** Status and body of the answer to a request. */
const answered = async (request: APIGatewayProxyEventV2, but: Partial<ReceiveDependencies> = {}) => {
  const { statusCode, body, headers } = await receiveDelivery(deps(but))(request);
  expect(headers?.['content-type']).toBe('application/json');
  return { status: statusCode, body: JSON.parse(body ?? '') };
};

const created = examplePayload('BOOKING_CREATED');
const accepted = { status: 200, body: { ok: true, outcome: 'accepted' } };
const refused = { status: 401, body: { ok: false, error: 'invalid signature' } };

describe('the answer to each of Cal.com’s examples', () => {
  test.each([
    ['BOOKING_CREATED', 'accepted'],
    ['BOOKING_RESCHEDULED', 'accepted'],
    ['BOOKING_CANCELLED', 'accepted'],
    ['BOOKING_REJECTED', 'accepted'],
    ['BOOKING_REQUESTED', 'accepted'],
    ['BOOKING_LOCATION_UPDATED', 'accepted'],
    ['BOOKING_NO_SHOW_UPDATED', 'accepted'],
    ['BOOKING_PAID', 'accepted'],
    ['BOOKING_PAYMENT_INITIATED', 'accepted'],
    ['BOOKING_REASSIGNED', 'accepted'],
    ['MEETING_ENDED', 'accepted'],
    ['MEETING_STARTED', 'accepted'],
    ['PING', 'ignored'],
  ])('%s is %s', async (trigger, outcome) => {
    expect(await answered(signedDelivery(examplePayload(trigger)))).toEqual({
      status: 200,
      body: { ok: true, outcome },
    });
    expect(left.counts).toEqual([outcome]);
    expect(left.messages).toHaveLength(outcome === 'accepted' ? 1 : 0);
  });
});

test('a location mailed again that had not changed is counted, by Cal.com’s own echo', async () => {
  const echo = examplePayload('BOOKING_LOCATION_UPDATED');
  const again = { ...echo, payload: { ...echo.payload, previousLocation: echo.payload.location } };
  expect(await answered(signedDelivery(again))).toEqual(accepted);
  expect(left.counts).toEqual(['mailedAgain', 'accepted']);
  expect(left.messages.join()).not.toContain('Room');
});

describe('who may deliver', () => {
  const bytes = Buffer.from(JSON.stringify(created));
  const right = signatureOf(bytes);

  test.each<[string, string | null]>([
    ['no signature', null],
    ['an empty signature', ''],
    ['the words of a webhook without a secret', 'no-secret-provided'],
    ['a signature of odd length', right.slice(1)],
    ['a truncated signature', right.slice(0, 40)],
    ['a signature that is not hex', `${right.slice(0, 60)}wxyz`],
    ['a prefixed signature', `sha256=${right}`],
    ['a doubled signature', `${right}, ${right}`],
    ['a signature by another secret', signatureOf(bytes, 'guess')],
    ['a signature by an empty secret', signatureOf(bytes, '')],
  ])('%s is refused, and nothing is enqueued', async (_, signature) => {
    expect(await answered(signedDelivery(bytes, { signature }))).toEqual(refused);
    expect(left.messages).toEqual([]);
    expect(left.counts).toEqual(['refused']);
  });

  test('a signature in capitals is Cal.com’s too', async () => {
    expect(await answered(signedDelivery(bytes, { signature: right.toUpperCase() }))).toEqual(accepted);
  });

  test('one flipped byte is refused', async () => {
    const flipped = Buffer.from(bytes);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    expect(await answered(signedDelivery(flipped, { signature: right }))).toEqual(refused);
  });

  test('a body that was written anew on the way is refused', async () => {
    const spaced = JSON.stringify(created, null, 2);
    expect(await answered(signedDelivery(bytes, { signature: signatureOf(spaced) }))).toEqual(refused);
  });

  test('a base64 body is taken for its bytes', async () => {
    expect(await answered(signedDelivery(created, { base64: true }))).toEqual(accepted);
  });

  test.each([
    ['plain text that claims to be base64', false, true],
    ['base64 that claims to be plain text', true, false],
  ])('%s is refused', async (_, base64, isBase64Encoded) => {
    const request = { ...signedDelivery(created, { base64 }), isBase64Encoded };
    expect(await answered(request)).toEqual(refused);
  });

  test('bytes that are not UTF-8 are refused as text and quarantined as signed bytes', async () => {
    const inTitle = bytes.indexOf('Dr. Ada');
    const raw = Buffer.concat([bytes.subarray(0, inTitle), Buffer.of(0xff, 0xfe), bytes.subarray(inTitle)]);
    expect(await answered(signedDelivery(raw))).toEqual(refused);
    expect(await answered(signedDelivery(raw, { base64: true }))).toMatchObject({
      body: { outcome: 'quarantined' },
    });
  });

  test('while one secret replaces another, both are good', async () => {
    const both = { secrets: secrets({ current: 'new', previous: 'old' }) };
    expect(await answered(signedDelivery(created, { secret: 'new' }), both)).toEqual(accepted);
    expect(await answered(signedDelivery(created, { secret: 'old' }), both)).toEqual(accepted);
    expect(await answered(signedDelivery(created, { secret: 'older' }), both)).toEqual(refused);
  });

  test('a secret that was exchanged since it was cached is looked up again', async () => {
    const exchanged = { secrets: secrets({ current: 'old' }, { current: 'new', previous: 'old' }) };
    expect(await answered(signedDelivery(created, { secret: 'new' }), exchanged)).toEqual(accepted);
  });

  test('without a secret no one is believed and Cal.com is told that it is our fault', async () => {
    const none = async (): Promise<never> => {
      throw new SecretUnavailable('no secret is configured');
    };
    const request = signedDelivery(created, { secret: '' });
    expect(await answered(request, { secrets: { get: none, refetched: none } })).toEqual({
      status: 503,
      body: { ok: false, error: 'temporarily unavailable' },
    });
    expect(left.lines).toEqual([expect.stringContaining('SecretUnavailable')]);
    expect(left.counts).toEqual(['failed']);
  });
});

describe('how much is looked at', () => {
  const ofBytes = (size: number): string => {
    const padded = JSON.stringify({ ...created, padding: '' });
    return JSON.stringify({ ...created, padding: 'x'.repeat(size - padded.length) });
  };

  test.each([false, true])('200 KiB are taken (base64 %s)', async (base64) => {
    const request = signedDelivery(ofBytes(200 * 1024), { base64 });
    expect(await answered(request)).toEqual(accepted);
  });

  test.each([false, true])('a byte more is not (base64 %s)', async (base64) => {
    const { status } = await answered(signedDelivery(ofBytes(200 * 1024 + 1), { base64 }));
    expect(status).toBe(413);
  });

  test.each([false, true])('whatever length is announced, the bytes count (base64 %s)', async (base64) => {
    const request = signedDelivery(ofBytes(200 * 1024 + 1), { base64, headers: { 'content-length': '7' } });
    expect((await answered(request)).status).toBe(413);
  });

  test('bytes count, not characters', async () => {
    const { status } = await answered(
      signedDelivery({ ...created, padding: 'ü'.repeat(110_000) }, { headers: { 'content-length': '7' } }),
    );
    expect(status).toBe(413);
  });

  test('a body announced as larger is not waited for', async () => {
    const { status } = await answered(signedDelivery(created, { headers: { 'content-length': '204801' } }));
    expect(status).toBe(413);
  });

  test('a request without a body is refused', async () => {
    const { body: _, ...request } = signedDelivery('');
    expect((await answered({ ...request, headers: {} })).status).toBe(401);
  });
});

describe('what is acknowledged is not lost', () => {
  test('the event is in the queue before the answer', async () => {
    await answered(signedDelivery(created));
    expect(fromBookingMessage(left.messages[0] ?? '')).toMatchObject({
      trigger: 'BOOKING_CREATED',
      fact: { uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe' },
    });
  });

  test('a queue that takes nothing is a 503, without a word about why', async () => {
    const enqueue = async (_: BookingMessage): Promise<never> => {
      throw new Error(`refused ${JSON.stringify(created)}`);
    };
    expect(await answered(signedDelivery(created), { enqueue })).toEqual({
      status: 503,
      body: { ok: false, error: 'temporarily unavailable' },
    });
    expect(left.lines.join()).not.toContain('Pat');
  });

  test('a quarantined delivery is counted and leaves its hash, size, trigger and paths, no more', async () => {
    await answered(signedDelivery(plantedDelivery('BOOKING_CREATED', { broken: true })));
    expect(left.counts).toEqual(['quarantined']);
    expect(left.lines.map((each) => JSON.parse(each))).toEqual([
      {
        level: 'error',
        sentence: 'delivery quarantined',
        deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: expect.any(Number),
        trigger: 'BOOKING_CREATED',
        paths: ['payload.uid', 'payload.startTime', 'payload.eventTypeId'],
      },
    ]);
  });

  test.each(['', '{', 'false', 'null', '[]', '"text"', '7', '{"triggerEvent":{}}', '['.repeat(150_000)])(
    'a rightly signed %.20s is quarantined',
    async (body) => {
      expect(await answered(signedDelivery(body))).toEqual({
        status: 200,
        body: { ok: true, outcome: 'quarantined' },
      });
    },
  );
});

describe('no word about a person leaves the webhook', () => {
  test('the builder plants what it says', () => {
    const body = JSON.stringify(plantedDelivery());
    expect(plantedIn(body).length).toBe(plantedStrings.length);
  });

  test.each([
    'BOOKING_CREATED',
    'BOOKING_RESCHEDULED',
    'BOOKING_REQUESTED',
    'BOOKING_CANCELLED',
    'BOOKING_REJECTED',
  ] as const)('of %s', async (trigger) => {
    for (const broken of [false, true])
      for (const location of [
        '+493090182073',
        '17 Larkspur Crescent, third bell',
        'https://meet.example/Xylander',
      ])
        await answered(signedDelivery(plantedDelivery(trigger, { broken, location })));
    expect(left.messages).toHaveLength(3);
    expect(left.lines).toHaveLength(6);
    expect(plantedIn([...left.messages, ...left.lines].join('\n'))).toEqual([]);
  });

  test('of an unknown trigger, a refused delivery, a broken body, or a queue that fails', async () => {
    const body = plantedDelivery();
    await answered(signedDelivery({ ...body, triggerEvent: 'Wilhelmina Xylander' }));
    await answered(signedDelivery(body, { signature: 'Xylander' }));
    await answered(signedDelivery(`${JSON.stringify(body)} Xylander`));
    await answered(signedDelivery(body), {
      enqueue: async () => {
        throw new Error(JSON.stringify(body));
      },
    });
    expect(left.lines).toHaveLength(4);
    expect(plantedIn([...left.messages, ...left.lines].join('\n'))).toEqual([]);
  });
});
