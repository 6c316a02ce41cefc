import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';
import { childrenOf } from '../support/processes.ts';
import { runCommand, type Said } from '../support/run-command.ts';

/** `CLINIC_FILE=… npm start`, with a clinic that is in nothing like the demo clinic, and a DynamoDB that is one's own, too. */

const home = mkdtempSync(join(tmpdir(), 'own-clinic-'));
const ENDPOINTS = { ENDPOINTS_FILE: join(home, 'endpoints.json') };
let dynamo: LocalDynamo;
let system: RunningSystem;
beforeAll(async () => {
  // Its sandbox is at a port of its own, which no command has to be told again.
  vi.stubEnv('ENDPOINTS_FILE', ENDPOINTS.ENDPOINTS_FILE);
  dynamo = await startDynoxide();
  system = await startSystem({
    CLINIC_FILE: 'test/fixtures/clinic-of-ones-own.yaml',
    CAL_SETTLE_SECONDS: '1',
    CAL_PATCH_SECONDS: '1',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    TABLE_NAME: 'elsewhere',
    ...ENDPOINTS,
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await system?.stop();
  dynamo?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The commands that it prints, as they are printed. */
const printed = (): string[] =>
  [...system.printed().matchAll(/^ {2}npm run (book.*?)(?: {2,}.*)?$/gm)].map(([, command = '']) => command);

/** As it is typed, but for a process of its own, which would take most of its time to start. */
const type = (command: string, ...more: readonly string[]): Promise<Said> => {
  const words = command.replace(/^book(?: -- )?/, '').split(' ');
  return runCommand('book', [...words.filter((word) => word !== ''), ...more]);
};

const tableElsewhere = async (): Promise<string | undefined> =>
  (await dynamo.client.send(new DescribeTableCommand({ TableName: 'elsewhere' }))).Table?.TableName;

test('it keeps its Ledger in the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names, and starts none', async () => {
  expect((await fetch(`${system.url}/api/board`)).status).toBe(200);
  expect(await tableElsewhere()).toBe('elsewhere');
  expect(childrenOf(system.pid)).toEqual([]);
});

test('the first command that it prints books a visit of that clinic, which gets one of its rooms', async () => {
  expect(printed()[0]).toBe('book -- --watch');
  // A loaded machine may take longer than a newcomer would wait.
  const { said } = await type(printed()[0] ?? '', '--patience', '200');
  expect(said).toMatch(
    / (Tue|Wed|Thu) \d+ \w+ \d{4}, 13:00–13:30 {2}accepted\n {2}Check up between Staff 900 and/,
  );
  expect(said).toMatch(/\nRoom D[12] — Floor G, Main$/);
});

test('the second command books what only one room can take, when that room is open, with anyone who may use it', async () => {
  expect(printed()[1]).toBe('book -- --type extraction');
  expect((await type(printed()[1] ?? '')).said).toMatch(
    / Wed \d+ \w+ \d{4}, 08:00–08:30 {2}accepted\n {2}Extraction between Staff 901 and/,
  );
});

test('the sandbox knows that clinic’s event types, hosts and zone, and none of the demo clinic’s', async () => {
  const response = await fetch(`${system.sandboxUrl}/sandbox/state`);
  const state = (await response.json()) as {
    timeZone: string;
    hosts: { id: number }[];
    eventTypes: { id: number; slug: string }[];
  };
  expect(state.timeZone).toBe('Pacific/Auckland');
  expect(state.hosts.map(({ id }) => id)).toEqual([900, 901]);
  expect(state.eventTypes.map(({ slug }) => slug)).toEqual(['check-up', 'check-up-52', 'extraction', 'mri']);
  expect(state.eventTypes.slice(0, 2).map(({ id }) => id)).toEqual([51, 52]);
});

test.each([
  ['on a day on which it is closed', '2030-06-02T14:00'],
  ['before it opens', '2030-06-04T10:00'],
  ['beyond its closing', '2030-06-04T16:45'],
])('no visit is offered %s, and the next time is named', async (_when, start) => {
  expect(await type('book', '--type', 'check-up', '--start', start)).toMatchObject({
    code: 1,
    progress: expect.stringMatching(
      /^check-up is not offered at that time: the next one is \w+ \d+ \w+ \d{4}, 13:00–13:30$/,
    ),
  });
});

test('what no room can take is offered at no time', async () => {
  expect(await type('book', '--type', 'mri')).toMatchObject({
    code: 1,
    progress: 'mri is offered at no time: no room of the clinic takes it',
  });
});

test('it leaves the DynamoDB that is not its own running when it ends', async () => {
  expect(await system.stop()).toBe(0);
  expect(await tableElsewhere()).toBe('elsewhere');
});
