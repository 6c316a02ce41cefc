import { defineConfig } from 'vitest/config';

/** The large figures: minutes, not seconds. Prints its progress. */
export default defineConfig({
  test: {
    // The browser's own files once more, and each view of theirs in each language and width.
    include: ['test/**/*.deep.test.ts', 'test/board-page/*.test.ts'],
    env: { WHOLE_MATRIX: 'yes' },
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
