import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** DynamoDB answers in milliseconds: a call that takes this long is lost, and the SDK makes it again. */
const REQUEST_TIMEOUT_MS = 3_000;

/** How items are put on the wire. */
export const MARSHALLED = { removeUndefinedValues: true } as const;

/** The SDK's document client as the Ledger needs it. `AWS_ENDPOINT_URL_DYNAMODB` sends it elsewhere. */
export const documentClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      requestHandler: {
        connectionTimeout: 1_000,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
      ...config,
    }),
    // A copy: the document client adds to what it is given.
    { marshallOptions: { ...MARSHALLED } },
  );
