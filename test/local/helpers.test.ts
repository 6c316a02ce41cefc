import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDynoxide } from '../../bin/local/dynoxide.ts';
import { eventually } from '../../bin/local/eventually.ts';
import { CLOSED_TO_PAGES, startLocalDynamo } from '../../bin/local/local-dynamo.ts';
import { startQueues } from '../../bin/local/queues.ts';
import { startSecretsEndpoint } from '../../bin/local/secrets-endpoint.ts';
import { localSettings } from '../../bin/local/settings.ts';
import { writeAside } from '../../bin/local/write-aside.ts';

const home = mkdtempSync(join(tmpdir(), 'helpers-'));
afterAll(() => rmSync(home, { recursive: true }));

const SIGNED = { accessKeyId: 'local', secretAccessKey: 'local' };
const CLIENT = { region: 'local', credentials: SIGNED };
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20200101/local/any/aws4_request, SignedHeaders=host, Signature=00';
const asked = (target: string, body: string) => ({
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': '20200101T000000Z',
    authorization: SIGNATURE,
  },
  body,
});

/** What stands in for AWS: how it is started, what it would tell to anyone, and what its own client is told. */
const PARTS = {
  'Secrets Manager': {
    start: () => startSecretsEndpoint(new Map([['keys', '{"a":"b"}']])),
    question: asked('secretsmanager.GetSecretValue', '{"SecretId":"keys"}'),
    toItsClient: async (endpoint: string) => {
      const client = new SecretsManagerClient({ ...CLIENT, endpoint });
      return (await client.send(new GetSecretValueCommand({ SecretId: 'keys' }))).SecretString;
    },
    answer: '{"a":"b"}',
  },
  SQS: {
    start: startQueues,
    question: asked('AmazonSQS.ListQueues', '{"QueueNamePrefix":"bookings-dlq"}'),
    toItsClient: async (endpoint: string) => {
      const client = new SQSClient({ ...CLIENT, endpoint });
      const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'bookings-dlq' }));
      return QueueUrls?.map((url) => url.split('/').at(-1));
    },
    answer: ['bookings-dlq'],
  },
  DynamoDB: {
    start: async () => {
      const { endpoint, stop } = await startLocalDynamo();
      return { endpoint, close: async () => stop() };
    },
    question: asked('DynamoDB_20120810.ListTables', '{}'),
    toItsClient: async (endpoint: string) => {
      const client = new DynamoDBClient({ ...CLIENT, endpoint });
      return (await client.send(new ListTablesCommand({}))).TableNames;
    },
    answer: [],
  },
} as const;

/** Node's own `fetch` sends no `Host` but the address's, and no `Sec-Fetch-Site`. */
const posted = (
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  method = 'POST',
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer);
    });
    sent.once('error', reject);
    sent.end(body);
  });

describe.each(Object.entries(PARTS))('the local %s', (_name, part) => {
  let running: { readonly endpoint: string; readonly close: () => Promise<void> };
  beforeAll(async () => {
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      vi.stubEnv(name, 'local');
    running = await part.start();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await running.close();
  });

  const status = async (headers: Record<string, string>, url = running.endpoint, method?: string) => {
    const { question } = part;
    const answer = await posted(url, { ...question, headers: { ...question.headers, ...headers } }, method);
    for (const name of Object.keys(answer.headers)) expect(name).not.toMatch(/^access-control-/);
    return answer.statusCode;
  };

  test('answers its client, who was told the path', async () => {
    expect(await part.toItsClient(running.endpoint)).toEqual(part.answer);
    expect(await status({})).toBe(200);
  });

  test('answers no one who does not know the path', async () => {
    const { origin, pathname } = new URL(running.endpoint);
    for (const path of ['/', '/000000000000/bookings', `${pathname}x`, `/x${pathname}`, '/_fauxqs/queues'])
      expect(await status({}, `${origin}${path}`), path).toBe(403);
  });

  test('answers no web page, even one that has learnt the path', async () => {
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(
      await status(
        { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        running.endpoint,
        'OPTIONS',
      ),
    ).toBe(403);
    expect(await status({}, running.endpoint, 'GET')).toBe(403);
  });

  test('answers to no name that someone has made resolve to this machine', async () => {
    const { port } = new URL(running.endpoint);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `localhost:${port}`])
      expect(await status({ host }), host).toBe(403);
  });

  test('lives on whatever it is sent', async () => {
    const { endpoint } = running;
    for (const body of ['{', '', '[]', 'null', '7', '{"SecretId":{}}', 'x'.repeat(100_000)])
      await posted(endpoint, { ...part.question, body });
    await posted(endpoint, { headers: {}, body: '\0' });
    const { port, pathname } = new URL(endpoint);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`POST ${pathname} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 99\r\n\r\n{"half`);
    await once(socket.resume(), 'close');
    // One that ends too soon, and one that is no HTTP.
    const torn = connect(Number(port), '127.0.0.1', () => {
      torn.write(`POST ${pathname} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 9\r\n\r\n{`, () =>
        torn.resetAndDestroy(),
      );
    });
    await once(torn, 'close');
    const noise = connect(Number(port), '127.0.0.1');
    noise.end('\x16\x03\x01 hello\r\n\r\n');
    await once(noise.resume(), 'close');
    expect(await part.toItsClient(endpoint)).toEqual(part.answer);
  });
});

test('the local Secrets Manager does not read a body of any length', async () => {
  const { endpoint, close } = await startSecretsEndpoint(new Map());
  try {
    for (const body of ['{', '', '[]', 'null', '7', '{"SecretId":{}}', 'x'.repeat(100_000)])
      expect((await posted(endpoint, { headers: {}, body })).statusCode, body.slice(0, 9)).toBe(400);
  } finally {
    await close();
  }
});

test('the database behind the local DynamoDB listens where browsers never connect', async () => {
  for (const port of CLOSED_TO_PAGES)
    await expect(fetch(`http://127.0.0.1:${port}`), String(port)).rejects.toMatchObject({
      cause: { message: 'bad port' }, // by the standard that browsers follow, without looking who listens there
    });
  const { port, stop } = await startLocalDynamo();
  expect(CLOSED_TO_PAGES).toContain(port);
  stop();
});

test('where all of those ports are taken, no database is started at any other', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await expect(startDynoxide(undefined, [port])).rejects.toThrow(/could not listen/);
  taken.close();
});

test('the published webhook secret is refused where a real Cal.com is named', () => {
  expect(() => localSettings({ CAL_API_URL: 'https://cal.clinic.example' })).toThrow(/CAL_WEBHOOK_SECRET/);
  expect(() =>
    localSettings({ CAL_API_URL: 'https://cal.clinic.example', CAL_WEBHOOK_SECRET: 'whsec_local' }),
  ).toThrow(/CAL_WEBHOOK_SECRET/);
  const own = { CAL_API_URL: 'https://cal.clinic.example', CAL_WEBHOOK_SECRET: 'of-this-clinic' };
  expect(localSettings(own).webhookSecret).toBe('of-this-clinic');
});

test('a state file is written aside, for its owner alone, and renamed: what was there stays until it is whole', () => {
  const file = join(home, 'state.json');
  writeFileSync(file, 'old');
  writeAside(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(readdirSync(home)).toEqual(['state.json']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
});

test.skipIf(process.platform === 'win32')(
  'a system that is killed without a word leaves no database behind',
  async () => {
    const program = `import { startDynoxide } from ${JSON.stringify(new URL('../../bin/local/dynoxide.ts', import.meta.url).href)};
    const { endpoint } = await startDynoxide(); console.log(endpoint); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const endpoint = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    });
    const listens = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' });
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', () => resolve(false));
      });
    expect(await listens()).toBe(true);
    parent.kill('SIGKILL');
    await eventually('the database to be gone', async () => !(await listens()));
  },
);

test('a data directory that cannot be written is named', async () => {
  const { startLocalSystem } = await import('../../bin/local/local-system.ts');
  const { DEMO_CLINIC, readClinicFile } = await import('../../bin/read-clinic-file.ts');
  const settings = localSettings({
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: join(home, 'state.json', 'data'),
  });
  await expect(startLocalSystem(settings, readClinicFile(DEMO_CLINIC))).rejects.toThrow(
    /DATA_DIR .* cannot be written \(ENOTDIR\)/,
  );
});
