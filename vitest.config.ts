import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { HeaviestFirst } from './test/support/heaviest-first.ts';

// Commands and whole systems are started many times over: what one has compiled, the next only reads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

/** Beside these, but in need of nothing of the kind: a thread of its own takes longer than it does. */
const ONLY_COMPUTES =
  /(against-catalogue|admin\/faults|too-few-publishers|fuzzed-deliveries|receive-delivery|take-day|visit-log|sent-messages|wake-sender)\.test\.ts$/;
/**
 * Handlers and commands read their process's environment once and keep their connections, as on Lambda, and the solver is
 * loaded once: each file needs a thread of its own.
 */
const WITH_ENVIRONMENT = globSync('test/{admin,functions,local,queue,solver}/*.test.ts')
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !ONLY_COMPUTES.test(file));
/** All others of the page compute, as most files do: a process for what a browser is driven with takes longer than they. */
const IN_A_BROWSER = ['at-one-site', 'at-several-sites'].map((name) => `test/board-page/${name}.test.ts`);
const DEEP = 'test/**/*.deep.test.ts';
/** A process and all modules anew for each file take longer than most of these files do. */
const TOGETHER = {
  isolate: false,
  // Simulated days leave much behind that is soon forgotten.
  execArgv: ['--max-semi-space-size=64', '--min-semi-space-size=64'],
};

export default defineConfig({
  test: {
    // Many tests wait for a browser or a queue rather than for a processor; yet each worker loads and compiles everything anew.
    maxWorkers: 4,
    // Node 24 runs these files as they are; no module is mocked, so none need be read twice for it.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: HeaviestFirst },
    // Ends what hangs. No test says how long something takes: benchmarks do, on a machine that has nothing else to do.
    testTimeout: 300_000,
    // Whatever a test asks the board's API, the answer is as the API's description says.
    setupFiles: 'test/support/fetch-as-described.ts',
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: { name: 'apart', pool: 'threads', include: WITH_ENVIRONMENT, exclude: [DEEP] },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [DEEP, ...IN_A_BROWSER, ...WITH_ENVIRONMENT],
          setupFiles: ['test/support/fetch-as-described.ts', 'test/support/one-seed.ts'],
          ...TOGETHER,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: IN_A_BROWSER,
          globalSetup: ['test/support/require-browser.ts', 'test/support/page-built.ts'],
          setupFiles: ['test/support/pages-as-described.ts', 'test/support/say-what-is-seen.ts'],
          ...TOGETHER,
        },
      },
    ],
  },
});
