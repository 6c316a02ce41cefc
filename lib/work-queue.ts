import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../shared/env.ts';
import {
  DEAD_LETTER_DAYS,
  type EnvKey,
  QUEUES,
  type QueueName,
  visibilitySeconds,
} from '../shared/wiring.ts';

/** Which variable tells a function where each queue is. */
const URL_OF = {
  bookings: 'bookingsQueueUrl',
  publish: 'publishQueueUrl',
  replan: 'replanQueueUrl',
} as const satisfies Record<QueueName, EnvKey>;

/** One of the three queues, its dead-letter queue, and the two ways a function may have to do with it. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #name: QueueName;

  constructor(scope: Construct, id: string, name: QueueName) {
    super(scope, id);
    this.#name = name;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(visibilitySeconds(name)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: QUEUES[name].maxReceiveCount },
    });
  }

  /** Lets a function send here. */
  grantSend(fn: LambdaFunction): void {
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    );
    fn.addEnvironment(ENV[URL_OF[this.#name]], this.queue.queueUrl);
  }

  /**
   * Feeds a function from here. It learns the URL to bring a message back sooner, and may not send. `maxConcurrency`: the wiring's
   * unless given.
   */
  addConsumer(fn: LambdaFunction, maxConcurrency: number = QUEUES[this.#name].maxConcurrency): void {
    const { batchSize } = QUEUES[this.#name];
    fn.addEventSource(
      new SqsEventSource(this.queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }),
    );
    fn.addEnvironment(ENV[URL_OF[this.#name]], this.queue.queueUrl);
  }
}
