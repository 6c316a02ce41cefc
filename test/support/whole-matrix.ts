import { describe, test } from 'vitest';

/**
 * Whether what many views have in common is looked at on each of them, in each language: in `npm run test:deep`. Elsewhere it is
 * looked at on one view of each kind.
 */
export const WHOLE_MATRIX = process.env.WHOLE_MATRIX === 'yes';

/** Rows of a test that differ in their words alone: the first of them, and there all. */
export const matrix = <Row extends unknown[] | [unknown]>(rows: readonly Row[]): readonly Row[] =>
  WHOLE_MATRIX ? rows : rows.slice(0, 1);

/** What a test that needs less holds already in `npm test`; in the browser in `npm run test:deep`. */
export const testInDeep = (title: string, run: () => Promise<void>): void => {
  if (WHOLE_MATRIX) test(title, run);
};

/** The same of several that go together. */
export const describeInDeep = (title: string, tests: () => void): void => {
  if (WHOLE_MATRIX) describe(title, tests);
};
