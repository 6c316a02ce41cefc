import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { FUNCTIONS, QUEUES, type QueueName } from '../../shared/wiring.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';
import { localClient } from './queue-client.ts';
import type { LocalQueues } from './queues.ts';

/**
 * Feeds a queue's messages to its function as Lambda's event source does: batches, `atOnce` of them at the same time,
 * partial failures. Goes on until its thread ends.
 */
export const startPoller = (
  name: QueueName,
  { endpoint, urls }: LocalQueues,
  handler: LocalHandler,
  atOnce: number,
): void => {
  const { batchSize, feeds } = QUEUES[name];
  const client = localClient(endpoint);
  const QueueUrl = urls[name];
  const run = async (): Promise<void> => {
    for (;;) {
      try {
        const { Messages } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: batchSize,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ['All'],
          }),
        );
        if (Messages?.length) await invoke(client, QueueUrl, Messages, feeds, handler);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  for (let loop = 0; loop < atOnce; loop += 1) void run();
};

const invoke = async (
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
  name: keyof typeof FUNCTIONS,
  handler: LocalHandler,
): Promise<void> => {
  const event: SQSEvent = {
    Records: messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: {
        ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '1',
        SentTimestamp: message.Attributes?.SentTimestamp ?? '0',
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '0',
      },
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:local:000000000000:queue',
      awsRegion: 'local',
    })),
  };
  let failed: ReadonlySet<string>;
  try {
    const response = (await handler(event as never, lambdaContext(name, FUNCTIONS[name].timeoutSeconds))) as
      | SQSBatchResponse
      | undefined;
    failed = new Set(response?.batchItemFailures.map((each) => each.itemIdentifier) ?? []);
  } catch {
    return; // the whole batch comes back after its visibility time-out
  }
  const done = messages.filter((message) => !failed.has(message.MessageId ?? ''));
  if (done.length > 0)
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: done.map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.ReceiptHandle ?? '',
        })),
      }),
    );
};
