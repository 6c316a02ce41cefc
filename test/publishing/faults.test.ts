import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { webhookFaults } from '../../bin/sandbox/faults.ts';
import { faultTable, PROVIDED_FAULTS, SWITCHES } from './faults.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the page of faults is what the table says', async () => {
  await expect(faultTable()).toMatchFileSnapshot('../../shared/publishing/FAULTS.md');
});

test.each(PROVIDED_FAULTS)('$fault is shown by a test that exists', ({ shownBy: [file, title, row] }) => {
  const text = read(`../${file}`);
  expect(text).toContain(title);
  // A table may be a list that the sandbox keeps.
  if (row !== undefined && !text.includes(`'${row}'`)) expect(webhookFaults).toContain(row);
});

test('every fault of the sandbox and of our own machines stands in the table, and no other', () => {
  const told = PROVIDED_FAULTS.flatMap(({ switches = [] }) => switches);
  expect(told.toSorted()).toEqual(SWITCHES.toSorted());
});
