import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { DEAD_LETTER_DAYS, QUEUES, type QueueName, visibilitySeconds } from '../../shared/wiring.ts';
import { startGuardedServer } from './guarded-server.ts';
import { localClient } from './queue-client.ts';

export type LocalQueues = {
  readonly endpoint: string;
  readonly urls: Readonly<Record<QueueName, string>>;
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
};

const DAY_SECONDS = 86_400;

/** SQS on loopback with the three queues and their dead-letter queues, numbers as deployed. */
export const startQueues = async (): Promise<LocalQueues & { readonly close: () => Promise<void> }> => {
  const app = buildApp({ logger: false });
  await app.ready();
  // It has no port of its own, and so no door beside the guarded one.
  const { endpoint, close } = await startGuardedServer(app.routing);
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
      await close();
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
