import { defineConfig } from 'vitest/config';

/** The large figures: minutes, not seconds. Prints its progress. */
export default defineConfig({
  test: {
    include: ['test/**/*.deep.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    reporters: ['verbose'],
  },
});
