import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import {
  DEAD_LETTER_DAYS,
  FUNCTIONS,
  QUEUES,
  type QueueName,
  visibilitySeconds,
} from '../../shared/wiring.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';

export type LocalQueues = {
  readonly endpoint: string;
  readonly urls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  readonly close: () => Promise<void>;
};

const DAY_SECONDS = 86_400;

/** SQS on loopback with the three queues and their dead-letter queues, numbers as deployed. */
export const startQueues = async (): Promise<LocalQueues> => {
  const app = buildApp({ logger: false });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the local SQS has no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const client = localClient(endpoint);
  const urls: Partial<Record<QueueName, string>> = {};
  const deadLetterUrls: Partial<Record<QueueName, string>> = {};
  for (const name of Object.keys(QUEUES) as QueueName[]) {
    const dead = await create(client, `${name}-dlq`, {
      MessageRetentionPeriod: String(DEAD_LETTER_DAYS * DAY_SECONDS),
    });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
    );
    deadLetterUrls[name] = dead;
    urls[name] = await create(client, name, {
      VisibilityTimeout: String(visibilitySeconds(name)),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: Attributes?.QueueArn,
        maxReceiveCount: QUEUES[name].maxReceiveCount,
      }),
    });
  }
  client.destroy();
  return {
    endpoint,
    urls: urls as Record<QueueName, string>,
    deadLetterUrls: deadLetterUrls as Record<QueueName, string>,
    close: async () => {
      await app.close();
    },
  };
};

const create = async (
  client: SQSClient,
  QueueName: string,
  Attributes: Record<string, string>,
): Promise<string> => {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  if (QueueUrl === undefined) throw new Error(`the local SQS did not create ${QueueName}`);
  return QueueUrl;
};

const localClient = (endpoint: string): SQSClient =>
  new SQSClient({ endpoint, useQueueUrlAsEndpoint: false });

/**
 * Feeds a queue's messages to its function as Lambda's event source does: batches, a cap on how many run at once,
 * partial failures. `close` waits for those that are running.
 */
export const startPoller = (
  name: QueueName,
  { endpoint, urls }: LocalQueues,
  handler: LocalHandler,
): { close: () => Promise<void> } => {
  const { batchSize, maxConcurrency, feeds } = QUEUES[name];
  const client = localClient(endpoint);
  const QueueUrl = urls[name];
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const { Messages } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: batchSize,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ['All'],
          }),
          { abortSignal: stopping.signal },
        );
        if (Messages?.length) await invoke(client, QueueUrl, Messages, feeds, handler);
      } catch {
        if (!stopping.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };
  // Each loop is one invocation at a time; few suffice to show contention on two cores.
  const running = Array.from({ length: Math.min(maxConcurrency, 5) }, run);
  return {
    close: async () => {
      stopping.abort();
      await Promise.all(running);
      client.destroy();
    },
  };
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
