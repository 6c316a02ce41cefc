import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Brings a failed message back in so many milliseconds instead of after its whole visibility time-out. Only sooner,
 * never needed: where it fails, the message comes back later by itself.
 */
export type ReturnSoon = (receiptHandle: string, inMs: number) => Promise<void>;

/** SQS hides a message for no longer than this, in seconds. */
const LONGEST_HIDDEN = 43_200;

export const returnSoonTo =
  (client: SQSClient, QueueUrl: string): ReturnSoon =>
  async (ReceiptHandle, inMs) => {
    const VisibilityTimeout = Math.min(LONGEST_HIDDEN, Math.max(0, Math.ceil(inMs / 1000)));
    await client
      .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
      .catch(() => undefined);
  };
