import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ENV } from '../../shared/env.ts';
import { fromBookingMessage } from '../../shared/queue/booking-message.ts';
import { digestsOf } from '../../shared/secrets/digests.ts';
import { plantedDelivery, plantedIn } from '../support/planted-delivery.ts';
import { examplePayload, signedDelivery } from '../support/signed-delivery.ts';

/** The deployed handler with the real SDK clients, against a queue and a Secrets Manager on loopback. */
let secretsManager: Server;
let stopQueues: () => Promise<unknown>;
let sqs: SQSClient;
let queueUrl: string;
let secret: object | undefined;
let digestKey: object | undefined;
let handler: (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<{ statusCode?: number; body?: string }>;
const written: string[] = [];

beforeAll(async () => {
  secretsManager = createServer((request, response) => {
    const asked: Buffer[] = [];
    request.on('data', (chunk: Buffer) => asked.push(chunk));
    request.on('end', () => {
      const { SecretId } = JSON.parse(Buffer.concat(asked).toString()) as { SecretId: string };
      const found = SecretId === 'webhook' ? secret : digestKey;
      response.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(
        JSON.stringify(
          found
            ? { Name: SecretId, SecretString: JSON.stringify(found) }
            : { __type: 'ResourceNotFoundException', Message: 'no such secret' },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => secretsManager.listen(0, '127.0.0.1', resolve));
  const queues = buildApp({ logger: false });
  const queuesAt = await queues.listen({ port: 0, host: '127.0.0.1' });
  stopQueues = () => queues.close();
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', queuesAt);
  vi.stubEnv(
    'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`,
  );
  sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  // What one test has read does not come back in another, however long they take.
  const Attributes = { VisibilityTimeout: '43200' };
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'bookings', Attributes }))).QueueUrl ?? '';
  vi.stubEnv(ENV.bookingsQueueUrl, queueUrl);
  vi.stubEnv(ENV.webhookSecretId, 'webhook');
  vi.stubEnv(ENV.digestKeySecretId, 'digest-key');
  vi.stubEnv('POWERTOOLS_LOGGER_LOG_EVENT', 'true'); // someone is curious
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  ({ handler } = (await import('../../functions/webhook/receive.ts')) as unknown as {
    handler: typeof handler;
  });
});
afterEach(() => {
  written.length = 0;
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  sqs.destroy();
  secretsManager.closeAllConnections();
  secretsManager.close();
  await stopQueues();
});

const context = {
  awsRequestId: 'request-1',
  functionName: 'receive',
  getRemainingTimeInMillis: () => 5000,
} as Context;
const outcomeOf = async (event: APIGatewayProxyEventV2): Promise<string> => {
  const { statusCode, body } = await handler(event, context);
  const { outcome, error } = JSON.parse(body ?? '');
  return `${statusCode} ${outcome ?? error}`;
};
const queued = async (): Promise<string[]> => {
  const answer = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
  return (answer.Messages ?? []).map((message) => message.Body ?? '');
};

describe('the webhook as it is deployed', () => {
  test('takes nothing before it has a secret, and everything as soon as it has one', async () => {
    const delivery = signedDelivery(examplePayload('BOOKING_CREATED'), { secret: 'first' });
    expect(await outcomeOf(delivery)).toBe('503 temporarily unavailable');
    secret = { current: 'first' };
    // It asks for equipment, and without their key words do not travel.
    expect(await outcomeOf(delivery)).toBe('503 temporarily unavailable');
    const cancelled = signedDelivery(examplePayload('BOOKING_CANCELLED'), { secret: 'first' });
    expect(await outcomeOf(cancelled)).toBe('200 accepted');
    digestKey = { key: 'd'.repeat(64) };
    expect(await outcomeOf(delivery)).toBe('200 accepted');
    expect((await queued()).map(fromBookingMessage)).toMatchObject([
      { trigger: 'BOOKING_CANCELLED' },
      { trigger: 'BOOKING_CREATED', fact: { uid: 'k3Wq9ZtB2mXyVu7LsRn4Fe', status: 'confirmed' } },
    ]);
  });

  test('logs no uid, but the visit code that only the key makes of it', async () => {
    await outcomeOf(signedDelivery(examplePayload('BOOKING_CREATED'), { secret: 'first' }));
    expect((await queued()).join()).toContain('k3Wq9ZtB2mXyVu7LsRn4Fe');
    expect(written.join('')).not.toContain('k3Wq9ZtB2mXyVu7LsRn4Fe');
    expect(written.join('')).toContain(
      `"visitCode":"${digestsOf('d'.repeat(64)).visit('k3Wq9ZtB2mXyVu7LsRn4Fe')}"`,
    );
  });

  test('does not reject a delivery while the secret is rotated', async () => {
    const delivery = examplePayload('BOOKING_CREATED');
    secret = { current: 'second', previous: 'first' };
    for (const known of ['first', 'second', 'first'])
      expect(await outcomeOf(signedDelivery(delivery, { secret: known }))).toBe('200 accepted');
    expect(await outcomeOf(signedDelivery(delivery, { secret: 'zeroth' }))).toBe('401 invalid signature');
    expect(written.join('')).toContain('"DeliveryRefused":1');
    await queued();
  });

  test('lets no word about a person into the queue or the log', async () => {
    const secretNow = { secret: 'second' };
    expect(await outcomeOf(signedDelivery(plantedDelivery('BOOKING_CREATED'), secretNow))).toBe(
      '200 accepted',
    );
    expect(await outcomeOf(signedDelivery(plantedDelivery('BOOKING_CANCELLED'), secretNow))).toBe(
      '200 accepted',
    );
    const broken = plantedDelivery('BOOKING_RESCHEDULED', { broken: true });
    expect(await outcomeOf(signedDelivery(broken, secretNow))).toBe('200 quarantined');
    expect(await outcomeOf(signedDelivery(`${JSON.stringify(broken)}!`, secretNow))).toBe('200 quarantined');
    expect(await outcomeOf(signedDelivery(broken, { signature: 'no-secret-provided' }))).toBe(
      '401 invalid signature',
    );
    const messages = await queued();
    expect(messages).toHaveLength(2);
    const log = written.join('\n');
    for (const sentence of [
      'delivery accepted',
      'delivery quarantined',
      'delivery refused',
      '"DeliveryQuarantined":1',
    ])
      expect(log).toContain(sentence);
    expect(plantedIn([...messages, log].join('\n'))).toEqual([]);
  });

  test('answers 503 when the queue is gone', async () => {
    await stopQueues();
    const delivery = signedDelivery(plantedDelivery('BOOKING_CREATED'), { secret: 'second' });
    expect(await outcomeOf(delivery)).toBe('503 temporarily unavailable');
    const log = written.join('\n');
    expect(log).toContain('NotEnqueued');
    expect(plantedIn(log)).toEqual([]);
  });
});
