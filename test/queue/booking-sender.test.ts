import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { madeUpWords } from '../../bin/simulation/digests.ts';
import { receiveDelivery } from '../../functions/webhook/receive-delivery.ts';
import type { BookingMessage } from '../../shared/domain/booking-event.ts';
import { bookingSender } from '../../shared/queue/booking-sender.ts';
import { toBookingMessage } from '../../shared/queue/to-booking-message.ts';
import { examplePayload, signedDelivery, WEBHOOK_SECRET } from '../support/signed-delivery.ts';

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/000000000000/bookings';
/** More bytes than characters. */
const MESSAGE: BookingMessage = {
  deliveryId: 'ab'.repeat(32),
  trigger: 'BOOKING_CANCELLED',
  receivedAt: 1,
  fact: { uid: 'zürich-静か', status: 'ended', createdAt: 1, reason: 'cancelled' },
};
const MD5 = createHash('md5').update(toBookingMessage(MESSAGE)).digest('hex');
const TAKEN = { status: 200, json: { MessageId: 'm-1', MD5OfMessageBody: MD5 } };

type Request = { readonly headers: IncomingMessage['headers']; readonly body: string; readonly port: number };
type Answer =
  | { readonly status: number; readonly json: object; readonly headers?: Record<string, string> }
  | 'hang-up'
  | 'silence';

beforeEach(() => {
  // While the machine does something else, no time goes by here: a try ends by the queue, not by who else is at work.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(new DOMException('time is up', 'TimeoutError')), ms);
    return ending.signal;
  });
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A queue that gives these answers, one after the other, and keeps what it was asked. */
const queueAnswering = async (...answers: readonly Answer[]): Promise<Request[]> => {
  const asked: Request[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const next =
      answers[asked.push({ headers: request.headers, body, port: request.socket.remotePort ?? 0 }) - 1];
    if (next === 'silence') return;
    if (next === undefined || next === 'hang-up') return void request.socket.resetAndDestroy();
    response.writeHead(next.status, { 'content-type': 'application/x-amz-json-1.0', ...next.headers });
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
  return (error.cause as Error).name;
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

  test('is signed with the credentials of the environment, the session’s token included', async () => {
    const asked = await queueAnswering(TAKEN);
    vi.stubEnv('AWS_SESSION_TOKEN', 'token-1');
    await bookingSender(QUEUE_URL)(MESSAGE);
    expect(asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/eu-central-1\/sqs\//,
    );
    expect(asked[0]?.headers['x-amz-security-token']).toBe('token-1');
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
    ['breaks', BROKEN, 'InternalFailure'],
    ['is overloaded', THROTTLED, 'RequestThrottled'],
    ['hangs up', 'hang-up', 'TimeoutError'],
    ['is silent', 'silence', 'TimeoutError'],
  ])('when the queue %s', async (_what, answer, reason) => {
    const asked = await queueAnswering(answer, TAKEN, answer, answer);
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    expect(asked.map(({ body }) => body)).toEqual([asked[0]?.body, asked[0]?.body]);
    expect(await refusal(enqueue(MESSAGE))).toBe(reason);
    expect(asked).toHaveLength(4);
  });

  test('over a new connection, when the one kept open was closed over there', async () => {
    const asked = await queueAnswering(TAKEN, 'hang-up', TAKEN);
    const enqueue = bookingSender(QUEUE_URL);
    await enqueue(MESSAGE);
    await enqueue(MESSAGE);
    const [kept, stale, retried] = asked.map(({ port }) => port);
    expect(stale).toBe(kept);
    expect(retried).not.toBe(kept);
    expect(retried).toBeTypeOf('number');
  });
});

test('an answer is believed only where it names the message and the hash of its text', async () => {
  await queueAnswering(
    { status: 200, json: { MD5OfMessageBody: MD5 } },
    { status: 200, json: { MessageId: 'm', MD5OfMessageBody: MD5.slice(1) } },
  );
  const enqueue = bookingSender(QUEUE_URL);
  for (const _each of [1, 2]) expect(await refusal(enqueue(MESSAGE))).toMatch(/Error$/);
});

test('a queue that asks for patience is not given more than the patient has', async () => {
  const overloaded = { status: 503, json: {}, headers: { 'x-amz-retry-after': '9000' } };
  await queueAnswering(overloaded, TAKEN);
  expect(await refusal(bookingSender(QUEUE_URL)(MESSAGE))).toBe('TimeoutError');
});

test('a queue that stays silent is a 503 after a second and a half at most, and not before the second try', async () => {
  const asked = await queueAnswering('silence', 'silence');
  const clock = vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asksFor = async (tries: number): Promise<void> => {
    while (asked.length < tries) await new Promise((resolve) => setImmediate(resolve));
  };
  let status: number | undefined;
  const known = async () => ({ current: WEBHOOK_SECRET });
  const answer = receiveDelivery({
    secrets: { get: known, refetched: known },
    words: madeUpWords,
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
  test('when the queue refuses the message', async () => {
    const refused = { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'Anna' };
    const asked = await queueAnswering({ status: 400, json: refused });
    expect(await refusal(bookingSender(QUEUE_URL)(MESSAGE))).toBe('QueueDoesNotExist');
    expect(asked).toHaveLength(1);
  });

  test('without a queue', async () => {
    const asked = await queueAnswering(TAKEN);
    expect(await refusal(bookingSender(undefined)(MESSAGE))).toBe('TypeError');
    expect(asked).toEqual([]);
  });
});
