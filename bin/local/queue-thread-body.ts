import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';

enableCompileCache(); // a thread does not inherit it
const { startQueues } = await import('./queues.ts');
parentPort?.postMessage(await startQueues());
