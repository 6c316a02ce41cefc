import { randomUUID } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { type LocalDynamo, startDynoxide } from '../../bin/local/dynoxide.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { createTable } from '../../shared/ledger/create-table.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';

type TestLedger = {
  readonly ledger: Ledger;
  readonly documentClient: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Where the SDK finds this DynamoDB (`AWS_ENDPOINT_URL_DYNAMODB`). */
  readonly endpoint: string;
};

/**
 * A Ledger on a real table for the tests of one file, with a DynamoDB of its own: call it at the top of the file,
 * and the function it answers inside a test.
 */
export const withLedger = (): (() => TestLedger) => {
  let dynamo: LocalDynamo | undefined;
  let given: TestLedger | undefined;
  beforeAll(async () => {
    dynamo = await startDynoxide();
    const { client, endpoint } = dynamo;
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
    dynamo?.stop();
  });
  return () => {
    if (given === undefined) throw new Error('the Ledger stands only while tests run');
    return given;
  };
};
