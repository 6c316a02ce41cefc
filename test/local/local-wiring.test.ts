import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startHttpFront } from '../../bin/local/http-front.ts';
import { localEnvironment } from '../../bin/local/local-environment.ts';
import { localClient } from '../../bin/local/queue-client.ts';
import { startQueues } from '../../bin/local/queues.ts';
import { ENV } from '../../shared/env.ts';
import { FUNCTIONS, type FunctionName, QUEUES, type QueueName, ROUTES } from '../../shared/wiring.ts';

/** The table that `test/lib/wiring.ts` holds the template against, held against what a laptop runs. */
let queues: Awaited<ReturnType<typeof startQueues>>;
beforeAll(async () => {
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'local');
  queues = await startQueues();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await queues.close();
});

test.each(Object.keys(FUNCTIONS) as FunctionName[])(
  '%s is told here whatever it is told deployed',
  (name) => {
    const told = localEnvironment({
      dynamoEndpoint: 'http://dynamo.example',
      secretsEndpoint: 'http://secrets.example',
      queues,
      calApiUrl: 'http://cal.example',
      calAppUrl: 'http://app.example',
      settleSeconds: 10,
      patchSeconds: 15,
      sweepSeconds: 60,
      logLevel: 'WARN',
    });
    for (const key of FUNCTIONS[name].env) expect(told[ENV[key]], ENV[key]).toBeTruthy();
  },
);

describe.each(Object.keys(QUEUES) as QueueName[])('the %s queue', (name) => {
  const attributesOf = async (QueueUrl: string): Promise<Partial<Record<QueueAttributeName, string>>> => {
    const client = localClient(queues.endpoint);
    onTestFinished(() => client.destroy());
    return (
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ??
      {}
    );
  };

  test('hides and parks messages as deployed', async () => {
    const { VisibilityTimeout, RedrivePolicy } = await attributesOf(queues.urls[name]);
    const parked = await attributesOf(queues.deadLetterUrls[name]);
    expect(Number(VisibilityTimeout)).toBe(6 * FUNCTIONS[QUEUES[name].feeds].timeoutSeconds);
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy ?? '{}');
    expect(Number(maxReceiveCount)).toBe(QUEUES[name].maxReceiveCount);
    expect(deadLetterTargetArn).toBe(parked.QueueArn);
    expect(Number(parked.MessageRetentionPeriod)).toBe(14 * 24 * 3600);
  });
});

describe('the front door', () => {
  const opened = async () => {
    const front = await startHttpFront(
      0,
      (name) =>
        async (event: { routeKey: string; body?: string; isBase64Encoded: boolean }, context: Context) => ({
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name, ...event, leftMs: context.getRemainingTimeInMillis() }),
        }),
    );
    onTestFinished(() => front.close());
    return front.url;
  };

  test.each([
    ['POST', '/api/webhooks/cal', 'POST /api/webhooks/cal', 'receive'],
    ['GET', '/', 'GET /', 'board'],
    ['GET', '/app.js', 'GET /{proxy+}', 'board'],
    ['GET', '/api/webhooks/cal', 'ANY /api/{proxy+}', 'board'],
    ['POST', '/api/rooms/1A/blocks', 'ANY /api/{proxy+}', 'board'],
    ['GET', '/api/board', 'ANY /api/{proxy+}', 'board'],
  ] as const)('%s %s leads to %s, as an HTTP API leads it', async (method, path, routeKey, name) => {
    const response = await undescribedFetch(`${await opened()}${path}`, { method });
    const answer = (await response.json()) as { leftMs: number };
    expect(answer).toMatchObject({ name, routeKey });
    expect(answer.leftMs).toBeLessThanOrEqual(FUNCTIONS[name].timeoutSeconds * 1000);
    expect(ROUTES.map((route) => `${route.method} ${route.path}`)).toContain(routeKey);
  });

  test('ends no connection that its client keeps open: a request would be lost with it', async () => {
    const response = await undescribedFetch(`${await opened()}/api/board`);
    await response.text();
    expect(response.headers.get('connection')).toBe('keep-alive');
    expect(response.headers.get('keep-alive')).toBeNull();
  });

  test('asks a function once for what it never answers otherwise, packed in one way or another', async () => {
    let times = 0;
    const front = await startHttpFront(0, () => async () => {
      times += 1;
      return { statusCode: 200, headers: { 'cache-control': 'public, immutable' }, body: String(times) };
    });
    onTestFinished(() => front.close());
    const told = async (path: string, packed: string): Promise<string> =>
      (await undescribedFetch(`${front.url}${path}`, { headers: { 'accept-encoding': packed } })).text();
    expect(await told('/assets/a.js', 'br')).toBe('1');
    expect(await told('/assets/a.js', 'br')).toBe('1');
    expect(await told('/assets/a.js', 'gzip')).toBe('2');
    expect(await told('/assets/b.js', 'br')).toBe('3');
  });

  test('is shut to everything else', async () => {
    expect((await fetch(`${await opened()}/elsewhere`, { method: 'POST' })).status).toBe(404);
  });

  test('hands over text as text, other bytes in base64, and refuses what an HTTP API refuses', async () => {
    const url = `${await opened()}/api/webhooks/cal`;
    const post = (body: Uint8Array<ArrayBuffer>) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = new TextEncoder().encode('{"name":"Zoë"}');
    expect(await (await post(text)).json()).toMatchObject({ body: '{"name":"Zoë"}', isBase64Encoded: false });
    const bytes = Uint8Array.of(0x7b, 0xff, 0xfe);
    expect(await (await post(bytes)).json()).toMatchObject({ body: 'e//+', isBase64Encoded: true });
    expect((await post(new Uint8Array(10 * 1024 * 1024 + 1))).status).toBe(413);
  });
});
