import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/**/*.deep.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
