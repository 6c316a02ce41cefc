import { parentPort, workerData } from 'node:worker_threads';
import {
  FUNCTIONS,
  type FunctionName,
  publishersAtOnce,
  QUEUES,
  type QueueName,
} from '../../shared/wiring.ts';
import type { FromThread, ToThread } from './function-thread.ts';
import { type LocalHandler, lambdaContext } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
import { startPoller } from './queue-poller.ts';
import { startSchedule } from './schedule.ts';

const functions = workerData as readonly FunctionName[];
const say = (message: FromThread): void => parentPort?.postMessage(message);

const handlers = new Map<FunctionName, LocalHandler>();
for (const name of functions) handlers.set(name, await loadHandler(name));

/** Publishers as deployed, for they wait more than they work; of the others few suffice to show contention on two cores. */
const atOnce = (queue: QueueName, credentials: number): number => {
  return queue === 'publish' ? publishersAtOnce(credentials) : Math.min(QUEUES[queue].maxConcurrency, 5);
};

const invoke = async (id: number, name: FunctionName, event: unknown): Promise<void> => {
  try {
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`${name} is not in this thread`);
    const result = await handler(event as never, lambdaContext(name, FUNCTIONS[name].timeoutSeconds));
    say({ kind: 'answer', id, result });
  } catch (error) {
    say({ kind: 'fault', id, reason: error instanceof Error ? error.message : String(error) });
  }
};

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'invoke') return void invoke(message.id, message.name, message.event);
  for (const queue of Object.keys(QUEUES) as QueueName[]) {
    const handler = handlers.get(QUEUES[queue].feeds);
    if (handler !== undefined)
      startPoller(queue, message.queues, handler, atOnce(queue, message.credentials));
  }
  const sweep = handlers.get('sweep');
  if (sweep !== undefined) startSchedule(sweep, message.sweepSeconds);
});
say({ kind: 'ready' });
