import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Links of a document of the project to files of the project, from the root. */
const linksIn = (path: string): string[] =>
  [...textOf(path).matchAll(/\]\((?!https?:|#|\/)([^)#]+)[^)]*\)/g)].map(([, to = '']) =>
    join(dirname(path), to),
  );

describe('the recipes', () => {
  const RECIPES = '.github/CONTRIBUTING.md';

  test('lead to files that are there', () => {
    expect(linksIn(RECIPES).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('name tests that are there: each step is held by the test behind it', () => {
    // *title* in [test](path); two titles may share one link.
    const steps = textOf(RECIPES)
      .replaceAll(/\s+/g, ' ')
      .matchAll(/((?:\*[^*]+\*,? (?:and )?)+),? ?in \[[^\]]*\]\(([^)]+)\)/g);
    const named = [...steps].flatMap(([, titles = '', path = '']) =>
      [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({ title, path: join('.github', path) })),
    );
    expect(named.length).toBeGreaterThanOrEqual(9);
    const untrue = named.filter(({ title, path }) => !textOf(path).includes(`'${title}'`));
    expect(untrue).toEqual([]);
  });

  test('are six: a hard rule, a trigger, an alarm, a setting, a staff action, a message', () => {
    const headings = [...textOf(RECIPES).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'A hard rule',
      'A trigger',
      'An alarm',
      'A setting of the deployment',
      'A staff action',
      'A message',
    ]);
  });
});

describe('the glossary', () => {
  const GLOSSARY = 'shared/domain/GLOSSARY.md';
  const rows = textOf(GLOSSARY)
    .split('\n')
    .filter((line) => /^\| \*\*/.test(line));

  test('has one line for each word, with a link to its type or file', () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
    expect(rows.filter((row) => !/\]\([^)]+\) \|$/.test(row))).toEqual([]);
  });

  test('names types that there are, where it says they are', () => {
    const named = rows.flatMap((row) => [...row.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)]);
    const missing = named.filter(([, name = '', path = '']) => {
      const file = join(dirname(GLOSSARY), path);
      if (!existsSync(join(root, file))) return true;
      return (
        !name.includes('.') &&
        !new RegExp(`export (type|interface|class|const|function|abstract class) ${name}\\b`).test(
          textOf(file),
        )
      );
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  test('is linked from the README', () => {
    expect(linksIn('README.md')).toContain(GLOSSARY);
  });
});
