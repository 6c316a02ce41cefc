import { enableCompileCache } from 'node:module';
import { constants, setPriority } from 'node:os';

enableCompileCache(); // a thread does not inherit it
// The patient waits for the webhook, nobody waits for a worker as long: these take what it leaves of the processors. Linux
// gives a priority to the calling thread, others to the whole process, which then changes nothing between them.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
await import('./run-functions.ts');
