import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What both synthesis and the functions may know: names and numbers. */
const SHARED = ['env.ts', 'metrics.ts', 'wiring.ts', 'ledger/table-schema.ts'].map(
  (file) => `../shared/${file}`,
);

test('the stack knows handlers only as file paths, and of the shared code only its names and numbers', () => {
  for (const file of globSync('lib/*.ts')) {
    const imported = [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(
      ([, from]) => from ?? '',
    );
    const elsewhere = imported.filter((from) => from.startsWith('..') && !SHARED.includes(from));
    expect(elsewhere, file).toEqual([]);
  }
});
