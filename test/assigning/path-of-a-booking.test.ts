import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = fileURLToPath(new URL('../../shared/assigning', import.meta.url));
const page = readFileSync(join(here, 'path-of-a-booking.md'), 'utf8');

const path = [...page.matchAll(/^\| \d+ \| \[`(\w+)`\]\((\S+)\) \|/gm)].map(([, name = '', file = '']) => ({
  name,
  file: join(here, file),
  text: readFileSync(join(here, file), 'utf8'),
}));

test('the path of a booking visits no file twice', () => {
  expect(path.length).toBeGreaterThan(20);
  expect(new Set(path.map(({ file }) => file)).size).toBe(path.length);
});

test('each function of the path of a booking is where the page says, and is called by one before it', () => {
  for (const [index, { name, text }] of path.entries()) {
    expect(text, name).toMatch(new RegExp(`export (const|class) ${name}\\b`));
    const before = path.slice(0, index).some((each) => new RegExp(`\\b${name}(<\\w+>)?\\(`).test(each.text));
    expect(before || index === 0, name).toBe(true);
  }
});

test('a file that the assigner reads from top to bottom fits one screen', () => {
  for (const { file, text } of path.filter(({ file }) => file.startsWith(here)))
    expect(text.split('\n').length, file).toBeLessThanOrEqual(100);
});
