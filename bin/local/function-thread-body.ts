import { enableCompileCache } from 'node:module';
import { constants, setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';

enableCompileCache(); // a thread does not inherit it
// Patients wait for the webhook and staff for the board, nobody waits for these: they take what the others leave of the
// processors. Linux gives a priority to the calling thread, others to the whole process, which then changes nothing.
if (workerData.patient) setPriority(constants.priority.PRIORITY_LOW);
await import('./run-functions.ts');
