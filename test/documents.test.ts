import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['.github', 'bin', 'functions', 'lib', 'shared'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test('every link of every page leads to a file that is there', () => {
  const links = ['README.md', ...pages].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/(?:\]\(|src=")([^)#\s"]+)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^[a-z]+:/.test(to))
      .map((to) => [page, join(dirname(page), to)] as const),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(([, file]) => !existsSync(join(root, file)))).toEqual([]);
});
