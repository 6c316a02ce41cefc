import { enableCompileCache } from 'node:module';

// Before anything else is imported: from the second start on, what is imported here and in every thread is compiled already.
enableCompileCache();
const { runLocal } = await import('./local/run-local.ts');
await runLocal();
