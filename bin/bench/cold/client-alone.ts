import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** The least that anything can be which puts a message into a queue. */
export const handler = async (): Promise<{ statusCode: number }> => {
  const command = new SendMessageCommand({ QueueUrl: process.env.BOOKINGS_QUEUE_URL, MessageBody: '{}' });
  const { MessageId } = await sqs.send(command);
  return { statusCode: MessageId === undefined ? 500 : 200 };
};
