import { SQSClient } from '@aws-sdk/client-sqs';

/** A client of the local SQS. */
export const localClient = (endpoint: string): SQSClient =>
  new SQSClient({ endpoint, useQueueUrlAsEndpoint: false });
