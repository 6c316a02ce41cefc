import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const filesThatName = (word: string): string[] =>
  globSync('test/**/*.test.ts')
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => readFileSync(file, 'utf8').includes(word));

/** Where laws are tried on examples that are made up. */
const LAWS = filesThatName('support/runs.ts');
/** Where `npm test` has the Ledger in memory. */
const ON_A_TABLE = filesThatName('withAnyLedger');

/** Of whose many alike `npm test` has a few. */
const MATRICES = filesThatName('support/whole-matrix.ts');

/** The large figures: minutes, not seconds. Prints its progress. */
export default defineConfig({
  test: {
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false },
    reporters: ['verbose'],
    projects: [
      {
        extends: true,
        test: {
          name: 'figures',
          // The browser's own files once more, and each view of theirs in each language and width.
          include: ['test/**/*.deep.test.ts', 'test/board-page/*.test.ts', ...MATRICES],
          env: { WHOLE_MATRIX: 'yes' },
          // Here, too, whatever the board's API answers is as its description says.
          setupFiles: [
            'test/support/fetch-as-described.ts',
            'test/support/pages-as-described.ts',
            'test/support/say-what-is-seen.ts',
          ],
        },
      },
      // The laws of `npm test`, on forty times as many examples, and other ones each time.
      {
        extends: true,
        test: {
          name: 'laws',
          include: LAWS,
          env: { TIMES_AS_MANY: '10' },
          setupFiles: 'test/support/fetch-as-described.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'on a table',
          include: ON_A_TABLE,
          env: { LEDGER_ON_A_TABLE: 'yes' },
          setupFiles: 'test/support/fetch-as-described.ts',
        },
      },
    ],
  },
});
