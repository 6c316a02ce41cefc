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

/** Tests that a document names: *title* in [a file](path); several titles may share one link. */
const testsNamedIn = (document: string): { readonly title: string; readonly path: string }[] => {
  const said = textOf(document)
    .replaceAll(/\s+/g, ' ')
    .matchAll(/((?:\*[^*]+\*,? (?:and )?)+),? ?in \[[^\]]*\]\(([^)]+)\)/g);
  return [...said].flatMap(([, titles = '', path = '']) =>
    [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => ({
      title,
      path: join(dirname(document), path),
    })),
  );
};

const isMissing = ({ title, path }: { readonly title: string; readonly path: string }): boolean =>
  !textOf(path).includes(`'${title}'`);

describe('the recipes', () => {
  const RECIPES = '.github/CONTRIBUTING.md';

  test('lead to files that are there', () => {
    expect(linksIn(RECIPES).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('name tests that are there: each step is held by the test behind it', () => {
    const named = testsNamedIn(RECIPES);
    expect(named.length).toBeGreaterThanOrEqual(9);
    expect(named.filter(isMissing)).toEqual([]);
  });

  test('are seven: a hard rule, a trigger, an alarm, a setting, a staff action, a message, a language', () => {
    const headings = [...textOf(RECIPES).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'A hard rule',
      'A trigger',
      'An alarm',
      'A setting of the deployment',
      'A staff action',
      'A message',
      'A language',
    ]);
  });
});

describe('the page about security', () => {
  const SECURITY = 'lib/SECURITY.md';

  test('names tests that are there', () => {
    const named = testsNamedIn(SECURITY);
    expect(named.length).toBeGreaterThanOrEqual(35);
    expect(named.filter(isMissing)).toEqual([]);
  });

  test.each([
    ['OWASP API Security Top 10 (2023)', []],
    ['OWASP Serverless Top 10', ['**XML external entities.**']],
  ])('has for each risk of the %s a test, or one beside it', (list, none) => {
    const [, part = ''] = textOf(SECURITY).split(`## ${list}\n`);
    const risks = part
      .split('\n## ')[0]
      ?.split(/^\d+\. /m)
      .slice(1);
    expect(risks).toHaveLength(10);
    const without = risks?.filter((risk) => !/\]\(\.\.\/test\/[^)]+\.ts\)/.test(risk)) ?? [];
    expect(without.map((risk) => risk.split('**').slice(0, 2).join('**').concat('**'))).toEqual(none);
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
