import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { buildApp } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import type { BookingMessage } from '../../shared/domain/booking-event.ts';
import { toBookingMessage } from '../../shared/queue/booking-message.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { examplePayload, signedDelivery, WEBHOOK_SECRET } from '../support/signed-delivery.ts';

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/000000000000/bookings';
/** More bytes than characters. */
const MESSAGE: BookingMessage = {
  deliveryId: 'ab'.repeat(32),
  trigger: 'BOOKING_CANCELLED',
  receivedAt: 1,
  fact: { uid: 'zürich-静か', standing: 'ended', createdAt: 1, how: 'cancelled' },
};
const MD5 = createHash('md5').update(toBookingMessage(MESSAGE)).digest('hex');
const TAKEN = { status: 200, json: { MessageId: 'm-1', MD5OfMessageBody: MD5 } };

type Request = { readonly headers: IncomingMessage['headers']; readonly body: string; readonly port: number };
type Answer = { readonly status: number; readonly json: object } | 'hang-up' | 'silence';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => void vi.unstubAllEnvs());

/** A queue that gives these answers, one after the other, and keeps what it was asked. */
const queueAnswering = async (...answers: readonly Answer[]): Promise<Request[]> => {
  const asked: Request[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const next =
      answers[asked.push({ headers: request.headers, body, port: request.socket.remotePort ?? 0 }) - 1];
    if (next === 'silence') return;
    if (next === undefined || next === 'hang-up') return void request.socket.resetAndDestroy();
    response.writeHead(next.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(next.json));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return asked;
};
const refusal = async (sent: Promise<void>): Promise<unknown> => {
  const error = await sent.then(
    () => new Error('taken'),
    (reason: Error) => reason,
  );
  expect(error.name).toBe('NotEnqueued');
  return (error.cause as Error).message;
};

describe('what is sent', () => {
  test('arrives in the queue, letter by letter', async () => {
    const queues = buildApp({ logger: false });
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', await queues.listen({ port: 0, host: '127.0.0.1' }));
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    onTestFinished(async () => {
      sqs.destroy();
      await queues.close();
    });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bookings' }));
    await bookingSender(QueueUrl)(MESSAGE);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual([toBookingMessage(MESSAGE)]);
  });

  test('is signed as Smithy signs it, the session’s token included, with the credentials of the moment', async () => {
    const asked = await queueAnswering(TAKEN, TAKEN);
    vi.stubEnv('AWS_SESSION_TOKEN', 'token-1');
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'renewed');
    vi.stubEnv('AWS_SESSION_TOKEN', 'token-2');
    await enqueue(MESSAGE);
    const [first, second] = asked;
    expect(await smithys(first, { secretAccessKey: 'local', sessionToken: 'token-1' })).toBe(
      first?.headers.authorization,
    );
    expect(await smithys(second, { secretAccessKey: 'renewed', sessionToken: 'token-2' })).toBe(
      second?.headers.authorization,
    );
    expect(first?.headers.authorization).toContain('x-amz-security-token');
  });

  test('uses the same connection for the next', async () => {
    const asked = await queueAnswering(TAKEN, TAKEN);
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    await enqueue(MESSAGE);
    expect(asked[1]?.port).toBe(asked[0]?.port);
  });

  test('tells the trace of its invocation on Lambda', async () => {
    const asked = await queueAnswering(TAKEN, TAKEN);
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'receive');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-2');
    await enqueue(MESSAGE);
    expect(asked.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual([undefined, 'Root=1-2']);
  });
});

describe('a second try, and no third', () => {
  const BROKEN = { status: 500, json: { __type: 'com.amazonaws.sqs#InternalFailure' } };
  const THROTTLED = { status: 400, json: { __type: 'com.amazonaws.sqs#RequestThrottled' } };
  test.each<[string, Answer, string]>([
    ['breaks', BROKEN, '500 InternalFailure'],
    ['is overloaded', THROTTLED, '400 RequestThrottled'],
    ['hangs up', 'hang-up', 'ECONNRESET'],
    ['is silent', 'silence', 'TimedOut'],
    ['names no message', { status: 200, json: { MD5OfMessageBody: MD5 } }, 'NoMessageId'],
    [
      'took another text',
      { status: 200, json: { MessageId: 'm', MD5OfMessageBody: MD5.slice(1) } },
      'WrongHash',
    ],
  ])('when the queue %s', async (_what, answer, why) => {
    const asked = await queueAnswering(answer, TAKEN, answer, answer);
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    expect(asked.map(({ body }) => body)).toEqual([asked[0]?.body, asked[0]?.body]);
    expect(await refusal(enqueue(MESSAGE))).toBe(why);
    expect(asked).toHaveLength(4);
  });

  test('over a connection of its own, when those kept open were all closed over there', async () => {
    const asked = await queueAnswering(TAKEN, TAKEN, 'hang-up', TAKEN);
    const enqueue = bookingSender(QUEUE_URL);
    await Promise.all([enqueue(MESSAGE), enqueue(MESSAGE)]);
    await enqueue(MESSAGE);
    const [one, other, stale, retried] = asked.map(({ port }) => port);
    expect([one, other]).toContain(stale);
    expect([one, other]).not.toContain(retried);
    expect(retried).toBeTypeOf('number');
  });
});

test('a queue that stays silent is a 503 after a second and a half at most, and not before the second try', async () => {
  const asked = await queueAnswering('silence', 'silence');
  const clock = vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const asksFor = async (tries: number): Promise<void> => {
    while (asked.length < tries) await new Promise((resolve) => setImmediate(resolve));
  };
  let status: number | undefined;
  const known = async () => ({ current: WEBHOOK_SECRET });
  const answer = receiveDelivery({
    secrets: { get: known, refetched: known },
    enqueue: bookingSender(QUEUE_URL),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    count: () => {},
    now: Date.now,
  })(signedDelivery(examplePayload('BOOKING_CANCELLED'))).then(({ statusCode }) => {
    status = statusCode;
  });
  await asksFor(1);
  await clock.advanceTimersByTimeAsync(750);
  await asksFor(2);
  expect(status).toBeUndefined();
  await clock.advanceTimersByTimeAsync(750);
  await answer;
  expect(status).toBe(503);
});

describe('no second try', () => {
  test.each<[string, object, string]>([
    [
      'names its error',
      { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'Anna' },
      '400 QueueDoesNotExist',
    ],
    ['says nothing', {}, '400 unnamed'],
    ['quotes', { __type: 'Anna Muster is not a type' }, '400 unnamed'],
  ])('when the queue refuses the message, and %s', async (_what, json, why) => {
    const asked = await queueAnswering({ status: 400, json });
    expect(await refusal(bookingSender(QUEUE_URL)(MESSAGE))).toBe(why);
    expect(asked).toHaveLength(1);
  });

  test('without credentials', async () => {
    const asked = await queueAnswering(TAKEN);
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    expect(await refusal(bookingSender(QUEUE_URL)(MESSAGE))).toBe('NoCredentials');
    expect(asked).toEqual([]);
  });

  test('without a queue', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', '');
    expect(await refusal(bookingSender(undefined)(MESSAGE))).toBe('Invalid URL');
  });
});

/** SHA-256 and HMAC as Smithy wants them. */
class Sha256 {
  readonly #hash;
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as Uint8Array);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/** What another implementation signs the same request with. */
const smithys = async (
  request: Request | undefined,
  credentials: { readonly secretAccessKey: string; readonly sessionToken: string },
): Promise<string | undefined> => {
  const { authorization, connection: _added, ...headers } = request?.headers ?? {};
  const [, y, mo, d, h, mi, s] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const signer = new SignatureV4({
    service: 'sqs',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', ...credentials },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      protocol: 'http:',
      hostname: '127.0.0.1',
      method: 'POST',
      path: '/',
      query: {},
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: request?.body,
    },
    { signingDate: new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) },
  );
  return signed.headers.authorization;
};
