import { enableCompileCache } from 'node:module';
import { setPriority } from 'node:os';

enableCompileCache(); // a thread does not inherit it
// The patient waits for the webhook, no one waits for a worker as long: these take what it leaves of the processors. Linux
// gives a priority to the calling thread, others to the whole process, which then changes nothing between them. No lower
// than this: on a machine that has much else to do they would starve.
setPriority(5);
await import('./run-functions.ts');
