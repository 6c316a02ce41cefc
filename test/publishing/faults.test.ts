import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultTable, PROVIDED_FAULTS } from './faults.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the page of faults is what the table says', async () => {
  await expect(faultTable()).toMatchFileSnapshot('../../shared/publishing/FAULTS.md');
});

test.each(PROVIDED_FAULTS.map(({ fault, shownBy }) => [fault, ...shownBy] as const))(
  '%s is shown by a test that exists',
  (_fault, file, title) => {
    expect(read(`../${file}`)).toContain(title);
  },
);
