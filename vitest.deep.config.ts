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
    // Here, too, whatever the board's API answers is as its description says.
    setupFiles: [
      'test/support/fetch-as-described.ts',
      'test/support/pages-as-described.ts',
      'test/support/say-what-is-seen.ts',
    ],
  },
});
