import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import { type RunningSystem, startSystem } from '../../bin/local/running-system.ts';
import { childrenOf } from '../support/processes.ts';

let dynamo: LocalDynamo;
let system: RunningSystem;
beforeAll(async () => {
  dynamo = await startDynoxide();
  system = await startSystem({ AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint, TABLE_NAME: 'elsewhere' });
});
afterAll(async () => {
  await system?.stop();
  dynamo?.stop();
});

const tableElsewhere = async (): Promise<string | undefined> =>
  (await dynamo.client.send(new DescribeTableCommand({ TableName: 'elsewhere' }))).Table?.TableName;

test('npm start keeps its Ledger in the DynamoDB that AWS_ENDPOINT_URL_DYNAMODB names, and starts none', async () => {
  expect((await fetch(`${system.url}/api/board`)).status).toBe(200);
  expect(await tableElsewhere()).toBe('elsewhere');
  expect(childrenOf(system.pid)).toEqual([]);
});

test('npm start leaves the DynamoDB that is not its own running when it ends', async () => {
  expect(await system.stop()).toBe(0);
  expect(await tableElsewhere()).toBe('elsewhere');
});
