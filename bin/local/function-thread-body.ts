import { enableCompileCache } from 'node:module';
import { giveWay } from './give-way.ts';

enableCompileCache(); // a thread does not inherit it
// The patient waits for the webhook, no one waits for a worker as long.
giveWay();
await import('./run-functions.ts');
