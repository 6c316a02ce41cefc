import { defineConfig } from 'vitest/config';
import { HeaviestFirst } from './test/support/heaviest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/**/*.deep.test.ts'],
    // Many tests wait for a browser or a queue rather than for a processor.
    maxWorkers: 4,
    sequence: { sequencer: HeaviestFirst },
    // Ends what hangs. No test says how long something takes: benchmarks do, on a machine that has nothing else to do.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
