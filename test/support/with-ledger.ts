import { randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts';

type TestLedger = {
  readonly ledger: Ledger;
  readonly documentClient: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Where the SDK finds this DynamoDB (`AWS_ENDPOINT_URL_DYNAMODB`). */
  readonly endpoint: string;
};

let started: Promise<LocalDynamo> | undefined;

/** The DynamoDB of all files that share this process, which it ends with. One that did not start is started anew. */
const oneDynamo = async (): Promise<LocalDynamo> => {
  started ??= startDynoxide().catch((fault: unknown) => {
    started = undefined;
    throw fault;
  });
  return started;
};

/**
 * A Ledger on a real table of their own for the tests of one file: call it at the top of the file, and the function it answers
 * inside a test.
 */
export const withLedger = (): (() => TestLedger) => {
  let given: TestLedger | undefined;
  beforeAll(async () => {
    const { client, endpoint } = await oneDynamo();
    const tableName = `ledger-${randomUUID()}`;
    await createTable(client, tableName);
    given = {
      ledger: dynamoLedger({ documentClient: client, tableName }),
      documentClient: client,
      tableName,
      endpoint,
    };
  });
  afterAll(async () => {
    if (given) await given.documentClient.send(new DeleteTableCommand({ TableName: given.tableName }));
  });
  return () => {
    if (given === undefined) throw new Error('the Ledger stands only while tests run');
    return given;
  };
};

/** Set by `npm run test:deep`. */
const ON_A_TABLE = process.env.LEDGER_ON_A_TABLE === 'yes';

/**
 * A Ledger for the tests of one file whose subject is what is built on it: in memory, at a fraction of the cost, since
 * `ledgers-agree.test.ts` holds the two to be alike; in `npm run test:deep` on a real table.
 */
export const withAnyLedger = (): (() => Pick<TestLedger, 'ledger'>) => {
  if (ON_A_TABLE) return withLedger();
  const given = { ledger: memoryLedger() };
  return () => given;
};
