import { Worker } from 'node:worker_threads';
import type { LocalQueues } from './queues.ts';

/** The local SQS in a thread of its own: what it does for the workers must not make the webhook wait. */
export const startQueueThread = (): {
  readonly queues: Promise<LocalQueues>;
  readonly close: () => Promise<void>;
} => {
  const worker = new Worker(new URL('./queue-thread-body.ts', import.meta.url));
  const queues = new Promise<LocalQueues>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the local SQS has ended')));
  });
  queues.catch(() => undefined); // awaited by the starter, unless something else went wrong before
  return { queues, close: async () => void (await worker.terminate()) };
};
