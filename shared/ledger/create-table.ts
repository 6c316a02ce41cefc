import {
  CreateTableCommand,
  type CreateTableCommandInput,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TABLE } from './table-schema.ts';

/** Creates the Ledger's table where no stack does: locally and in tests. One that exists is left as it is. */
export const createTable = async (
  documentClient: DynamoDBDocumentClient,
  tableName: string,
): Promise<void> => {
  try {
    await documentClient.send(new CreateTableCommand(definition(tableName)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client: documentClient, maxWaitTime: 30, minDelay: 1, maxDelay: 2 },
    { TableName: tableName },
  );
};

const definition = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: TABLE.pk, AttributeType: 'S' },
    { AttributeName: TABLE.sk, AttributeType: 'S' },
    { AttributeName: TABLE.owedTo, AttributeType: 'S' },
    { AttributeName: TABLE.owedStart, AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: TABLE.pk, KeyType: 'HASH' },
    { AttributeName: TABLE.sk, KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: TABLE.owedIndex,
      KeySchema: [
        { AttributeName: TABLE.owedTo, KeyType: 'HASH' },
        { AttributeName: TABLE.owedStart, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...TABLE.owedProjection] },
    },
  ],
});
