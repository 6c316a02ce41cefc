import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Brings a failed message back in so many milliseconds instead of after its whole visibility time-out. Only sooner,
 * never needed: where it fails, the message comes back later by itself.
 */
export const returnSoon = async (
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  inMs: number,
): Promise<void> => {
  const VisibilityTimeout = Math.min(43_200, Math.max(0, Math.ceil(inMs / 1000)));
  await client
    .send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout,
      }),
    )
    .catch(() => undefined);
};
